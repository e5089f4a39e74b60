package io.tickgrid.grid.job;

/**
 * What the supervisors have done for a job since the cluster began: how often it was submitted again because it had failed
 * or was missing, or resumed because it was suspended.
 *
 * @param inARow restarts that followed one another closely; the greater, the longer the pause before the next
 * @param lastRestartMs time of the cluster, epoch milliseconds; 0 when there was none
 * @param lastReason of the last restart, as {@link Reason#text}; empty when there was none
 */
public record JobRun(
        String job, long failed, long missing, long suspended, int inARow, long lastRestartMs, String lastReason) {
    private static final long FIRST_PAUSE_MS = 2_000;
    private static final long LONGEST_PAUSE_MS = 60_000;
    /** A job that has not been restarted for so long is well again. */
    private static final long WELL_MS = 180_000;

    private static final int MAX_DOUBLINGS = 10;

    /** Why a job is restarted. */
    public enum Reason {
        FAILED,
        MISSING,
        SUSPENDED;

        /** As health and metrics show it. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Of a job that was never restarted. */
    public static JobRun first(String job) {
        return new JobRun(job, 0, 0, 0, 0, 0, "");
    }

    /** All restarts. */
    public long restarts() {
        return failed + missing + suspended;
    }

    /** Whether the pause after the last restart is over: 2 s after the first, twice as long after each, 60 s at most. */
    public boolean mayRestart(long nowMs) {
        long pause = FIRST_PAUSE_MS << Math.min(Math.max(0, inARow - 1), MAX_DOUBLINGS);
        return inARow == 0 || nowMs - lastRestartMs >= Math.min(LONGEST_PAUSE_MS, pause);
    }

    public JobRun restarted(Reason reason, long nowMs) {
        return new JobRun(
                job,
                failed + (reason == Reason.FAILED ? 1 : 0),
                missing + (reason == Reason.MISSING ? 1 : 0),
                suspended + (reason == Reason.SUSPENDED ? 1 : 0),
                nowMs - lastRestartMs > WELL_MS ? 1 : inARow + 1,
                nowMs,
                reason.text());
    }
}
