package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.fusion.FusionStore;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.OrderMove;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.tick.DeadLetter;
import io.tickgrid.pipelines.agent.AgentSpec;
import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.signal.SignalDraft;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.DeadReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What engines said since the last flush, as they said it. Keys and words are made where it is written, which is not the
 * thread of the engines, and of what is shown only the latest value of each key. Filled by the processor, then handed over
 * whole and only read.
 */
public class MarketBuffers implements EngineOutput {
    private static final double[] NO_VALUES = {};

    private final List<Candle> closedCandles = new ArrayList<>();
    private final List<Candle> formingCandles = new ArrayList<>();
    /** Of closed and forming bars. */
    private final List<IndicatorRow> indicators = new ArrayList<>();

    private int closedIndicators;
    private final List<Judged> judged = new ArrayList<>();
    private final List<FusionRow> formingFusion = new ArrayList<>();
    private final Map<String, Signal> signals = new LinkedHashMap<>();
    private final Map<String, Fill> fills = new LinkedHashMap<>();
    private final List<OrderMove> goingOn = new ArrayList<>();
    private final List<OrderMove> ended = new ArrayList<>();
    private final Map<String, DeadLetter> deadLetters = new LinkedHashMap<>();
    private final Map<String, LedgerCounts> ledgers = new LinkedHashMap<>();

    private final List<String> columns;
    private final List<AgentSpec> agents = Agents.all();
    private Opinion[] said = {};
    /** Texts of the frames that were heard of: there are few, and each is one object. */
    private Frame[] frames = new Frame[4];

    private String[] frameTexts = new String[4];
    private int frameCount;
    private @Nullable Map<String, Candle> closedByKey;
    private String key = "";
    private int kafkaPartition;
    private long kafkaOffset;
    private int deadInRecord;
    private String detail = "";

    /** @param indicatorColumns names of the values of an indicator row */
    public MarketBuffers(List<String> indicatorColumns) {
        columns = indicatorColumns;
    }

    /** The record that the next calls come from: names dead letters. */
    public void record(String recordKey, int partition, long offset, String why) {
        key = recordKey;
        kafkaPartition = partition;
        kafkaOffset = offset;
        deadInRecord = 0;
        detail = why;
    }

    /** Rows that wait to be stored. */
    int storedRows() {
        return closedCandles.size()
                + closedIndicators
                + judged.size()
                + signals.size()
                + fills.size()
                + goingOn.size()
                + ended.size()
                + deadLetters.size();
    }

    boolean isEmpty() {
        return storedRows() == 0
                && formingCandles.isEmpty()
                && indicators.isEmpty()
                && formingFusion.isEmpty()
                && ledgers.isEmpty();
    }

    /** What became of the ticks of an instrument until now. */
    public void ledger(String instrument, Ledger l) {
        ledgers.put(
                instrument,
                new LedgerCounts(instrument, l.in(), l.used(), l.restated(), l.late(), l.duplicate(), l.dead()));
    }

    private String text(Frame frame) {
        for (int i = 0; i < frameCount; i++) {
            if (frames[i] == frame) {
                return frameTexts[i];
            }
        }
        if (frameCount == frames.length) {
            frames = Arrays.copyOf(frames, 2 * frameCount);
            frameTexts = Arrays.copyOf(frameTexts, 2 * frameCount);
        }
        frames[frameCount] = frame;
        frameTexts[frameCount] = frame.toString();
        return frameTexts[frameCount++];
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
        Candle candle = new Candle(
                instrument, text(frame), openTimeMs, open, high, low, close, volume, trades, revision, closed);
        (closed ? closedCandles : formingCandles).add(candle);
    }

    /** Kept in its place among the others, as a bar without trades and a row without values. */
    @Override
    public void withdrawn(String instrument, Frame frame, long openTimeMs, int revision, boolean closed) {
        candle(instrument, frame, openTimeMs, 0, 0, 0, 0, 0, 0, revision, closed);
        closedIndicators += closed ? 1 : 0;
        indicators.add(new IndicatorRow(instrument, text(frame), openTimeMs, revision, closed, List.of(), NO_VALUES));
    }

    @Override
    public void indicators(
            String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values) {
        closedIndicators += closed ? 1 : 0;
        indicators.add(
                new IndicatorRow(instrument, text(frame), openTimeMs, revision, closed, columns, values.clone()));
    }

