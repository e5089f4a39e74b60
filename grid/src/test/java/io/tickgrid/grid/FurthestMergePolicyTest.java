package io.tickgrid.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.job.JobRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class FurthestMergePolicyTest {
    private static final String ID = "TEST:T/USD";

    @Test
    void valueThatHasSeenMoreInputStays() {
        assertFurther(candle(60_000, 3, 0, true), candle(60_000, 3, 1, true));
        assertFurther(candle(60_000, 3, 0, false), candle(60_000, 4, 0, false));
        assertFurther(candle(60_000, 9, 0, false), candle(120_000, 1, 0, false));
        assertFurther(indicators(60_000, 0, false), indicators(60_000, 0, true));
        assertFurther(indicators(60_000, 1, true), indicators(120_000, 0, false));
        assertFurther(fusion(60_000), fusion(120_000));
        assertFurther(new EngineState(ID, 0, 7, new byte[0]), new EngineState(ID, 0, 8, new byte[0]));
        assertFurther(new LedgerCounts(ID, 7, 7, 0, 0, 0, 0), new LedgerCounts(ID, 8, 7, 0, 0, 0, 1));
        assertFurther(JobRun.first("market-v1"), JobRun.first("market-v1").restarted(JobRun.Reason.MISSING, 5));
    }

    @Test
    void ofEquallyFarValuesTheOneOfTheLargerHalfStays() {
        assertThat(FurthestMergePolicy.isFurther(fusion(60_000), fusion(60_000)))
                .isFalse();
        assertThat(FurthestMergePolicy.isFurther("b", "a")).isFalse();
    }

    private static void assertFurther(Object behind, Object ahead) {
        assertThat(FurthestMergePolicy.isFurther(ahead, behind)).isTrue();
        assertThat(FurthestMergePolicy.isFurther(behind, ahead)).isFalse();
    }

    private static Candle candle(long openTimeMs, long trades, int revision, boolean closed) {
        return new Candle(ID, "1m", openTimeMs, 1, 1, 1, 1, 1, trades, revision, closed);
    }

    private static IndicatorRow indicators(long openTimeMs, int revision, boolean closed) {
        return new IndicatorRow(ID, "1m", openTimeMs, revision, closed, List.of(), new double[0]);
    }

    private static FusionRow fusion(long openTimeMs) {
        return new FusionRow(ID, "1m", openTimeMs, 0, 0, "HOLD", 0, 0, 0, false, 1, true);
    }
}
