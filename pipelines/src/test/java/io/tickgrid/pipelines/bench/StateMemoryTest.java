package io.tickgrid.pipelines.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.engine.EngineTerms;
import io.tickgrid.pipelines.engine.EngineWorkspace;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

/** What the engines of ten thousand instruments weigh, with the demo set, four frames and 5 s of lateness. */
class StateMemoryTest {
    private static final int INSTRUMENTS = 10_000;
    private static final int FRAMES = 4;
    private static final long MOST_BYTES = 400_000_000;
    private static final long MOST_BYTES_OF_A_FRAME = 8_000;

    @Test
    void tenThousandInstrumentsOfFourFramesStayBelowFourHundredMegabytes() {
        MarketSettings settings = MarketSettings.defaults(new KafkaSettings(""));
        assertThat(settings.engine().latenessNs()).isEqualTo(5_000_000_000L);
        assertThat(settings.frames()).hasSize(FRAMES);
        EngineWorkspace workspace = new EngineWorkspace(settings.engine());
        MarketLoad load = new MarketLoad(TradeTape.load(), INSTRUMENTS, 16, 4);
        MarketInputWire wire = new MarketInputWire();
        QuietOutput out = new QuietOutput();
        InstrumentEngine[] engines = new InstrumentEngine[INSTRUMENTS];
        long before = usedBytes();
        // Some passes, so that every list of an engine has the size that it keeps: bars that can be restated,
        // sequences.
        for (long record = 0; record < 5L * load.records(); record++) {
            int i = (int) (record % INSTRUMENTS);
            if (engines[i] == null) {
                engines[i] = new InstrumentEngine(load.instrument(i).id(), EngineTerms.of(2, 8), workspace, out);
            }
            wire.read(load.instrument(i).id(), MarketLoad.SOURCE, "1", load.bytes(record));
            engines[i].ticks(0, record, wire.ticks());
            engines[i].publishForming();
        }
        long bytes = usedBytes() - before;
        assertThat(engines[0].ledger().used()).isEqualTo(5 * 4 * 16);
        assertThat(out.sum()).isPositive();
        Reference.reachabilityFence(engines);
        Reference.reachabilityFence(load);
        assertThat(bytes).isBetween((long) INSTRUMENTS * FRAMES * 4_000, MOST_BYTES);
        assertThat(bytes / INSTRUMENTS / FRAMES).isLessThanOrEqualTo(MOST_BYTES_OF_A_FRAME);
    }

    /** After collections have freed what is not reachable. */
    private static long usedBytes() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return used;
    }
}
