package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static io.tickgrid.pipelines.engine.Engines.config;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tickgrid.pipelines.bench.QuietOutput;
import io.tickgrid.pipelines.engine.TestTicks.Tick;
import io.tickgrid.pipelines.tick.TickColumns;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
    @ParameterizedTest
    @ValueSource(strings = {"1m,5m,15m,1h", "1m,v50,$100000"})
    void nothingIsAllocatedPerTickOnceWarm(String frames) {
        List<Tick> inOrder = TestTicks.bitstamp(90_000);
        List<Tick> ticks = TestTicks.delayed(inOrder, 5 * SECOND, new Random(1));
        InstrumentEngine engine = Engines.engine(config(5 * SECOND, frames.split(",")), new QuietOutput());
        List<TickColumns> batches = new ArrayList<>();
        TickColumns columns = new TickColumns("file");
        for (Tick tick : ticks) {
            columns.add(tick.timeNs(), tick.sequence(), tick.price(), tick.units(), tick.scale());
            if (columns.size() == 16) {
                batches.add(columns);
                columns = new TickColumns("file");
            }
        }
        int warm = batches.size() / 2;
        for (int i = 0; i < warm; i++) {
            apply(engine, i, batches.get(i));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = warm; i < batches.size(); i++) {
            apply(engine, i, batches.get(i));
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long measured = (batches.size() - warm) * 16L;
        // The reading itself allocates a little; one object a tick would be 16 bytes a tick.
        assertThat(allocated).as("bytes for %d ticks", measured).isLessThan(2_048);
        assertThat(engine.ledger().restated()).isPositive();
    }

    private static void apply(InstrumentEngine engine, int offset, TickColumns batch) {
        engine.ticks(0, offset, batch);
        engine.publishForming();
    }
}
