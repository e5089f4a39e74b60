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

/**
 * Where an engine's results go. Called by the engine's thread while it applies an input; arrays and mutable objects are
 * reused after the call: copy what is kept. A call must not call the engine back.
 *
 * <p>Order for one closing bar: candle, indicators, opinions, fusion, and signal if there is one; frames in ascending
 * length, then those by activity. Restating, which those by activity do not know, calls candle and indicators alone.
 */
public interface EngineOutput {
    /**
     * A bar closed (revision 0), was restated (greater revision), exists only by a late tick (first revision 1), or is
     * forming ({@code closed} false, revision 0).
     *
     * @param openTimeMs start of the bar, milliseconds since the epoch. Of a bar by activity: the time of its first tick,
     *     but at least a millisecond after the start of the bar before it, so that it names the bar
     * @param volume exact sum of sizes, rounded once
     * @param trades number of ticks
     */
    void candle(
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
            boolean closed);

    /**
     * A bar that was said before has no ticks any more, since they were busted: there is no such bar, and no row of it.
     * What was judged of it stays. A later tick may bring it back, with a greater revision.
     *
     * @param revision greater than that of its candle before; 0 of a forming bar
     * @param closed whether the bar was closed, or forming
     */
    void withdrawn(String instrument, Frame frame, long openTimeMs, int revision, boolean closed);

    /**
     * Indicator values of a bar. The revision is the row's own: a bar restated by a late tick changes the rows of later
     * bars, whose candles stay as they are.
     *
     * @param values one a column of the indicator set; NaN is cold
     */
    void indicators(String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values);

    /** The agents' opinions of a closed bar, in the agents' order; once a bar. */
    void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] opinions);

    /** The fused score: once for a closed bar, and for a forming one whenever it is published. */
    void fusion(
            String instrument, Frame frame, long openTimeMs, FusionResult fusion, int weightSetVersion, boolean closed);

    /** A signal; at most once a bar, never changed. {@code eventTimeNs} is that of the record which closed the bar. */
    void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft signal);

    /**
     * A paper order was filled, or some of it.
     *
     * @param filledUnits how much of the order is filled with it: names the fill among those of its order
     * @param priceUnits at the instrument's price scale, rounded to the worse side
     * @param feeUnits quote currency at scale {@value PaperBook#FEE_SCALE}, rounded up
     * @param timeNs event time of the tick that filled it
     */
    void fill(
            String instrument,
            String clientOrderId,
            long filledUnits,
            String tenantId,
            String accountId,
            SignalSide side,
            long quantityUnits,
            long priceUnits,
            long feeUnits,
            long timeNs);

    /**
     * A paper order moved by something else than a fill; told before its fills where it goes on, behind them where it is over.
     *
     * @param code why it is over; null of one that goes on
     * @param cause who or what moved it, see {@link io.tickgrid.grid.order.OrderMove}
     */
    void order(
            String clientOrderId,
            String tenantId,
            String accountId,
            OrderState to,
            @Nullable ErrorCode code,
            String cause,
            long timeNs);

    /**
     * A tick was refused (not for a duplicate, which is only counted). Values are as they came.
     *
     * @param reason LATE is counted as late, every other one as dead
     */
    void dead(
            String instrument,
            String source,
            long sequence,
            long timeNs,
            double price,
            long sizeUnits,
            int sizeScale,
            DeadReason reason);
}
