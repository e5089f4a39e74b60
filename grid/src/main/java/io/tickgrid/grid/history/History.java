package io.tickgrid.grid.history;

import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.db.Months;
import io.tickgrid.grid.history.HistoryProgress.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The months of candles, indicator rows and scores in PostgreSQL: listed, moved to files, brought back. By JDBC, whose
 * driver streams COPY; a month is never in memory. The platform may run meanwhile.
 *
 * <p>A month leaves in steps, each of which lasts before the next begins: its rows are in a file that was read again; the
 * partition is detached, so that nobody changes it any more; what was detached is compared with the file, and written once
 * more if a bar was restated in between; it is dropped. Killed anywhere, the next archive goes on from what it finds.
 */
public final class History implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(History.class);

    /** Held by whoever archives, restores or deletes: one at a time. */
    private static final long COMMAND_LOCK = 7_412_003L;

    private static final Pattern PARTITION =
            Pattern.compile("(candles|indicator_rows|fusion)_([0-9]{4})_([0-9]{2})(_detached)?");
    private static final String DETACHED = "_detached";

    /** A command that waits longer for a table would hold up all queries behind it. */
    private static final String LOCK_TIMEOUT = "2s";

    private static final int LOCK_TRIES = 30;
    private static final long LOCK_PAUSE_NS = 500_000_000;
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";

    private final Connection connection;

    private History(Connection connection) {
        this.connection = connection;
    }

    /** A partition, or a former one that waits to be dropped. */
    private record Part(HistoryTable table, YearMonth month, boolean detached, String name) {
        static @Nullable Part of(String name) {
            Matcher m = PARTITION.matcher(name);
            return m.matches()
                    ? new Part(
                            HistoryTable.find(m.group(1)).orElseThrow(),
                            YearMonth.parse(m.group(2) + "-" + m.group(3)),
                            m.group(4) != null,
                            name)
                    : null;
        }
    }

    /**
     * What has become of a month of a table.
     *
     * @param file null when it had no rows
     */
    public record Archived(
            YearMonth month,
            HistoryTable table,
            long rows,
            @Nullable Path file) {}

    /**
     * What a restore did.
     *
     * @param taken rows that were missing or had a smaller revision
     */
    public record Restored(YearMonth month, HistoryTable table, long rows, long taken) {}

    /** @throws HistoryException when PostgreSQL does not answer or has another schema */
    public static History open(DbUrl url) {
        try {
            Connection connection = url.connect();
            History history = new History(connection);
            history.noticeKills();
            if (history.number("select count(*) from pg_class where oid = to_regclass('candles') and relkind = 'p'")
                    == 0) {
                connection.close();
                throw new HistoryException("expected history in months in " + url
                        + ", found none; start this version of the platform on it once");
            }
            return history;
        } catch (SQLException e) {
            throw failure(url.toString(), e);
        }
    }

    /** The server otherwise works on for a command that was killed, and keeps its locks. */
    private void noticeKills() {
        try {
            execute("set client_connection_check_interval = '2s'");
        } catch (SQLException e) {
            log.debug("this server cannot look for clients that are gone: {}", e.getMessage());
        }
    }

    /** Every month of every table, oldest first. */
    public List<HistoryMonth> list() {
        try {
            List<HistoryMonth> months = new ArrayList<>();
            for (Part part : parts()) {
                months.add(new HistoryMonth(
                        part.month(),
                        part.table(),
                        number("select count(*) from " + part.name()),
                        number("select pg_total_relation_size('" + part.name() + "')"),
                        part.detached()));
            }
            return months;
        } catch (SQLException e) {
            throw failure("history", e);
        }
    }

    private List<Part> parts() throws SQLException {
        List<Part> parts = new ArrayList<>();
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("select relname from pg_class where relkind = 'r'"
                        + " and relnamespace = (select relnamespace from pg_class where oid = 'candles'::regclass)")) {
            while (r.next()) {
                Part part = Part.of(r.getString(1));
                if (part != null) {
                    parts.add(part);
                }
            }
        }
        // What was detached first: its rows are older than those of a partition that was made again.
        parts.sort(Comparator.comparing(Part::month).thenComparing(Part::table).thenComparing(p -> !p.detached()));
        return parts;
    }

    /**
     * The oldest of the newest {@code months} months that hold candles; empty when there are not more than those. Months are
     * counted and not reckoned from the newest, so that one bar far in the future costs one month and not all.
     */
    public Optional<YearMonth> oldestOfNewest(int months) {
        try {
            TreeSet<YearMonth> held = new TreeSet<>();
            for (Part part : parts()) {
                if (part.table() == HistoryTable.CANDLES
                        && number("select count(*) from (select from " + part.name() + " limit 1) as one") > 0) {
                    held.add(part.month());
                }
            }
            return held.descendingSet().stream().limit(months).min(Comparator.naturalOrder());
        } catch (SQLException e) {
            throw failure("history", e);
        }
    }

    /** Moves every month before {@code before} into files, and goes on with what an archive before it left undone. */
    public List<Archived> archive(YearMonth before, Path directory, HistoryProgress progress) {
        ArchiveFiles files = new ArchiveFiles(directory);
        return alone(() -> {
            List<Archived> done = new ArrayList<>();
            for (Part part : parts()) {
                if (part.detached() || part.month().isBefore(before)) {
                    done.addAll(archive(part, files, progress));
                }
            }
            return done;
        });
    }

    private List<Archived> archive(Part part, ArchiveFiles files, HistoryProgress progress) throws SQLException {
        List<Archived> written = new ArrayList<>();
        Stored first = store(part, files, progress);
        Part detached = part;
        Stored last = first;
        if (!part.detached()) {
            detached = detach(part);
            progress.reached(Step.DETACHED, part.table(), part.month(), first.rows());
            last = store(detached, files, progress);
            if (!Objects.equals(first.file(), last.file()) && first.file() != null) {
                written.add(new Archived(part.month(), part.table(), first.rows(), first.file()));
            }
        }
        progress.reached(Step.COMPARED, part.table(), part.month(), last.rows());
        execute("drop table " + detached.name());
        progress.reached(Step.DROPPED, part.table(), part.month(), last.rows());
        written.add(new Archived(part.month(), part.table(), last.rows(), last.file()));
        return written;
    }

    private record Stored(long rows, @Nullable Path file) {}

    /** Sees to it that a complete file holds exactly the rows of a table. */
    private Stored store(Part part, ArchiveFiles files, HistoryProgress progress) throws SQLException {
        if (files.hasAny(part.table(), part.month()) || isEmpty(part)) {
            RowCounter counted = new RowCounter();
            copyOut(part, counted);
            if (counted.rows() == 0) {
                return new Stored(0, null);
            }
            long rows = counted.rows();
            Path known = files.find(part.table(), part.month(), rows, counted.sha256Text());
            if (known != null) {
                return new Stored(rows, known);
            }
        }
        Path file = files.write(part.table(), part.month(), progress, new ArchiveFiles.Rows() {
            @Override
            public void writeTo(OutputStream out) throws SQLException {
                copyOut(part, out);
            }

            @Override
            public Map<Long, String> layouts() throws SQLException {
                return part.table() == HistoryTable.INDICATOR_ROWS ? History.this.layouts(part) : Map.of();
            }
        });
        return new Stored(Manifest.read(Manifest.beside(file)).rows(), file);
    }

    private boolean isEmpty(Part part) throws SQLException {
        return number("select count(*) from (select from " + part.name() + " limit 1) as one") == 0;
    }

    private void copyOut(Part part, OutputStream out) throws SQLException {
        try {
            copy().copyOut(part.table().copyOut(part.name()), out);
        } catch (IOException e) {
            throw new HistoryException("cannot write the rows of " + part.name() + ": " + e.getMessage(), e);
        }
    }

    private Map<Long, String> layouts(Part part) throws SQLException {
        Map<Long, String> layouts = new TreeMap<>();
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("select layout_hash, array_to_string(columns, ',') from indicator_sets"
                        + " where layout_hash in (select layout_hash from " + part.name() + ")")) {
            while (r.next()) {
                layouts.put(r.getLong(1), r.getString(2));
            }
        }
        return layouts;
    }

    private Part detach(Part part) throws SQLException {
        Part detached = new Part(part.table(), part.month(), true, part.name() + DETACHED);
        changeMonths(
                "alter table " + part.table().tableName() + " detach partition " + part.name(),
                "alter table " + part.name() + " rename to " + detached.name());
        return detached;
    }

    /** Removes every month before {@code before}, kept nowhere. */
    public List<Archived> delete(YearMonth before, HistoryProgress progress) {
        return alone(() -> {
            List<Archived> done = new ArrayList<>();
            for (Part part : parts()) {
                if (part.month().isBefore(before)) {
                    long rows = number("select count(*) from " + part.name());
                    changeMonths("drop table " + part.name());
                    progress.reached(Step.DROPPED, part.table(), part.month(), rows);
                    done.add(new Archived(part.month(), part.table(), rows, null));
                }
            }
            return done;
        });
    }

    /** In one transaction with the lock of whoever makes months; gives way to queries and tries again. */
    private void changeMonths(String... statements) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                transaction(() -> {
                    execute("set local lock_timeout = '" + LOCK_TIMEOUT + "'");
                    execute("select pg_advisory_xact_lock(" + Months.LOCK + ")");
                    for (String statement : statements) {
                        execute(statement);
                    }
                    return true;
                });
                return;
            } catch (SQLException e) {
                boolean busy = LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
                if (!busy || tries == LOCK_TRIES || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(LOCK_PAUSE_NS);
            }
        }
    }

    /**
     * Brings the rows of an archive file back, in one transaction.
     *
     * @throws HistoryException when the file is not, byte for byte, what its manifest says
     */
    public Restored restore(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new HistoryException("cannot read " + file + ": there is no such file");
        }
        if (!Files.isRegularFile(Manifest.beside(file))) {
            throw new HistoryException("cannot restore " + file + ": its manifest "
                    + Manifest.beside(file).getFileName() + " is not beside it");
        }
        Manifest manifest = Manifest.read(Manifest.beside(file));
        ArchiveFiles.verify(file, manifest);
        return alone(() -> {
            execute("select make_history_month(" + Months.startMs(manifest.month()) + ")");
            return transaction(() -> restore(file, manifest));
        });
    }

    private Restored restore(Path file, Manifest manifest) throws SQLException {
        HistoryTable table = manifest.table();
        execute("create temporary table restored (like " + table.tableName() + ") on commit drop");
        try (InputStream in = ArchiveFiles.unpacked(file)) {
            copy().copyIn(table.copyInto("restored"), in);
        } catch (IOException e) {
            throw new HistoryException("cannot read " + file + ": " + e.getMessage(), e);
        }
        try (PreparedStatement s = connection.prepareStatement("insert into indicator_sets (layout_hash, columns)"
                + " values (?, string_to_array(?, ',')) on conflict do nothing")) {
            for (Map.Entry<Long, String> layout : manifest.layouts().entrySet()) {
                s.setLong(1, layout.getKey());
                s.setString(2, layout.getValue());
                s.executeUpdate();
            }
        }
        try (Statement s = connection.createStatement()) {
            long taken = s.executeLargeUpdate(table.merge("restored"));
            return new Restored(manifest.month(), table, manifest.rows(), taken);
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T alone(Work<T> work) {
        try {
            if (number("select pg_try_advisory_lock(" + COMMAND_LOCK + ")::int") == 0) {
                throw new HistoryException("another history command works on this database; wait until it has ended");
            }
            T result;
            try {
                result = work.run();
            } catch (SQLException | RuntimeException | Error e) {
                afterFailure(e, () -> execute("select pg_advisory_unlock(" + COMMAND_LOCK + ")"));
                throw e;
            }
            execute("select pg_advisory_unlock(" + COMMAND_LOCK + ")");
            return result;
        } catch (SQLException e) {
            throw failure("history", e);
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            result = work.run();
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            afterFailure(e, () -> {
                connection.rollback();
                connection.setAutoCommit(true);
            });
            throw e;
        }
        connection.setAutoCommit(true);
        return result;
    }

    private interface Cleaning {
        void run() throws SQLException;
    }

    /** What cannot be tidied on a broken connection ends with it, and must not hide why it broke. */
    private static void afterFailure(Throwable why, Cleaning cleaning) {
        try {
            cleaning.run();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getLong(1);
        }
    }

    private CopyManager copy() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private static HistoryException failure(String what, SQLException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new HistoryException(what + ": PostgreSQL says " + message, e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure("history", e);
        }
    }
}