    /** Those of the score that comes next. */
    @Override
    public void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] opinions) {
        said = opinions;
    }

    @Override
    public void fusion(
            String instrument, Frame frame, long openTimeMs, FusionResult f, int weightSetVersion, boolean closed) {
        FusionRow row = new FusionRow(
                instrument,
                text(frame),
                openTimeMs,
                f.score(),
                f.confidence(),
                f.recommendation().name(),
                f.agreement(),
                f.conflict(),
                f.voters(),
                f.quorum(),
                weightSetVersion,
                closed);
        if (closed) {
            judged.add(new Judged(row, said, f));
        } else {
            formingFusion.add(row);
        }
    }

    @Override
    public void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft s) {
        String id = Signal.id(instrument, text(frame), openTimeMs, s.side().name());
        signals.put(
                id,
                new Signal(
                        id,
                        0,
                        instrument,
                        text(frame),
                        s.side().name(),
                        s.score(),
                        s.confidence(),
                        s.entry(),
                        s.stop(),
                        s.target1(),
                        s.target2(),
                        openTimeMs,
                        eventTimeNs));
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
        fills.putIfAbsent(
                clientOrderId + " " + filledUnits,
                new Fill(
                        clientOrderId,
                        Long.toString(filledUnits),
                        tenantId,
                        accountId,
                        instrument,
                        side == SignalSide.BUY,
                        quantityUnits,
                        priceUnits,
                        feeUnits,
                        timeNs));
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
        OrderMove move = new OrderMove(clientOrderId, tenantId, accountId, to, code, cause, timeNs);
        (to instanceof OrderState.Open ? goingOn : ended).add(move);
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
        String id = kafkaPartition + "-" + kafkaOffset + "-" + deadInRecord++;
        String came = detail.isEmpty()
                ? reason.text() + ": price " + price + ", size " + sizeUnits + "e-" + sizeScale
                : detail;
        deadLetters.put(
                id,
                new DeadLetter(
                        id,
                        key,
                        source,
                        sequence < 0 ? -1 : sequence,
                        Math.floorDiv(timeNs, 1_000_000L),
                        reason.name().toLowerCase(java.util.Locale.ROOT),
                        came));
    }

    // What is written of it ----------------------------------------------------------------------------------------

    /** By their keys; of several revisions the last. Those without trades are withdrawn. */
    private Map<String, Candle> lastCandles() {
        Map<String, Candle> byKey = closedByKey;
        if (byKey == null) {
            byKey = LinkedHashMap.newLinkedHashMap(closedCandles.size());
            for (Candle c : closedCandles) {
                byKey.put(Candle.key(c.instrument(), c.frame(), c.openTimeMs()), c);
            }
            closedByKey = byKey;
        }
        return byKey;
    }

    /** By their keys; of several revisions the last. */
    Map<String, Candle> closedCandles() {
        return having(lastCandles(), true);
    }

    /** Bars that were said before, and are none any more, by their keys. */
    Map<String, Candle> withdrawnCandles() {
        return having(lastCandles(), false);
    }

    /** Closed bars that have changed since they closed, those that are withdrawn among them. */
    List<Candle> restatedCandles() {
        return lastCandles().values().stream()
                .filter(c -> c.revision() > 0 || c.trades() == 0)
                .toList();
    }

    /** The bar of each frame that forms; or that formed last, with what it closed with. */
    private Map<String, Candle> lastForming() {
        Map<String, Candle> byKey = LinkedHashMap.newLinkedHashMap(formingCandles.size());
        for (Candle c : closedCandles) {
            if (c.revision() == 0) {
                byKey.put(IndicatorRow.key(c.instrument(), c.frame()), lastOf(c).asForming());
            }
        }
        formingCandles.stream()
                .filter(c -> stillForms(c.instrument(), c.frame(), c.openTimeMs()))
                .forEach(c -> byKey.put(IndicatorRow.key(c.instrument(), c.frame()), c));
        return byKey;
    }

    private Candle lastOf(Candle c) {
        return Objects.requireNonNull(lastCandles().get(Candle.key(c.instrument(), c.frame(), c.openTimeMs())));
    }

    /** Whether a bar was not closed since it was said to form: what is shown of it comes behind the closed bars. */
    private boolean stillForms(String instrument, String frame, long openTimeMs) {
        return !lastCandles().containsKey(Candle.key(instrument, frame, openTimeMs));
    }

    Map<String, Candle> formingCandles() {
        return having(lastForming(), true);
    }

    Map<String, Candle> withdrawnForming() {
        return having(lastForming(), false);
    }

    /** Those with trades, or without; seldom other than all of them, or none. */
    private static Map<String, Candle> having(Map<String, Candle> bars, boolean trades) {
        long empty = bars.values().stream().filter(c -> c.trades() == 0).count();
        if (empty == (trades ? 0 : bars.size())) {
            return bars;
        }
        Map<String, Candle> some = new LinkedHashMap<>(bars);
        some.values().removeIf(c -> (c.trades() > 0) != trades);
        return some;
    }

    /** Each bar once, with its last revision. */
    Collection<IndicatorRow> closedIndicators() {
        Map<String, IndicatorRow> byKey = new LinkedHashMap<>();
        for (IndicatorRow r : indicators) {
            if (r.closed()) {
                byKey.put(Candle.key(r.instrument(), r.frame(), r.openTimeMs()), r);
            }
        }
        byKey.values().removeIf(MarketBuffers::isWithdrawn);
        return byKey.values();
    }

    /** Of each instrument and frame those of its newest bar, and of that bar the last. */
    Map<String, IndicatorRow> latestIndicators() {
        Map<String, IndicatorRow> byKey = new LinkedHashMap<>();
        for (IndicatorRow r : indicators) {
            String row = IndicatorRow.key(r.instrument(), r.frame());
            if (isWithdrawn(r)) {
                byKey.computeIfPresent(row, (k, old) -> old.openTimeMs() == r.openTimeMs() ? null : old);
            } else {
                byKey.merge(row, r, (old, now) -> now.openTimeMs() >= old.openTimeMs() ? now : old);
            }
        }
        return byKey;
    }

    private static boolean isWithdrawn(IndicatorRow row) {
        return row.values().length == 0;
    }

    /** Every bar's, for a bar is judged once. */
    List<FusionStore.Judgement> judgements() {
        return judged.stream().map(j -> j.stored(agents)).toList();
    }

    Map<String, FusionRow> latestFusion() {
        Map<String, FusionRow> byKey = new LinkedHashMap<>();
        judged.forEach(
                j -> byKey.put(IndicatorRow.key(j.row().instrument(), j.row().frame()), j.row()));
        return byKey;
    }

    Map<String, OpinionRow> latestOpinions() {
        Map<String, Judged> latest = new LinkedHashMap<>();
        judged.forEach(
                j -> latest.put(IndicatorRow.key(j.row().instrument(), j.row().frame()), j));
        Map<String, OpinionRow> byKey = LinkedHashMap.newLinkedHashMap(latest.size() * agents.size());
        latest.values().forEach(j -> j.show(agents, byKey));
        return byKey;
    }

    /** Signals that were made. */
    public List<Signal> signals() {
        return List.copyOf(signals.values());
    }

    List<Fill> fills() {
        return List.copyOf(fills.values());
    }

    /** Moves of orders that go on: made before the fills. */
    List<OrderMove> goingOn() {
        return List.copyOf(goingOn);
    }

    /** Ends of orders: made behind the fills. */
    List<OrderMove> ended() {
        return List.copyOf(ended);
    }

    Map<String, DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** The latest of each instrument that had input. */
    public Map<String, LedgerCounts> ledgers() {
        return ledgers;
    }

    /** The messages of the market feeds, those of one instrument in their order. */
    Map<Integer, List<MarketUpdate>> feed(List<Signal> storedSignals) {
        Map<Integer, List<MarketUpdate>> lanes = new LinkedHashMap<>();
        lastCandles().values().forEach(c -> add(lanes, MarketUpdate.of(c)));
        formingCandles.stream()
                .filter(c -> stillForms(c.instrument(), c.frame(), c.openTimeMs()))
                .forEach(c -> add(lanes, MarketUpdate.of(c)));
        judged.forEach(j -> add(lanes, MarketUpdate.of(j.row())));
        formingFusion.stream()
                .filter(f -> stillForms(f.instrument(), f.frame(), f.openTimeMs()))
                .forEach(f -> add(lanes, MarketUpdate.of(f)));
        storedSignals.forEach(s -> add(lanes, MarketUpdate.of(s)));
        return lanes;
    }

    private static void add(Map<Integer, List<MarketUpdate>> lanes, MarketUpdate update) {
        lanes.computeIfAbsent(GridFeeds.lane(update.instrument()), l -> new ArrayList<>())
                .add(update);
    }
}
