package io.tickgrid.grid.db;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The pool of connections to PostgreSQL, and the few ways in which the stores use it: one statement for many rows,
 * bound as arrays.
 */
public final class Db implements AutoCloseable {
    /** The advisory lock of money writes: it makes the order of sequences the order of commits. */
    public static final long MONEY_LOCK = 7_412_001L;

    /** A member that hangs, or is cut off, in the middle of a transaction must not keep the money lock from the others. */
    private static final Map<String, String> SESSION = Map.of(
            "idle_in_transaction_session_timeout", "10s",
            "tcp_keepalives_idle", "10",
            "tcp_keepalives_interval", "5",
            "tcp_keepalives_count", "3");

    private final ConnectionPool pool;

    public Db(DbUrl url, int maxConnections) {
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                                .host(url.host())
                                .port(url.port())
                                .database(url.database())
                                .username(url.user())
                                .password(url.password())
                                .applicationName("tickgrid")
                                .connectTimeout(Duration.ofSeconds(10))
                                .options(SESSION)
                                .build()))
                .initialSize(1)
                .maxSize(maxConnections)
                .maxIdleTime(Duration.ofMinutes(5))
                .build());
    }

    /** Brings the schema to the newest version. */
    public static void migrate(DbUrl url) {
        Flyway.configure()
                .dataSource(url.jdbc(), url.user(), url.password())
                .locations("classpath:db/migration")
                .connectRetries(10)
                .load()
                .migrate();
    }

    /** Runs one statement; gives the number of rows that it changed. */
    public Mono<Long> update(String sql, @Nullable Object... binds) {
        return Mono.usingWhen(pool.create(), c -> update(c, sql, binds), Connection::close);
    }

    /** Runs one query. */
    public <T> Flux<T> query(String sql, Function<Readable, T> row, @Nullable Object... binds) {
        return Flux.usingWhen(pool.create(), c -> query(c, sql, row, binds), Connection::close);
    }

    /** Runs {@code work} in one transaction; rolled back when it fails. */
    public <T> Mono<T> transaction(Function<Connection, Mono<T>> work) {
        return Mono.usingWhen(
                pool.create(),
                c -> Mono.from(c.beginTransaction())
                        .then(work.apply(c))
                        .flatMap(v -> Mono.from(c.commitTransaction()).thenReturn(v))
                        .switchIfEmpty(Mono.from(c.commitTransaction()).then(Mono.empty())),
                Connection::close,
                (c, e) -> Mono.from(c.rollbackTransaction())
                        .onErrorResume(x -> Mono.empty())
                        .then(Mono.from(c.close())),
                c -> Mono.from(c.rollbackTransaction())
                        .onErrorResume(x -> Mono.empty())
                        .then(Mono.from(c.close())));
    }

    /** As {@link #transaction}, holding {@link #MONEY_LOCK}: every write of orders, fills and decisions. */
    public <T> Mono<T> moneyTransaction(Function<Connection, Mono<T>> work) {
        return transaction(c -> query(c, "select pg_advisory_xact_lock($1)::text", r -> true, MONEY_LOCK)
                .then()
                .then(Mono.defer(() -> work.apply(c))));
    }

    public static Mono<Long> update(Connection connection, String sql, @Nullable Object... binds) {
        return Flux.from(bind(connection, sql, binds).execute())
                .flatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum);
    }

    public static <T> Flux<T> query(
            Connection connection, String sql, Function<Readable, T> row, @Nullable Object... binds) {
        return Flux.from(bind(connection, sql, binds).execute()).flatMap(r -> r.map(row));
    }

    private static Statement bind(Connection connection, String sql, @Nullable Object... binds) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < binds.length; i++) {
            Object value = binds[i];
            if (value == null) {
                statement.bindNull(i, String.class);
            } else {
                statement.bind(i, value);
            }
        }
        return statement;
    }

    // Columns of a batch -------------------------------------------------------------------------------------------

    public static <T> String[] texts(List<T> rows, Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    public static <T> Long[] longs(List<T> rows, java.util.function.ToLongFunction<T> column) {
        return rows.stream().mapToLong(column).boxed().toArray(Long[]::new);
    }

    public static <T> Integer[] ints(List<T> rows, java.util.function.ToIntFunction<T> column) {
        return rows.stream().mapToInt(column).boxed().toArray(Integer[]::new);
    }

    public static <T> Double[] doubles(List<T> rows, java.util.function.ToDoubleFunction<T> column) {
        return rows.stream().mapToDouble(column).boxed().toArray(Double[]::new);
    }

    public static <T> Boolean[] booleans(List<T> rows, java.util.function.Predicate<T> column) {
        return rows.stream().map(column::test).toArray(Boolean[]::new);
    }

    // Columns of a row ---------------------------------------------------------------------------------------------

    public static String text(Readable row, String column) {
        String value = row.get(column, String.class);
        return value == null ? "" : value;
    }

    public static long int64(Readable row, String column) {
        Long value = row.get(column, Long.class);
        return value == null ? 0 : value;
    }

    public static int int32(Readable row, String column) {
        Integer value = row.get(column, Integer.class);
        return value == null ? 0 : value;
    }

    public static double float64(Readable row, String column) {
        Double value = row.get(column, Double.class);
        return value == null ? Double.NaN : value;
    }

    public static boolean bool(Readable row, String column) {
        return Boolean.TRUE.equals(row.get(column, Boolean.class));
    }

    public static byte[] bytes(Readable row, String column) {
        byte[] value = row.get(column, byte[].class);
        return value == null ? new byte[0] : value;
    }

    @Override
    public void close() {
        pool.disposeLater().block(Duration.ofSeconds(10));
    }
}
