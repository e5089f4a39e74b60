package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.fusion.FusionStore;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.Rejection;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What engines said since the last flush: the latest value for each key of what is shown, all of what is stored.
 * Not thread-safe: filled by the processor, then handed over whole.
 */
final class MarketBuffers implements EngineOutput {
    final Map<String, Candle> closedCandles = new LinkedHashMap<>();
    final Map<String, Candle> formingCandles = new LinkedHashMap<>();
    final Map<String, IndicatorRow> closedIndicators = new LinkedHashMap<>();
    final Map<String, IndicatorRow> latestIndicators = new LinkedHashMap<>();
    final Map<String, OpinionRow> opinions = new LinkedHashMap<>();
    final Map<String, FusionRow> judgedFusion = new LinkedHashMap<>();
    final Map<String, FusionRow> formingFusion = new LinkedHashMap<>();
    final Map<String, FusionStore.Judgement> judgements = new LinkedHashMap<>();
    final Map<String, Signal> signals = new LinkedHashMap<>();
    final Map<String, Fill> fills = new LinkedHashMap<>();
    final Map<String, Rejection> rejections = new LinkedHashMap<>();
    final Map<String, DeadLetter> deadLetters = new LinkedHashMap<>();
    final Map<String, LedgerCounts> ledgers = new LinkedHashMap<>();

    private final List<String> columns;
    private final List<AgentSpec> agents = Agents.all();
    private List<OpinionRow> unshared = List.of();
    private String key = "";
    private int kafkaPartition;
    private long kafkaOffset;
    private int deadInRecord;
    private String detail = "";

    MarketBuffers(List<String> indicatorColumns) {
        columns = indicatorColumns;
    }

    /** The record that the next calls come from: names dead letters. */
    void record(String recordKey, int partition, long offset, String why) {
        key = recordKey;
        kafkaPartition = partition;
        kafkaOffset = offset;
        deadInRecord = 0;
        detail = why;
    }

    /** Rows that wait to be stored. */
    int storedRows() {
        return closedCandles.size()
                + closedIndicators.size()
                + judgements.size()
                + signals.size()
                + fills.size()
                + rejections.size()
                + deadLetters.size();
    }

    boolean isEmpty() {
        return storedRows() == 0
                && formingCandles.isEmpty()
                && latestIndicators.isEmpty()
                && formingFusion.isEmpty()
                && ledgers.isEmpty();
    }

    void ledger(String instrument, Ledger l) {
        ledgers.put(
                instrument,
                new LedgerCounts(instrument, l.in(), l.used(), l.restated(), l.late(), l.duplicate(), l.dead()));
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
                instrument, frame.toString(), openTimeMs, open, high, low, close, volume, trades, revision, closed);
        if (closed) {
            closedCandles.put(Candle.key(instrument, frame.toString(), openTimeMs), candle);
        } else {
            formingCandles.put(IndicatorRow.key(instrument, frame.toString()), candle);
        }
    }

    @Override
    public void indicators(
            String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values) {
        IndicatorRow row =
                new IndicatorRow(instrument, frame.toString(), openTimeMs, revision, closed, columns, values.clone());
        if (closed) {
            closedIndicators.put(Candle.key(instrument, frame.toString(), openTimeMs), row);
        }
        latestIndicators.merge(
                IndicatorRow.key(instrument, frame.toString()),
                row,
                (old, now) -> now.openTimeMs() >= old.openTimeMs() ? now : old);
    }

    @Override
    public void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] said) {
        List<OpinionRow> rows = new ArrayList<>(said.length);
        for (int i = 0; i < said.length; i++) {
            Opinion o = said[i];
            rows.add(new OpinionRow(
                    instrument,
                    frame.toString(),
                    openTimeMs,
                    agents.get(i).id(),
                    o.direction(),
                    o.confidence(),
                    0,
                    o.abstained(),
                    o.reasonText()));
        }
        unshared = rows;
    }

    @Override
    public void fusion(
            String instrument, Frame frame, long openTimeMs, FusionResult f, int weightSetVersion, boolean closed) {
        FusionRow row = new FusionRow(
                instrument,
                frame.toString(),
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
        if (!closed) {
            formingFusion.put(IndicatorRow.key(instrument, frame.toString()), row);
            return;
        }
        judgedFusion.put(IndicatorRow.key(instrument, frame.toString()), row);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < unshared.size(); i++) {
            OpinionRow o = unshared.get(i);
            OpinionRow shared = new OpinionRow(
                    o.instrument(),
                    o.frame(),
                    o.openTimeMs(),
                    o.agent(),
                    o.direction(),
                    o.confidence(),
                    f.share(i),
                    o.abstained(),
                    o.reasons());
            opinions.put(OpinionRow.key(instrument, frame.toString(), o.agent()), shared);
            text.append(i == 0 ? "" : " ")
                    .append(o.agent())
                    .append(':')
                    .append(o.direction())
                    .append(':')
                    .append(o.confidence())
                    .append(':')
                    .append(f.share(i));
        }
        judgements.put(
                Candle.key(instrument, frame.toString(), openTimeMs), new FusionStore.Judgement(row, text.toString()));
    }

    @Override
    public void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft s) {
        String id = Signal.id(instrument, frame.toString(), openTimeMs, s.side().name());
        signals.put(
                id,
                new Signal(
                        id,
                        0,
                        instrument,
                        frame.toString(),
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
            String tenantId,
            String accountId,
            SignalSide side,
            long quantityUnits,
            long priceUnits,
            long feeUnits,
            long timeNs) {
        fills.putIfAbsent(
                clientOrderId,
                new Fill(
                        clientOrderId,
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
    public void reject(String clientOrderId, String tenantId, String accountId, ErrorCode code, long timeNs) {
        rejections.putIfAbsent(clientOrderId, new Rejection(clientOrderId, tenantId, accountId, code, timeNs));
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

    /** The messages of the market feeds, those of one instrument in their order. */
    Map<Integer, List<MarketUpdate>> feed(List<Signal> storedSignals) {
        Map<Integer, List<MarketUpdate>> lanes = new LinkedHashMap<>();
        closedCandles.values().forEach(c -> add(lanes, MarketUpdate.of(c)));
        formingCandles.values().forEach(c -> add(lanes, MarketUpdate.of(c)));
        judgements.values().forEach(j -> add(lanes, MarketUpdate.of(j.row())));
        formingFusion.values().forEach(f -> add(lanes, MarketUpdate.of(f)));
        storedSignals.forEach(s -> add(lanes, MarketUpdate.of(s)));
        return lanes;
    }

    private static void add(Map<Integer, List<MarketUpdate>> lanes, MarketUpdate update) {
        lanes.computeIfAbsent(io.tickgrid.grid.GridFeeds.lane(update.instrument()), l -> new ArrayList<>())
                .add(update);
    }
}
