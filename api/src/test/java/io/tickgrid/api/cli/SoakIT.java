package io.tickgrid.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.bench.BenchResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code bench soak}: the same parts and the same ledger, for seconds. */
class SoakIT {
    @Test
    void steadyInputIsShownWithoutLagAndEveryTickIsInTheLedger(@TempDir Path directory) throws Exception {
        int rate = 2_000;
        long seconds = 25;
        BenchResult result = SoakRun.run(directory, rate, seconds, 40);
        Map<?, ?> ledger = (Map<?, ?>) result.details().get("ledger");
        // 1,250 ticks of each instrument: 1 too late, 1 twice, 12 or 13 out of order; which of those restate depends on
        // bars.
        assertThat(ledger.get("in")).isEqualTo(rate * seconds);
        assertThat(ledger.get("late")).isEqualTo(40L);
        assertThat(ledger.get("duplicate")).isEqualTo(40L);
        assertThat(ledger.get("dead")).isEqualTo(0L);
        assertThat(ledger.get("used")).isEqualTo(rate * seconds - 80);
        assertThat(result.ratio())
                .as("share of the rate that was reached: %s", result)
                .isGreaterThan(0.5);
        Map<?, ?> shown = (Map<?, ?>) result.details().get("tick_to_shown");
        assertThat((double) shown.get("p50_ms")).as("%s", result).isBetween(0.1, 10_000.0);
    }
}
