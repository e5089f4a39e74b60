package io.tickgrid.grid.fusion;

/**
 * The agents' opinions of one bar, fused.
 *
 * @param score from -1 to 1, the sum of the agents' shares
 * @param confidence from 0 to 1
 * @param recommendation BUY, SELL or HOLD
 * @param weightSetVersion which weights made it
 * @param closed whether the bar was complete: a forming score is shown, never traded
 */
public record FusionRow(
        String instrument,
        String frame,
        long openTimeMs,
        double score,
        double confidence,
        String recommendation,
        double agreement,
        double conflict,
        int voters,
        boolean quorum,
        int weightSetVersion,
        boolean closed) {}
