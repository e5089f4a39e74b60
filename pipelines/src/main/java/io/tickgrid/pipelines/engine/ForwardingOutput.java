package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.signal.SignalDraft;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.DeadReason;
import org.jspecify.annotations.Nullable;

/** Lets engines, which know one output for life, speak into buffers that change with every flush. */
public final class ForwardingOutput implements EngineOutput {
    private @Nullable EngineOutput to;

    /** Where what is said from now on goes. */
    public void to(EngineOutput next) {
        to = next;
    }

    private EngineOutput to() {
        return java.util.Objects.requireNonNull(to, "no buffers");
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
        to().candle(instrument, frame, openTimeMs, open, high, low, close, volume, trades, revision, closed);
    }

    @Override
    public void withdrawn(String instrument, Frame frame, long openTimeMs, int revision, boolean closed) {
        to().withdrawn(instrument, frame, openTimeMs, revision, closed);
    }

    @Override
    public void indicators(
            String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values) {
        to().indicators(instrument, frame, openTimeMs, revision, closed, values);
    }

    @Override
    public void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] opinions) {
        to().opinions(instrument, frame, openTimeMs, opinions);
    }

    @Override
    public void fusion(
            String instrument,
            Frame frame,
            long openTimeMs,
            FusionResult fusion,
            int weightSetVersion,
            boolean closed) {
        to().fusion(instrument, frame, openTimeMs, fusion, weightSetVersion, closed);
    }

    @Override
    public void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft signal) {
        to().signal(instrument, frame, openTimeMs, eventTimeNs, signal);
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
        to().fill(
                        instrument,
                        clientOrderId,
                        filledUnits,
                        tenantId,
                        accountId,
                        side,
                        quantityUnits,
                        priceUnits,
                        feeUnits,
                        timeNs);
    }

    @Override
    public void order(
            String clientOrderId,
            String tenantId,
            String accountId,
            OrderState to,
            @Nullable ErrorCode code,
            String cause,
            long timeNs) {
        to().order(clientOrderId, tenantId, accountId, to, code, cause, timeNs);
    }

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
        to().dead(instrument, source, sequence, timeNs, price, sizeUnits, sizeScale, reason);
    }
}
