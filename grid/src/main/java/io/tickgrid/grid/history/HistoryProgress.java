package io.tickgrid.grid.history;

import java.time.YearMonth;

/** Told what has been done, as it is done. */
@FunctionalInterface
public interface HistoryProgress {
    /** What an archive does with a month of a table, in this order. */
    enum Step {
        /** Some of the rows are in the temporary file; comes again and again. */
        COPYING,
        /** The temporary file is complete and on the disk. */
        WRITTEN,
        /** It was read again: rows and checksums are those that were written. */
        VERIFIED,
        /** It has its name. */
        NAMED,
        /** Its manifest is there too: from now on the file counts. */
        MANIFESTED,
        /** Queries and writers do not see the partition any more. */
        DETACHED,
        /** What was detached is what the file holds. */
        COMPARED,
        /** The rows are in the file only. */
        DROPPED
    }

    /** @param rows done so far */
    void reached(Step step, HistoryTable table, YearMonth month, long rows);
}
