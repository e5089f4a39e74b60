package io.tickgrid.api.sql;

import java.time.Duration;

/**
 * What one query may take.
 *
 * @param maxText greatest length of the statement, characters
 * @param maxRows greatest number of rows in the answer
 * @param timeout greatest time from the first byte of work to the last row
 * @param concurrent queries that run at the same time on this node; the next one is refused
 */
public record SqlLimits(int maxText, int maxRows, Duration timeout, int concurrent) {
    /** 10,000 characters, 1,000 rows, 5 s, 4 at a time. */
    public static final SqlLimits DEFAULT = new SqlLimits(10_000, 1_000, Duration.ofSeconds(5), 4);

    public SqlLimits {
        if (maxText < 1 || maxRows < 1 || concurrent < 1 || timeout.toMillis() < 1) {
            throw new IllegalArgumentException("every limit must be positive, were text " + maxText + ", rows "
                    + maxRows + ", timeout " + timeout + ", concurrent " + concurrent);
        }
    }
}
