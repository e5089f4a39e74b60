package io.tickgrid.grid.agent;

/**
 * What one agent said at the close of a bar.
 *
 * @param direction from -1 (down) to 1 (up)
 * @param confidence from 0 to 1
 * @param share its part of the fused score
 * @param reasons up to three, separated by {@code "; "}
 */
public record OpinionRow(
        String instrument,
        String frame,
        long openTimeMs,
        String agent,
        double direction,
        double confidence,
        double share,
        boolean abstained,
        String reasons) {

    /** The key in the map {@code opinions}. */
    public static String key(String instrument, String frame, String agent) {
        return frame + "|" + agent + "@" + instrument;
    }
}
