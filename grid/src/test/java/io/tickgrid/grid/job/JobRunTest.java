package io.tickgrid.grid.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobRunTest {
    private static final long HOUR_MS = 3_600_000;

    @Test
    void pausesDoubleUpToAMinuteWhileAJobFailsAgainAndAgain() {
        JobRun run = JobRun.first("market-v1");
        assertThat(run.mayRestart(0)).isTrue();
        long now = HOUR_MS;
        for (long pause : new long[] {2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000}) {
            run = run.restarted(JobRun.Reason.FAILED, now);
            assertThat(run.mayRestart(now + pause - 1)).as("before " + pause).isFalse();
            assertThat(run.mayRestart(now + pause)).as("after " + pause).isTrue();
            now += pause;
        }
    }

    @Test
    void jobThatWasWellForAWhileIsRestartedAtOnceAgain() {
        JobRun run = JobRun.first("market-v1");
        for (int i = 0; i < 9; i++) {
            run = run.restarted(JobRun.Reason.FAILED, HOUR_MS + i * 60_000);
        }
        assertThat(run.inARow()).isEqualTo(9);
        long later = 2 * HOUR_MS;
        assertThat(run.restarted(JobRun.Reason.FAILED, later).inARow()).isOne();
    }

    @Test
    void restartsAreCountedByReason() {
        JobRun run = JobRun.first("market-v1")
                .restarted(JobRun.Reason.FAILED, 1)
                .restarted(JobRun.Reason.MISSING, 2)
                .restarted(JobRun.Reason.SUSPENDED, 3)
                .restarted(JobRun.Reason.FAILED, 4);
        assertThat(run).isEqualTo(new JobRun("market-v1", 2, 1, 1, 4, 4, "failed"));
        assertThat(run.restarts()).isEqualTo(4);
    }
}
