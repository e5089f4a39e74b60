package io.tickgrid.pipelines.agent;

import static io.tickgrid.pipelines.agent.Scale.ratio;
import static io.tickgrid.pipelines.agent.Scale.unit;

import java.util.List;

/**
 * Whether volume stands behind the move.
 *
 * <p>Direction is the mean of three parts in [-1, 1]: MFI from 50, full at 20 and 80; the close against VWAP, full at
 * one ATR; the close's location in its bar, counted in full for a bar at least one ATR wide. Confidence is the
 * unanimity of the parts. A bar without volume (quotes alone) gives no opinion: MFI and VWAP mean nothing there. OBV is
 * left out, for its level depends on where counting began.
 *
 * <p>Sources: Quong and Soudack, Volume-weighted RSI: Money Flow (1989) for MFI 20 and 80; Berkowitz, Logue and Noser
 * 1988 (VWAP); Chaikin's close location value.
 */
final class VolumeAgent implements Agent {
    static final AgentSpec SPEC = new AgentSpec(
            "volume",
            "Volume",
            "Does volume stand behind the move?",
            "Quong and Soudack 1989 (MFI); Berkowitz, Logue and Noser 1988 (VWAP); Chaikin (close location)",
            List.of("mfi_14", "vwap_20", "atr_14"));

    private final int mfi;
    private final int vwap;
    private final int atr;

    VolumeAgent(Columns columns) {
        mfi = columns.index("mfi_14");
        vwap = columns.index("vwap_20");
        atr = columns.index("atr_14");
    }

    @Override
    public AgentSpec spec() {
        return SPEC;
    }

    @Override
    public void judge(MarketView view, Opinion out) {
        double flow = view.value(mfi);
        double average = view.value(vwap);
        double range = view.value(atr);
        if (Double.isNaN(flow + average + range) || !(view.volume() > 0)) {
            out.reset();
            return;
        }
        double high = view.high();
        double low = view.low();
        double close = view.close();
        double distance = ratio(close - average, range);
        double location = ratio((close - low) - (high - close), high - low);
        double flowPart = unit((flow - 50) / 30);
        double vwapPart = unit(distance);
        double closePart = unit(location) * Math.min(1, ratio(high - low, range));
        double sum = flowPart + vwapPart + closePart;
        double absoluteSum = Math.abs(flowPart) + Math.abs(vwapPart) + Math.abs(closePart);

        out.set(unit(sum / 3), Scale.unanimity(sum, absoluteSum));
        out.because(ReasonCode.MONEY_FLOW_INDEX, flow, flowPart);
        out.because(ReasonCode.VWAP_DISTANCE, distance, vwapPart);
        out.because(ReasonCode.CLOSE_LOCATION, location, closePart);
    }
}
