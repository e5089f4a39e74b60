package io.tickgrid.grid.history;

import java.time.YearMonth;

/**
 * What PostgreSQL holds of one table and month.
 *
 * @param bytes on its disk, with the index
 * @param detached whether it was taken out of the table by an archive that did not come to its end: not seen by queries,
 *     waiting for the next archive
 */
public record HistoryMonth(YearMonth month, HistoryTable table, long rows, long bytes, boolean detached) {}
