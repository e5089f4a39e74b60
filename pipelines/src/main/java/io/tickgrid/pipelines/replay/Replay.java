package io.tickgrid.pipelines.replay;

import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.engine.EngineConfig;
import io.tickgrid.pipelines.engine.EngineTerms;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.engine.Ledger;
import io.tickgrid.pipelines.engine.PaperTerms;
import io.tickgrid.pipelines.fusion.WeightSet;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import io.tickgrid.pipelines.tick.QualityRules;
import io.tickgrid.pipelines.tick.TickColumns;
import java.time.Instant;

/**
 * A file of ticks through the live engine into candles.csv, indicators.csv, opinions.csv, fusion.csv, signals.csv and
 * ledger.json.
 *
 * <p>Rows of final revisions only, sorted by frame, open time and name. Bars still open at the end of the input are in
 * candles.csv with {@code closed=false} and nowhere else; cold indicator values have no row. Bars by activity hold all used
 * ticks, those too that still waited for the horizon. Memory does not grow with the file.
 */
public final class Replay {
    private static final long PROGRESS_ROWS = 250_000;
    private static final String SOURCE = "file";
    private static final int UNUSED_SCALE = 8;

    private Replay() {}

    /**
     * Replays a file.
     *
     * @param progress takes lines of progress and every refused row with its line number
     * @return what became of the rows
     * @throws ReplayException if the file cannot be read as ticks or the outputs cannot be written; then no output was
     *     changed
     */
    public static Ledger run(ReplayOptions options, Appendable progress) {
        EngineConfig config = new EngineConfig(
                options.frames(),
                IndicatorSet.of(Indicators.demo(), EngineConfig.undoBars(options.frames(), options.latenessNs())),
                options.latenessNs(),
                WeightSet.defaults(Agents.all().size()),
                new PaperTerms(0, 0, 0));
        Refused refused = new Refused(progress);
        try (TickCsv rows = new TickCsv(options.ticks());
                ReplayFiles files = new ReplayFiles(options, config, refused)) {
            EngineTerms terms = new EngineTerms(
                    UNUSED_SCALE, UNUSED_SCALE, options.calendar(), QualityRules.band(options.priceBandPct()));
            InstrumentEngine engine = new InstrumentEngine(options.symbol(), terms, config, files);
            feed(rows, engine, files, refused, options.latenessNs());
            engine.letAllGo();
            engine.publishForming();
            Ledger ledger = engine.ledger();
            files.finish(ledger);
            refused.summary();
            refused.say("replayed " + ledger.in() + " rows: " + ledger.used() + " used (" + ledger.restated()
                    + " restated closed bars), " + ledger.late() + " late, " + ledger.duplicate() + " duplicate, "
                    + ledger.dead() + " dead");
            return ledger;
        }
    }

    private static void feed(
            TickCsv rows, InstrumentEngine engine, ReplayFiles files, Refused refused, long latenessNs) {
        TickColumns row = new TickColumns(SOURCE);
        long count = 0;
        long lastTimeNs = Long.MIN_VALUE;
        while (rows.next(row)) {
            refused.at(rows.lineNumber(), rows.detail());
            engine.ticks(0, rows.lineNumber(), row);
            if (engine.timeNs() > lastTimeNs) {
                lastTimeNs = engine.timeNs();
                files.writeFinal(lastTimeNs - latenessNs);
            }
            if (++count % PROGRESS_ROWS == 0) {
                refused.say(count + " rows, at " + Instant.ofEpochMilli(Math.max(0, lastTimeNs / 1_000_000)));
            }
        }
    }
}
