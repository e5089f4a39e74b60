package io.tickgrid.pipelines.replay;

import io.tickgrid.grid.signal.Signal;
import io.tickgrid.pipelines.agent.AgentSpec;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.ActivityFrame;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.candle.TimeFrame;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.indicator.OutputColumn;
import io.tickgrid.pipelines.signal.SignalDraft;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one frame, each kind in a file of its own, in ascending open time.
 *
 * <p>A closed bar is kept until no accepted tick can restate it, then written once: memory is bounded by the lateness.
 * Judgements come once and in order, so they are written as they come.
 */
final class FrameFiles implements Closeable {
    private final String symbol;
    private final Frame frame;
    private final List<OutputColumn> columns;
    private final int[] columnOrder;
    private final List<AgentSpec> agents;
    private final int[] agentOrder;
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private final Csv candles;
    private final Csv indicators;
    private final Csv opinions;
    private final Csv fusion;
    private final Csv signals;

    FrameFiles(String symbol, Frame frame, List<OutputColumn> columns, List<AgentSpec> agents, Path directory) {
        this.symbol = symbol;
        this.frame = frame;
        this.columns = columns;
        this.agents = agents;
        columnOrder = order(
                columns.size(),
                Comparator.comparing((Integer i) -> columns.get(i).indicator())
                        .thenComparing(i -> columns.get(i).output()));
        agentOrder =
                order(agents.size(), Comparator.comparing(i -> agents.get(i).id()));
        candles = new Csv(part(directory, frame, ReplayFiles.CANDLES));
        indicators = new Csv(part(directory, frame, ReplayFiles.INDICATORS));
        opinions = new Csv(part(directory, frame, ReplayFiles.OPINIONS));
        fusion = new Csv(part(directory, frame, ReplayFiles.FUSION));
        signals = new Csv(part(directory, frame, ReplayFiles.SIGNALS));
    }

    static Path part(Path directory, Frame frame, String file) {
        return directory.resolve(frame + "-" + file);
    }

    private static int[] order(int count, Comparator<Integer> by) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(by)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    void candle(Candle candle) {
        kept.computeIfAbsent(candle.openTimeMs(), open -> new Kept()).candle = candle;
    }

    void indicators(long openTimeMs, double[] values) {
        kept.computeIfAbsent(openTimeMs, open -> new Kept()).values = values.clone();
    }

    void opinions(long openTimeMs, Opinion[] said) {
        for (int i : agentOrder) {
            key(opinions, openTimeMs)
                    .cell(agents.get(i).id())
                    .cell(said[i].direction())
                    .cell(said[i].confidence())
                    .cell(said[i].reasonText())
                    .endRow();
        }
    }

    void fusion(long openTimeMs, FusionResult fused) {
        key(fusion, openTimeMs)
                .cell(fused.score())
                .cell(fused.confidence())
                .cell(fused.recommendation().name())
                .endRow();
    }

    void signal(long openTimeMs, SignalDraft signal) {
        key(signals, openTimeMs)
                .cell(Signal.id(
                        symbol, frame.toString(), openTimeMs, signal.side().name()))
                .cell(signal.side().name())
                .cell(signal.score())
                .cell(signal.confidence())
                .cell(signal.entry())
                .cell(signal.stop())
                .cell(signal.target1() + ";" + signal.target2())
                .endRow();
    }

    /**
     * Writes the bars that end at or before the horizon: no tick can change them any more. Bars by activity are final when
     * they close, and none is shown before.
     */
    void writeFinal(long horizonNs) {
        long lastOpenMs = switch (frame) {
            case TimeFrame time -> Math.floorDiv(horizonNs, 1_000_000L) - time.lengthMs();
            case ActivityFrame _ -> Long.MAX_VALUE;
        };
        while (!kept.isEmpty() && kept.firstKey() <= lastOpenMs) {
            writeFirst();
        }
    }

    /** Writes all bars that are left. */
    void writeAll() {
        while (!kept.isEmpty()) {
            writeFirst();
        }
    }

    private void writeFirst() {
        Map.Entry<Long, Kept> first = kept.firstEntry();
        kept.remove(first.getKey());
        Candle bar = first.getValue().candle;
        if (bar == null) {
            throw new IllegalStateException("indicators without a candle at " + first.getKey() + " of " + frame);
        }
        key(candles, bar.openTimeMs())
                .cell(bar.open())
                .cell(bar.high())
                .cell(bar.low())
                .cell(bar.close())
                .cell(bar.volume())
                .cell(bar.trades())
                .cell(bar.revision())
                .cell(Boolean.toString(bar.closed()))
                .endRow();
        double[] values = first.getValue().values;
        if (values != null) {
            writeValues(bar.openTimeMs(), values);
        }
    }

    private void writeValues(long openTimeMs, double[] values) {
        for (int i : columnOrder) {
            if (!Double.isNaN(values[i])) {
                key(indicators, openTimeMs)
                        .cell(columns.get(i).indicator())
                        .cell(columns.get(i).output())
                        .cell(values[i])
                        .endRow();
            }
        }
    }

    private Csv key(Csv file, long openTimeMs) {
        return file.cell(symbol).cell(frame.toString()).cell(openTimeMs);
    }

    @Override
    public void close() {
        try (candles;
                indicators;
                opinions;
                fusion;
                signals) {
            kept.clear();
        }
    }

    /** One bar as it was last published. */
    record Candle(
            long openTimeMs,
            double open,
            double high,
            double low,
            double close,
            double volume,
            long trades,
            int revision,
            boolean closed) {}

    private static final class Kept {
        @Nullable
        Candle candle;

        double @Nullable [] values;
    }
}
