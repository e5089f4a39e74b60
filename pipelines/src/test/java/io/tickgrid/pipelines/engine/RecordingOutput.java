package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.signal.SignalDraft;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.DeadReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps everything that an engine says: the whole log as text with the bits of doubles, and the last revision of rows. */
public final class RecordingOutput implements EngineOutput {
    public record Key(Frame frame, long openTimeMs) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byFrame = frame.compareTo(other.frame);
            return byFrame != 0 ? byFrame : Long.compare(openTimeMs, other.openTimeMs);
        }
    }

    public record Candle(double open, double high, double low, double close, double volume, long trades, int revision) {
        /** Values without the revision, doubles as bits: records compare doubles by bits already. */
        Candle plain() {
            return new Candle(open, high, low, close, volume, trades, 0);
        }
    }

    public record Dead(long sequence, long timeNs, DeadReason reason) {}

    public record Fill(
            String clientOrderId,
            String tenantId,
            String accountId,
            SignalSide side,
            long quantityUnits,
            long priceUnits,
            long feeUnits,
            long timeNs) {}

    public final List<String> log = new ArrayList<>();
    public final TreeMap<Key, Candle> candles = new TreeMap<>();
    public final TreeMap<Key, double[]> rows = new TreeMap<>();
    public final TreeMap<Key, Integer> rowRevisions = new TreeMap<>();
    public final TreeMap<Key, Candle> forming = new TreeMap<>();
    public final TreeMap<Key, double[]> formingRows = new TreeMap<>();
    public final List<Key> judged = new ArrayList<>();
    public final List<Key> formingScores = new ArrayList<>();
    public final List<String> signals = new ArrayList<>();
    public final List<Key> signalKeys = new ArrayList<>();
    public final List<Fill> fills = new ArrayList<>();
    public final List<String> rejections = new ArrayList<>();
    /** What moved orders without filling them: id, state, code, cause, time. */
    public final List<String> moves = new ArrayList<>();

    public final List<Dead> dead = new ArrayList<>();
    public final Map<DeadReason, Integer> deadCounts = new EnumMap<>(DeadReason.class);

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
        Key key = new Key(frame, openTimeMs);
        Candle candle = new Candle(open, high, low, close, volume, trades, revision);
        (closed ? candles : forming).put(key, candle);
        log.add("candle " + key + candle + closed);
    }

    @Override
    public void withdrawn(String instrument, Frame frame, long openTimeMs, int revision, boolean closed) {
        Key key = new Key(frame, openTimeMs);
        (closed ? candles : forming).remove(key);
        (closed ? rows : formingRows).remove(key);
        log.add("withdrawn " + key + revision + closed);
    }

    @Override
    public void indicators(
            String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values) {
        Key key = new Key(frame, openTimeMs);
        double[] copy = values.clone();
        if (closed) {
            rows.put(key, copy);
            rowRevisions.put(key, revision);
        } else {
            formingRows.put(key, copy);
        }
        log.add("row " + key + revision + closed + bits(copy));
    }

    @Override
    public void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] opinions) {
        StringBuilder text = new StringBuilder("opinions ").append(new Key(frame, openTimeMs));
        for (Opinion opinion : opinions) {
            text.append(opinion.abstained())
                    .append(opinion.direction())
                    .append(opinion.confidence())
                    .append(opinion.reasonText());
        }
        log.add(text.toString());
    }

    @Override
    public void fusion(
            String instrument,
            Frame frame,
            long openTimeMs,
            FusionResult fusion,
            int weightSetVersion,
            boolean closed) {
        Key key = new Key(frame, openTimeMs);
        (closed ? judged : formingScores).add(key);
        log.add("fusion " + key + fusion.score() + " " + fusion.confidence() + fusion.recommendation() + closed);
    }

    @Override
    public void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft signal) {
        String text = "signal " + new Key(frame, openTimeMs) + eventTimeNs + signal.side() + signal.score() + " "
                + signal.entry() + " " + signal.stop();
        signalKeys.add(new Key(frame, openTimeMs));
        signals.add(text);
        log.add(text);
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
        Fill fill = new Fill(clientOrderId, tenantId, accountId, side, quantityUnits, priceUnits, feeUnits, timeNs);
        fills.add(fill);
        log.add(fill.toString());
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
        if (to == OrderState.Final.REJECTED) {
            rejections.add(clientOrderId + " " + code + " " + timeNs);
        }
        String text = clientOrderId + " " + to + " " + code + " " + cause + " " + timeNs;
        moves.add(text);
        log.add(text);
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
        dead.add(new Dead(sequence, timeNs, reason));
        deadCounts.merge(reason, 1, Integer::sum);
        log.add("dead " + sequence + " " + timeNs + reason);
    }

    /** Final candles without revisions: what does not depend on the order of arrival. */
    public Map<Key, Candle> plainCandles() {
        TreeMap<Key, Candle> plain = new TreeMap<>();
        candles.forEach((key, candle) -> plain.put(key, candle.plain()));
        return plain;
    }

    /** Final rows as text of bits. */
    public Map<Key, String> rowBits() {
        TreeMap<Key, String> texts = new TreeMap<>();
        rows.forEach((key, row) -> texts.put(key, bits(row)));
        return texts;
    }

    private static String bits(double[] values) {
        return Arrays.toString(
                Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray());
    }
}
