package io.tickgrid.pipelines.tick.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.engine.PaperOrders;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.QualityRules;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.TickRules;
import io.tickgrid.proto.tick.v1.Clock;
import io.tickgrid.proto.tick.v1.MarketInput;
import io.tickgrid.proto.tick.v1.TickBatch;
import io.tickgrid.proto.tick.v1.TradeCorrection;
import io.tickgrid.proto.tick.v1.TradeCorrections;

/**
 * Records of {@code market-input}: bytes to the reusable columns that an engine applies, and back. A record that cannot
 * be read becomes one rejected row, so that the ledger counts it. Not thread-safe.
 */
public final class MarketInputWire {
    /** What a record holds. */
    public enum Kind {
        TICKS,
        CLOCK,
        PAPER_ORDERS,
        /** Corrections and busts of trades: they stand in {@link MarketInputWire#ticks}, see {@link TickColumns#BUST}. */
        CORRECTIONS
    }

    private final TickColumns ticks = new TickColumns("");
    private final PaperOrders orders = new PaperOrders();
    private final TradeColumns trades = new TradeColumns();
    private long clockTimeNs;
    private String clockVenue = "";
    private String detail = "";

    /**
     * Reads a record; the result stands in {@link #ticks}, {@link #orders} or {@link #clockTimeNs} until the next call.
     *
     * @param key Kafka key: the instrument id
     * @param source header of that name
     * @param version header of that name
     */
    public Kind read(String key, String source, String version, byte[] value) {
        detail = "";
        ticks.clear(source);
        if (!version.equals(Topics.VERSION)) {
            return malformed("expected schema version " + Topics.VERSION + ", got '" + version + "'");
        }
        if (trades.read(key, value, ticks)) {
            return Kind.TICKS;
        }
        return parse(key, value);
    }

    /** Reads what the schema allows. */
    Kind parse(String key, byte[] value) {
        MarketInput input;
        try {
            input = MarketInput.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return malformed("expected a MarketInput, got " + value.length + " other bytes");
        }
        if (!input.getInstrument().equals(key)) {
            return malformed("expected the instrument of the key " + key + ", got '" + input.getInstrument() + "'");
        }
        return switch (input.getInputCase()) {
            case TICKS -> readTicks(input.getTicks());
            case CLOCK -> readClock(input.getClock());
            case PAPER_ORDERS -> {
                String fault = PaperOrderWire.read(input.getPaperOrders(), orders);
                yield fault.isEmpty() ? Kind.PAPER_ORDERS : malformed(fault);
            }
            case CORRECTIONS -> readCorrections(input.getCorrections());
            case INPUT_NOT_SET -> malformed("expected ticks, a clock, paper orders or corrections, got none of them");
        };
    }

    private Kind readTicks(TickBatch batch) {
        int size = batch.getEventTimeNsCount();
        boolean quotes = batch.getBidCount() > 0 || batch.getAskCount() > 0;
        boolean sequenced = batch.getSequenceCount() > 0;
        boolean fits = size > 0
                && (!sequenced || batch.getSequenceCount() == size)
                && (quotes
                        ? batch.getBidCount() == size && batch.getAskCount() == size && batch.getPriceCount() == 0
                        : batch.getPriceCount() == size && batch.getSizeUnitsCount() == size);
        if (!fits || batch.getSizeScale() < 0 || batch.getSizeScale() > 18) {
            return malformed("expected columns of one length and a size scale in [0, 18], got " + size + " times, "
                    + batch.getSequenceCount() + " sequences, " + batch.getPriceCount() + " prices, "
                    + batch.getSizeUnitsCount() + " sizes, " + batch.getBidCount() + " bids, " + batch.getAskCount()
                    + " asks, scale " + batch.getSizeScale());
        }
        for (int i = 0; i < size; i++) {
            long sequence = sequenced ? batch.getSequence(i) : TickColumns.NO_SEQUENCE;
            if (quotes) {
                ticks.addQuote(batch.getEventTimeNs(i), sequence, batch.getBid(i), batch.getAsk(i));
            } else {
                ticks.add(
                        batch.getEventTimeNs(i),
                        sequence,
                        batch.getPrice(i),
                        batch.getSizeUnits(i),
                        batch.getSizeScale());
            }
        }
        return Kind.TICKS;
    }

    private Kind readCorrections(TradeCorrections corrections) {
        if (corrections.getCorrectionsCount() == 0) {
            return malformed("expected at least one correction, got none");
        }
        for (TradeCorrection c : corrections.getCorrectionsList()) {
            boolean hasValues = c.getPrice() != 0 || c.getSizeUnits() != 0 || c.getSizeScale() != 0;
            if (c.getBust() && hasValues && corrections.getCorrectionsCount() == 1) {
                detail = "expected a bust without price and size, got price " + c.getPrice() + ", size "
                        + c.getSizeUnits() + "e-" + c.getSizeScale();
            }
            DeadReason fault = !c.getBust() && c.getPrice() == TickColumns.BUST
                    ? DeadReason.NON_POSITIVE_PRICE
                    : c.getBust() && hasValues ? DeadReason.MALFORMED : null;
            if (fault == null) {
                ticks.add(c.getEventTimeNs(), c.getSequence(), c.getPrice(), c.getSizeUnits(), c.getSizeScale());
            } else {
                ticks.reject(
                        c.getEventTimeNs(), c.getSequence(), c.getPrice(), c.getSizeUnits(), c.getSizeScale(), fault);
            }
        }
        return Kind.CORRECTIONS;
    }

