package io.tickgrid.api.system;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.EngineConfig;
import io.tickgrid.pipelines.engine.EngineOutput;
import io.tickgrid.pipelines.engine.EngineTerms;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.engine.Ledger;
import io.tickgrid.pipelines.engine.PaperCosts;
import io.tickgrid.pipelines.engine.PaperTerms;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.fusion.WeightSet;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.signal.SignalDraft;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.QualityRules;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The undisturbed run: plain engines in one thread that read the records of the topic in their order, without Jet,
 * Hazelcast, PostgreSQL, snapshots or restarts.
 */
final class PlainEngines implements EngineOutput {
    private static final List<Frame> FRAMES =
            Deployment.FRAMES.stream().map(Frame::parse).toList();
    private static final long LATENESS_NS = 5_000_000_000L;
    private static final long PAPER_LATENCY_NS = 250_000_000L;

    /** A fill of the paper broker, the first one of its order. */
    record PaperFill(String instrument, boolean buy, long quantityUnits, long priceUnits, long feeUnits, long timeNs) {}

    private final EngineConfig config = new EngineConfig(
            FRAMES,
            IndicatorSet.of(Indicators.demo(), EngineConfig.undoBars(FRAMES, Deployment.CORRECTIONS_NS)),
            LATENESS_NS,
            Deployment.CORRECTIONS_NS,
            WeightSet.defaults(Agents.all().size()),
            new PaperTerms(PAPER_LATENCY_NS, PaperCosts.FEE_BPS, PaperCosts.SLIPPAGE_BPS));
    private final Map<String, Instrument> instruments = new HashMap<>();
    private final Map<String, InstrumentEngine> engines = new TreeMap<>();
    private final Map<Integer, Long> refusedTicks = new TreeMap<>();
    private final Map<String, Long> clocks = new HashMap<>();
    private final Map<String, PaperFill> fills = new TreeMap<>();
    private final Map<String, String> ends = new TreeMap<>();
    private final MarketBooks books = new MarketBooks();
    private final MarketInputWire wire = new MarketInputWire();
    private String deadPrefix = "";
    private int deadInRecord;
    private double[] directions = {};
    private double[] confidences = {};

    private PlainEngines(List<Instrument> listed) {
        listed.forEach(i -> instruments.put(i.id(), i));
    }

    static PlainEngines run(List<Instrument> listed, List<ConsumerRecord<String, byte[]>> records) {
        PlainEngines all = new PlainEngines(listed);
        records.forEach(all::apply);
        all.engines.forEach((name, engine) -> all.books.put(
                "engine_state", name, engine.partition(), engine.offset(), Arrays.hashCode(engine.save())));
        return all;
    }

    /** What the tables must hold; of the engines that only count refused records, none. */
    MarketBooks books() {
        return books;
    }

    /** How orders ended that were not filled whole: state, code and time, by client order id; the first time. */
    Map<String, String> ends() {
        return ends;
    }

    /** By client order id and number of the fill. */
    Map<String, PaperFill> fills() {
        return fills;
    }

    /** What became of the ticks of an instrument. */
    Ledger ledger(String instrument) {
        return engines.get(instrument).ledger();
    }

    /** Instruments that had input. */
    List<String> names() {
        return List.copyOf(engines.keySet());
    }

    /** Refused for the sake of their key, by Kafka partition. */
    Map<Integer, Long> refusedTicks() {
        return refusedTicks;
    }

    /** An engine as a deployment makes it, to read saved bytes with. */
    InstrumentEngine empty(String name) {
        Instrument i = instruments.get(name);
        EngineTerms terms = i == null
                ? EngineTerms.of(0, 0)
                : new EngineTerms(
                        i.priceScale(), i.quantityScale(), SessionCalendar.of(i.calendar()), QualityRules.DEFAULT);
        return new InstrumentEngine(name, terms, config, this);
    }

    private void apply(ConsumerRecord<String, byte[]> r) {
        String key = r.key() == null ? "" : r.key();
        deadPrefix = r.partition() + "-" + r.offset() + "-";
        deadInRecord = 0;
        MarketInputWire.Kind kind = wire.read(
                key,
                header(r, Topics.SOURCE_HEADER),
                header(r, Topics.VERSION_HEADER),
                r.value() == null ? new byte[0] : r.value());
        boolean ahead = kind == MarketInputWire.Kind.CLOCK && wire.isAhead(writtenNs(r));
        if (key.equals(Topics.CLOCK_KEY) && kind == MarketInputWire.Kind.CLOCK && !ahead) {
            clock(r.partition(), wire.clockVenue(), wire.clockTimeNs());
            return;
        }
        Instrument instrument = instruments.get(key);
        if (instrument == null || !instrument.active() || ahead) {
            DeadReason reason = ahead
                    ? DeadReason.TIME_TRAVEL
                    : key.equals(Topics.CLOCK_KEY)
                            ? DeadReason.MALFORMED
                            : instrument == null ? DeadReason.UNKNOWN_INSTRUMENT : DeadReason.INACTIVE_INSTRUMENT;
            wire.refuse(
                    kind,
                    reason,
                    switch (reason) {
                        case TIME_TRAVEL ->
                            "expected a clock at most a minute after the record's timestamp " + writtenNs(r) + " ns";
                        case MALFORMED -> "expected a clock under the key #clock, got another record";
                        case UNKNOWN_INSTRUMENT -> "expected a listed instrument, got '" + key + "'";
                        default -> "expected an active instrument, got '" + key + "'";
                    });
            refusedTicks.merge(r.partition(), (long) wire.ticks().size(), Long::sum);
            for (int row = 0; row < wire.ticks().size(); row++) {
                dead(
                        key,
                        wire.ticks().source(),
                        wire.ticks().sequence(row),
                        wire.ticks().timeNs(row),
                        wire.ticks().price(row),
                        wire.ticks().sizeUnits(row),
                        wire.ticks().sizeScale(row),
                        wire.ticks().fault(row));
            }
            return;
        }
        InstrumentEngine engine = engines.computeIfAbsent(key, this::empty);
        engine.clock(Math.max(told(r.partition(), ""), told(r.partition(), key.substring(0, key.indexOf(':')))));
        wire.ticks().written(writtenNs(r));
        switch (kind) {
            case TICKS -> engine.ticks(r.partition(), r.offset(), wire.ticks());
            case CLOCK -> engine.clock(r.partition(), r.offset(), wire.clockTimeNs());
            case CORRECTIONS -> engine.corrections(r.partition(), r.offset(), wire.ticks());
            case PAPER_ORDERS -> engine.paperOrders(r.partition(), r.offset(), wire.orders());
        }
    }

