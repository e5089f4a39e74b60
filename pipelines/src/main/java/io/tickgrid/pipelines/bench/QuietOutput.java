package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.EngineOutput;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.signal.SignalDraft;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.DeadReason;
import org.jspecify.annotations.Nullable;

/** Keeps one sum, so that nothing is optimised away. */
public class QuietOutput implements EngineOutput {
    private double sum;

    /** Of one number of everything that was said. */
    public double sum() {
        return sum;
    }

    @Override
    public void candle(
            String instrument,
            Frame frame,
            long openTimeMs,
            double open,
            double high,
            double low,
            double close,
            double volume,
            long trades,
            int revision,
            boolean closed) {
        sum += close;
    }

    @Override
    public void withdrawn(String instrument, Frame frame, long openTimeMs, int revision, boolean closed) {}

    @Override
    public void indicators(
            String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values) {
        sum += values[0];
    }

    @Override
    public void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] opinions) {
        sum += opinions[0].direction();
    }

    @Override
    public void fusion(
            String instrument,
            Frame frame,
            long openTimeMs,
            FusionResult fusion,
            int weightSetVersion,
            boolean closed) {
        sum += fusion.score();
    }

    @Override
    public void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft signal) {
        sum += signal.entry();
    }

    @Override
    public void fill(
            String instrument,
            String clientOrderId,
            long filledUnits,
            String tenantId,
            String accountId,
            SignalSide side,
            long quantityUnits,
            long priceUnits,
            long feeUnits,
            long timeNs) {
        sum += priceUnits;
    }

    @Override
    public void order(
            String clientOrderId,
            String tenantId,
            String accountId,
            OrderState to,
            @Nullable ErrorCode code,
            String cause,
            long timeNs) {}

    @Override
    public void dead(
            String instrument,
            String source,
            long sequence,
            long timeNs,
            double price,
            long sizeUnits,
            int sizeScale,
            DeadReason reason) {
        sum += price;
    }
}
