package io.tickgrid.grid.indicator;

import java.util.List;

/**
 * All indicator outputs of one instrument and frame at one bar, a column each.
 *
 * @param columns names, such as {@code ema_21}; one list shared by all rows of a set
 * @param values one for each column; NaN while cold
 */
public record IndicatorRow(
        String instrument,
        String frame,
        long openTimeMs,
        int revision,
        boolean closed,
        List<String> columns,
        double[] values) {

    public IndicatorRow {
        if (columns.size() != values.length) {
            throw new IllegalArgumentException(
                    "expected a value for each of " + columns.size() + " columns, got " + values.length);
        }
    }

    /** The key of per-frame latest rows: it lives in the partition of its instrument. */
    public static String key(String instrument, String frame) {
        return frame + "@" + instrument;
    }
}