    /** As clocks are applied live: at once where a bar ends by them, else before an engine's next record. */
    private void clock(int partition, String venue, long timeNs) {
        if (timeNs <= told(partition, venue)) {
            return;
        }
        clocks.put(partition + venue, timeNs);
        engines.forEach((name, engine) -> {
            String own = name.substring(0, name.indexOf(':'));
            boolean concerns = engine.partition() == partition && (venue.isEmpty() || venue.equals(own));
            if (concerns && engine.isDue(timeNs)) {
                engine.clock(Math.max(told(partition, ""), told(partition, own)));
            }
        });
    }

    private long told(int partition, String venue) {
        return clocks.getOrDefault(partition + venue, Long.MIN_VALUE);
    }

    private static long writtenNs(ConsumerRecord<String, byte[]> r) {
        return r.timestamp() * 1_000_000;
    }

    private static String header(ConsumerRecord<String, byte[]> r, String name) {
        Header h = r.headers().lastHeader(name);
        return h == null ? "" : new String(h.value(), StandardCharsets.UTF_8);
    }

    private static String key(String instrument, Frame frame, long openTimeMs) {
        return instrument + " " + frame + " " + openTimeMs;
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
        if (closed) {
            books.put("candles", key(instrument, frame, openTimeMs), open, high, low, close, volume, trades, revision);
        }
    }

    @Override
    public void withdrawn(String instrument, Frame frame, long openTimeMs, int revision, boolean closed) {
        if (closed) {
            books.remove("candles", key(instrument, frame, openTimeMs));
            books.remove("indicator_rows", key(instrument, frame, openTimeMs));
        }
    }

    @Override
    public void indicators(
            String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values) {
        if (closed) {
            books.put("indicator_rows", key(instrument, frame, openTimeMs), revision, MarketBooks.hex(values));
        }
    }

    @Override
    public void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] said) {
        directions = Arrays.stream(said).mapToDouble(Opinion::direction).toArray();
        confidences = Arrays.stream(said).mapToDouble(Opinion::confidence).toArray();
    }

    @Override
    public void fusion(
            String instrument, Frame frame, long openTimeMs, FusionResult f, int weightSetVersion, boolean closed) {
        if (!closed) {
            return;
        }
        StringBuilder opinions = new StringBuilder();
        for (int i = 0; i < directions.length; i++) {
            opinions.append(i == 0 ? "" : " ")
                    .append(Agents.all().get(i).id())
                    .append(':')
                    .append(directions[i])
                    .append(':')
                    .append(confidences[i])
                    .append(':')
                    .append(f.share(i));
        }
        books.put(
                "fusion",
                key(instrument, frame, openTimeMs),
                f.score(),
                f.confidence(),
                f.recommendation(),
                f.agreement(),
                f.conflict(),
                f.voters(),
                f.quorum(),
                weightSetVersion,
                opinions);
    }

    @Override
    public void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft s) {
        books.put(
                "signals",
                key(instrument, frame, openTimeMs) + " " + s.side(),
                Signal.id(instrument, frame.toString(), openTimeMs, s.side().name()),
                s.score(),
                s.confidence(),
                s.entry(),
                s.stop(),
                s.target1(),
                s.target2(),
                eventTimeNs);
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
                new PaperFill(instrument, side == SignalSide.BUY, quantityUnits, priceUnits, feeUnits, timeNs));
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
        if (to instanceof OrderState.Final) {
            ends.putIfAbsent(clientOrderId, to.name() + " " + (code == null ? "" : code.text()) + " " + timeNs);
        }
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
        String detail = wire.detail().isEmpty()
                ? reason.text() + ": price " + price + ", size " + sizeUnits + "e-" + sizeScale
                : wire.detail();
        // PostgreSQL's texts cannot hold a NUL.
        books.put(
                "dead_letters",
                deadPrefix + deadInRecord++,
                instrument.replace('\u0000', '\uFFFD'),
                source.replace('\u0000', '\uFFFD'),
                Math.max(-1, sequence),
                Math.floorDiv(timeNs, 1_000_000L),
                reason.name().toLowerCase(Locale.ROOT),
                detail.replace('\u0000', '\uFFFD'));
    }
}
