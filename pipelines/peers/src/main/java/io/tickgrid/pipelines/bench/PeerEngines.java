package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.EngineOutput;
import io.tickgrid.pipelines.engine.EngineWorkspace;
import io.tickgrid.pipelines.engine.ForwardingOutput;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.engine.MarketBuffers;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one thread of a peer does with records: the platform's decoding and engines, so that only what leads the records to
 * them differs. Who keeps the engines is the peer's matter.
 */
final class PeerEngines {
    /** How much of what the market job's processor does is done. */
    enum Work {
        /** All: forming bars are judged every 25 ms, and what engines say is kept until then. */
        ALL,
        /** Closed bars alone, of which nothing is kept. */
        CLOSED
    }

    private static final long FLUSH_NS = TimeUnit.MILLISECONDS.toNanos(25);

    private final PeerRun run;
    private final Work work;
    private final MarketSettings settings;
    private final EngineWorkspace workspace;
    private final List<String> columns = MarketSettings.indicatorColumns();
    private final MarketInputWire wire = new MarketInputWire();
    private final ForwardingOutput output = new ForwardingOutput();
    private final Set<InstrumentEngine> touched = new LinkedHashSet<>();
    private MarketBuffers buffers = new MarketBuffers(columns);
    private long nextFlushNs = System.nanoTime();
    private long scores;
    private long bits;
    private long count;
    private final AtomicLong applied = new AtomicLong();

    PeerEngines(PeerRun run, MarketSettings settings, Work work) {
        this.run = run;
        this.work = work;
        this.settings = settings;
        workspace = new EngineWorkspace(settings.engine());
        switch (work) {
            case ALL -> flush();
            case CLOSED -> output.to(new Closed());
        }
    }

    /** An engine of an instrument of the load. */
    InstrumentEngine open(String instrument) {
        return new InstrumentEngine(
                instrument,
                settings.terms(Objects.requireNonNull(run.instrument(instrument), instrument)),
                workspace,
                output);
    }

    /** Applies a record of ticks; as the processor of the market job does it. */
    void apply(
            InstrumentEngine engine,
            int partition,
            long offset,
            long writtenNs,
            String source,
            String version,
            byte[] value) {
        MarketInputWire.Kind kind = wire.read(engine.instrument(), source, version, value);
        if (kind != MarketInputWire.Kind.TICKS) {
            throw new IllegalStateException("expected ticks, got " + kind);
        }
        wire.ticks().written(writtenNs);
        if (work == Work.ALL) {
            buffers.record(engine.instrument(), partition, offset, wire.detail());
        }
        engine.ticks(partition, offset, wire.ticks());
        if (work == Work.ALL) {
            touched.add(engine);
            long now = System.nanoTime();
            if (now - nextFlushNs >= 0) {
                nextFlushNs = now + FLUSH_NS;
                publish();
                flush();
            }
        }
        applied.lazySet(++count);
    }

    private void publish() {
        for (InstrumentEngine engine : touched) {
            engine.publishForming();
            buffers.ledger(engine.instrument(), engine.ledger());
        }
        touched.clear();
    }

    /** Nobody is shown what was said: the next buffers take the place of these. */
    private void flush() {
        buffers = new Counting();
        output.to(buffers);
    }

    /** Records that were applied. */
    long applied() {
        return applied.get();
    }

    /** Of the closed bars; to be read when all records that were sent are applied. */
    MarketRun.Tally tally() {
        return new MarketRun.Tally(scores, bits);
    }

    private void count(FusionResult fusion, boolean closed) {
        if (closed) {
            scores++;
            bits += Double.doubleToLongBits(fusion.score());
        }
    }

    private final class Counting extends MarketBuffers {
        Counting() {
            super(columns);
        }

        @Override
        public void fusion(
                String instrument, Frame frame, long openTimeMs, FusionResult f, int weightSetVersion, boolean closed) {
            count(f, closed);
            super.fusion(instrument, frame, openTimeMs, f, weightSetVersion, closed);
        }
    }

    private final class Closed extends QuietOutput implements EngineOutput {
        @Override
        public void fusion(
                String instrument, Frame frame, long openTimeMs, FusionResult f, int weightSetVersion, boolean closed) {
            count(f, closed);
        }
    }
}