    private Kind readClock(Clock clock) {
        clockTimeNs = clock.getEventTimeNs();
        clockVenue = clock.getVenue();
        return clockTimeNs >= 0 && clockTimeNs < TickRules.END_OF_TIME_NS
                ? Kind.CLOCK
                : malformed("expected a clock in [1970, 2200), got " + clockTimeNs + " ns");
    }

    /** Whether a clock's time lies so far after the writing of its record that it can be no time. */
    public boolean isAhead(long writtenNs) {
        return writtenNs != TickColumns.NO_TIME && clockTimeNs - QualityRules.DEFAULT.maxAheadNs() > writtenNs;
    }

    private Kind malformed(String why) {
        detail = why;
        ticks.reject(0, TickColumns.NO_SEQUENCE, Double.NaN, 0, 0, DeadReason.MALFORMED);
        return Kind.TICKS;
    }

    /**
     * Turns what was read into rejected rows: as many as there were ticks or corrections, one for anything else.
     *
     * @param why shown with the dead letter
     */
    public void refuse(Kind kind, DeadReason reason, String why) {
        detail = why;
        boolean hasRows = kind == Kind.TICKS || kind == Kind.CORRECTIONS;
        int rows = hasRows ? ticks.size() : 1;
        TickColumns copy = new TickColumns(ticks.source());
        for (int i = 0; i < rows; i++) {
            if (hasRows) {
                copy.reject(
                        ticks.timeNs(i),
                        ticks.sequence(i),
                        ticks.price(i),
                        ticks.sizeUnits(i),
                        ticks.sizeScale(i),
                        reason);
            } else {
                copy.reject(0, TickColumns.NO_SEQUENCE, Double.NaN, 0, 0, reason);
            }
        }
        ticks.clear();
        for (int i = 0; i < rows; i++) {
            ticks.addFrom(copy, i);
        }
    }

    public TickColumns ticks() {
        return ticks;
    }

    public PaperOrders orders() {
        return orders;
    }

    public long clockTimeNs() {
        return clockTimeNs;
    }

    /** Whose instruments a clock of a partition is for; empty = all. */
    public String clockVenue() {
        return clockVenue;
    }

    /** A clock for the instruments of a partition. */
    public static byte[] clock(String venue, long timeNs) {
        return MarketInput.newBuilder()
                .setInstrument(Topics.CLOCK_KEY)
                .setClock(Clock.newBuilder().setEventTimeNs(timeNs).setVenue(venue))
                .build()
                .toByteArray();
    }

    /** A record of corrections, of the trades of {@code rows}' source; see {@link TickColumns#BUST}. */
    public static byte[] corrections(String instrument, TickColumns rows) {
        TradeCorrections.Builder corrections = TradeCorrections.newBuilder();
        for (int i = 0; i < rows.size(); i++) {
            corrections.addCorrections(TradeCorrection.newBuilder()
                    .setEventTimeNs(rows.timeNs(i))
                    .setSequence(rows.sequence(i))
                    .setBust(rows.price(i) == TickColumns.BUST)
                    .setPrice(rows.price(i))
                    .setSizeUnits(rows.sizeUnits(i))
                    .setSizeScale(rows.sizeScale(i)));
        }
        return MarketInput.newBuilder()
                .setInstrument(instrument)
                .setCorrections(corrections)
                .build()
                .toByteArray();
    }

    /** What was expected and what came, when the record could not be read; empty otherwise. */
    public String detail() {
        return detail;
    }

    /** A record of ticks; the columns must all have a sequence or none. */
    public static byte[] ticks(String instrument, TickColumns columns) {
        TickBatch.Builder batch = TickBatch.newBuilder();
        int scale = 0;
        for (int i = 0; i < columns.size(); i++) {
            scale = Math.max(scale, columns.sizeScale(i));
        }
        batch.setSizeScale(scale);
        for (int i = 0; i < columns.size(); i++) {
            batch.addEventTimeNs(columns.timeNs(i));
            if (columns.sequence(i) != TickColumns.NO_SEQUENCE) {
                batch.addSequence(columns.sequence(i));
            }
            batch.addPrice(columns.price(i));
            batch.addSizeUnits(rescale(columns.sizeUnits(i), scale - columns.sizeScale(i)));
        }
        return MarketInput.newBuilder()
                .setInstrument(instrument)
                .setTicks(batch)
                .build()
                .toByteArray();
    }

    private static long rescale(long units, int places) {
        long result = units;
        for (int i = 0; i < places; i++) {
            result = Math.multiplyExact(result, 10);
        }
        return result;
    }
}
