package io.tickgrid.api.sql;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.sql.HazelcastSqlException;
import com.hazelcast.sql.SqlColumnMetadata;
import com.hazelcast.sql.SqlExpectedResultType;
import com.hazelcast.sql.SqlResult;
import com.hazelcast.sql.SqlRow;
import com.hazelcast.sql.SqlStatement;
import com.hazelcast.sql.impl.SqlErrorCode;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Runs one checked SELECT over the live maps for one tenant, within {@link SqlLimits}. Thread-safe. Planning and reading
 * block, so each query has a thread of a small pool; a query that does not end keeps its thread, never more than the pool.
 */
public final class SqlGateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SqlGateway.class);

    /** Greatest integer that every JSON reader holds exactly. */
    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private static final int STACK_BYTES = 4 << 20;
    private static final int CLOSE_SECONDS = 5;

    private final HazelcastInstance hazelcast;
    private final SqlGuard guard;
    private final SqlLimits limits;
    private final ThreadPoolExecutor threads;
    private final Scheduler scheduler;

    public SqlGateway(HazelcastInstance hazelcast, List<String> indicatorColumns) {
        this(hazelcast, indicatorColumns, SqlLimits.DEFAULT);
    }

    public SqlGateway(HazelcastInstance hazelcast, List<String> indicatorColumns, SqlLimits limits) {
        this.hazelcast = hazelcast;
        this.limits = limits;
        this.guard = new SqlGuard(indicatorColumns, limits.maxText());
        this.threads = new ThreadPoolExecutor(
                0, limits.concurrent(), 30, TimeUnit.SECONDS, new SynchronousQueue<>(), SqlGateway::thread);
        this.scheduler = Schedulers.fromExecutorService(threads, "sql");
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "sql-gateway", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Answers the query with the rows that the tenant may see.
     *
     * @param tables the maps that may be named, of those that {@code GridMaps} declares visible
     * @return an error {@link TickgridException}: SQL_REFUSED for a text that is not one allowed SELECT, SQL_TIMEOUT,
     *     TOO_MANY_REQUESTS when as many queries as allowed are running, UNAVAILABLE when the cluster cannot answer now
     */
    public Mono<SqlAnswer> query(String sql, String tenantId, Set<String> tables) {
        return Mono.defer(() -> {
            Running running = new Running();
            long begin = System.nanoTime();
            return Mono.fromCallable(() -> run(sql, tenantId, tables, running))
                    .subscribeOn(scheduler)
                    .doOnCancel(running::cancel)
                    .timeout(limits.timeout().plus(Duration.ofMillis(250)))
                    .onErrorMap(problem -> translate(problem, System.nanoTime() - begin));
        });
    }

    /** A query that may be given up by another thread, at any point of its life. */
    private static final class Running {
        private @Nullable SqlResult result;
        private boolean cancelled;

        synchronized void opened(SqlResult opened) {
            result = opened;
            if (cancelled) {
                opened.close();
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (result != null) {
                result.close();
            }
        }

        synchronized boolean cancelled() {
            return cancelled;
        }
    }

    /** Gives null when cancelled: nobody waits for an answer or an error. */
    private @Nullable SqlAnswer run(String sql, String tenantId, Set<String> tables, Running running) {
        try {
            return run(sound(guard.check(sql, tenantId, tables)), running);
        } catch (RuntimeException e) {
            if (running.cancelled()) {
                return null;
            }
            throw e;
        }
    }

    private SqlAnswer run(SqlGuard.Checked checked, Running running) {
        try (SqlResult result = hazelcast
                .getSql()
                .execute(statement(checked.sql(), checked)
                        .setTimeoutMillis(limits.timeout().toMillis()))) {
            running.opened(result);
            return read(result);
        }
    }

    private SqlStatement statement(String sql, SqlGuard.Checked checked) {
        return new SqlStatement(sql)
                .setParameters(checked.parameters())
                .setExpectedResultType(SqlExpectedResultType.ROWS)
                .setCursorBufferSize(Math.min(limits.maxRows() + 1, 4096));
    }

    /** Refuses a plan that can fill the heap or forget a condition: see {@link SqlWriter}. */
    private SqlGuard.Checked sound(SqlGuard.Checked checked) {
        if (checked.tables() > 1) {
            try (SqlResult plan = hazelcast.getSql().execute(statement("EXPLAIN " + checked.sql(), checked))) {
                for (SqlRow row : plan) {
                    if (String.valueOf(row.<Object>getObject(0)).contains("NestedLoop")) {
                        throw SqlGuard.refused(
                                "this combination of maps cannot be answered safely: ask for each of them alone");
                    }
                }
            }
        }
        return checked;
    }

    private SqlAnswer read(SqlResult result) {
        List<SqlAnswer.Column> columns = new ArrayList<>();
        for (SqlColumnMetadata column : result.getRowMetadata().getColumns()) {
            columns.add(new SqlAnswer.Column(column.getName(), column.getType().name()));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (SqlRow row : result) {
            if (rows.size() == limits.maxRows()) {
                return new SqlAnswer(columns, rows, true);
            }
            List<@Nullable Object> values = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                values.add(jsonSafe(row.getObject(i)));
            }
            rows.add(values);
        }
        return new SqlAnswer(columns, rows, false);
    }

    static @Nullable Object jsonSafe(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number -> Double.isFinite(number) ? number : null;
            case Float number -> Float.isFinite(number) ? number : null;
            case Long number ->
                Math.abs(number) <= MAX_SAFE_INTEGER && number != Long.MIN_VALUE ? number : number.toString();
            case BigDecimal number -> number.toPlainString();
            case Boolean truth -> truth;
            case Integer number -> number;
            case Short number -> number.intValue();
            case Byte number -> number.intValue();
            default -> String.valueOf(value);
        };
    }

    private Throwable translate(Throwable problem, long elapsedNs) {
        return switch (problem) {
            case TickgridException known -> known;
            case TimeoutException late -> timeout(late);
            // Its job may end as cancelled, or as failed by that, before the grid says that the time was over.
            case HazelcastSqlException sql when elapsedNs >= limits.timeout().toNanos() -> timeout(sql);
            case RejectedExecutionException full ->
                new TickgridException(
                        ErrorCode.TOO_MANY_REQUESTS,
                        limits.concurrent() + " queries are running, as many as may: try again when one has ended",
                        full);
            case HazelcastSqlException sql -> translate(sql);
            default -> new TickgridException(ErrorCode.INTERNAL, "the query failed", problem);
        };
    }

    private TickgridException timeout(Throwable cause) {
        return new TickgridException(
                ErrorCode.SQL_TIMEOUT,
                "the query did not end within " + limits.timeout().toMillis() + " ms and was cancelled",
                cause);
    }

    private TickgridException translate(HazelcastSqlException problem) {
        return switch (problem.getCode()) {
            case SqlErrorCode.TIMEOUT, SqlErrorCode.CANCELLED_BY_USER -> timeout(problem);
            case SqlErrorCode.CONNECTION_PROBLEM,
                    SqlErrorCode.PARTITION_DISTRIBUTION,
                    SqlErrorCode.TOPOLOGY_CHANGE,
                    SqlErrorCode.RESTARTABLE_ERROR,
                    SqlErrorCode.MAP_LOADING_IN_PROGRESS ->
                new TickgridException(ErrorCode.UNAVAILABLE, "the cluster cannot answer now: try again", problem);
            case SqlErrorCode.PARSING, SqlErrorCode.OBJECT_NOT_FOUND, SqlErrorCode.DATA_EXCEPTION ->
                new TickgridException(ErrorCode.SQL_REFUSED, reason(problem), problem);
            default ->
                new TickgridException(
                        ErrorCode.SQL_REFUSED, "the query cannot be answered: " + reason(problem), problem);
        };
    }

    /** Positions in the message are those of the statement as rewritten: they would mislead. */
    private static String reason(HazelcastSqlException problem) {
        String message = String.valueOf(problem.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^(From|At) line \\d+, column \\d+( to line \\d+, column \\d+)?: ", "");
        return message.length() > 300 ? message.substring(0, 300) + "…" : message;
    }

    /** Waits for queries that are being planned: the cluster, which may end next, would complain of them. */
    @Override
    public void close() {
        scheduler.dispose();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{} queries did not end in {} s", threads.getActiveCount(), CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
