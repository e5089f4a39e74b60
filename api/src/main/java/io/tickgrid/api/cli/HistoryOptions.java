package io.tickgrid.api.cli;

import io.tickgrid.api.local.LocalPostgres;
import io.tickgrid.api.local.StartException;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.history.History;
import io.tickgrid.grid.history.History.Archived;
import io.tickgrid.grid.history.HistoryProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which PostgreSQL the history commands work on, and how they say what they did. */
final class HistoryOptions {
    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description = "postgres://USER:PASSWORD@HOST:PORT/DATABASE (default: that of the data directory's running"
                    + " platform)")
    @Nullable
    String postgres;

    @Option(names = "--data-dir", description = "of the running platform (default: ${DEFAULT-VALUE})")
    Path dataDir = Path.of("data");

    History open() {
        if (postgres != null) {
            return History.open(DbUrl.parse(postgres));
        }
        try {
            return History.open(LocalPostgres.running(dataDir));
        } catch (StartException e) {
            throw new CommandFailure(e.getMessage() + "; start the platform, or name a database with --postgres", e);
        }
    }

    static YearMonth month(String option, String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(option + " must be a month as 2013-11, was " + text, e);
        }
    }

    /** Lines for people on how far it is. */
    static HistoryProgress progress(PrintWriter err) {
        return (step, table, month, rows) -> {
            String what = switch (step) {
                case COPYING -> "written so far";
                case VERIFIED -> "written and read again";
                case DROPPED -> "removed from PostgreSQL";
                case WRITTEN, NAMED, MANIFESTED, DETACHED, COMPARED -> "";
            };
            if (!what.isEmpty()) {
                err.println("tickgrid: " + month + " " + table.tableName() + ": "
                        + String.format(Locale.ROOT, "%,d", rows) + " rows " + what);
            }
        };
    }

    /** What left PostgreSQL, as a table. */
    static void print(List<Archived> done, PrintWriter out) {
        TextTable table = new TextTable(List.of("MONTH", "TABLE", "ROWS", "FILE")).numeric(2);
        done.forEach(a -> table.add(Arrays.asList(
                a.month().toString(),
                a.table().tableName(),
                Long.toString(a.rows()),
                a.file() == null ? "-" : a.file().toString())));
        table.print(out);
    }
}
