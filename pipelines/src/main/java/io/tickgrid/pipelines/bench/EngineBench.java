package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.EngineConfig;
import io.tickgrid.pipelines.engine.EngineTerms;
import io.tickgrid.pipelines.engine.EngineWorkspace;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine alone, on recorded trades: order, dedupe, candles in 4 frames, 31 outputs, five agents, score, signals, with
 * the forming bars published after each slice. Its limit: {@link FusedLoop}, candles and outputs only.
 */
public final class EngineBench {
    private static final int PASSES = 3;

    private EngineBench() {}

    /**
     * Runs it.
     *
     * @param batch ticks of one record, 1 or more
     * @param slice ticks after which forming bars are published, as the market job does after what one poll brought
     */
    public static BenchResult run(int rounds, int batch, int slice) {
        TradeTape tape = TradeTape.load();
        List<TickColumns> records = records(tape, batch);
        EngineConfig config = MarketSettings.defaults(new KafkaSettings("")).engine();
        EngineWorkspace workspace = new EngineWorkspace(config);
        List<Frame> frames = config.frames();
        long[] bars = new long[1];
        int recordsOfSlice = Math.max(1, slice / batch);
        Rounds.Pair timed = Rounds.time(
                2,
                rounds,
                () -> {
                    double sum = 0;
                    for (int pass = 0; pass < PASSES; pass++) {
                        QuietOutput out = new QuietOutput();
                        InstrumentEngine engine =
                                new InstrumentEngine(TradeTape.INSTRUMENT, EngineTerms.of(2, 8), workspace, out);
                        for (int i = 0; i < records.size(); i++) {
                            engine.ticks(0, i, records.get(i));
                            if ((i + 1) % recordsOfSlice == 0) {
                                engine.publishForming();
                            }
                        }
                        engine.publishForming();
                        sum += out.sum() > 0 ? 1 : 0;
                    }
                    return sum;
                },
                () -> {
                    double sum = 0;
                    for (int pass = 0; pass < PASSES; pass++) {
                        FusedLoop loop = new FusedLoop(frames);
                        for (TickColumns record : records) {
                            for (int row = 0; row < record.size(); row++) {
                                loop.tick(record.timeNs(row), record.price(row), record.sizeUnits(row) * 1e-12);
                            }
                        }
                        bars[0] = loop.bars();
                        sum += loop.check();
                    }
                    return sum;
                });
        double ticks = (double) PASSES * tape.size();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ticks", tape.size());
        details.put("batch", batch);
        details.put("slice", slice);
        details.put("bars", bars[0]);
        details.put("frames", frames.stream().map(Frame::toString).toList());
        details.put("ticks_per_second", Math.round(1e9 * ticks / timed.ns()));
        return new BenchResult(
                "engine", timed.ns() / ticks, "ns/tick", timed.limitNs() / ticks, timed.ratio(), rounds, details);
    }

    private static List<TickColumns> records(TradeTape tape, int batch) {
        List<TickColumns> records = new ArrayList<>();
        for (int i = 0; i < tape.size(); i += batch) {
            TickColumns record = new TickColumns("bitstamp");
            for (int row = i; row < Math.min(tape.size(), i + batch); row++) {
                record.add(tape.timeNs(row), row + 1L, tape.price(row), tape.sizeUnits(row), TradeTape.SIZE_SCALE);
            }
            records.add(record);
        }
        return records;
    }
}
