package io.tickgrid.grid.db;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The monthly partitions of the tables that hold history by open time (migration V6): made before the first row of a month
 * is written, and read some at a time, newest first. Event time may be any month of 230 years, and a statement that could
 * touch every month would lock every one of its tables.
 */
public final class Months {
    /** The advisory lock of whoever adds or takes away a month. */
    public static final long LOCK = 7_412_002L;

    /** What PostgreSQL says of a row that no partition takes; the tables have no other check. */
    private static final String NO_PARTITION = "23514";

    private static final int TRIES = 3;
    private static final int MONTHS_AT_ONCE = 24;

    private final Db db;
    private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

    public Months(Db db) {
        this.db = db;
    }

    /** The calendar month, in UTC, of a time in epoch milliseconds. */
    public static YearMonth of(long timeMs) {
        return YearMonth.from(Instant.ofEpochMilli(timeMs).atOffset(ZoneOffset.UTC));
    }

    /** The first millisecond of a month. */
    public static long startMs(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    /**
     * Writes rows into partitions that are there: those not known are made first, and all of them once more if a month was
     * taken away meanwhile, as the archive command does.
     */
    public <R> Mono<Long> write(List<R> rows, ToLongFunction<R> openTimeMs, Mono<Long> statement) {
        return Mono.defer(() -> {
            Set<YearMonth> months = months(rows, openTimeMs);
            return Flux.fromIterable(months)
                    .filter(m -> !known.contains(m))
                    .concatMap(this::make)
                    .then(statement)
                    .retryWhen(Retry.max(TRIES)
                            .filter(Months::isMissingPartition)
                            .doBeforeRetry(s -> known.removeAll(months))
                            .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
        });
    }

    private static <R> Set<YearMonth> months(List<R> rows, ToLongFunction<R> openTimeMs) {
        Set<YearMonth> months = new HashSet<>();
        long from = 0;
        long to = 0;
        for (R row : rows) {
            long time = openTimeMs.applyAsLong(row);
            if (time < from || time >= to) {
                YearMonth month = of(time);
                from = startMs(month);
                to = startMs(month.plusMonths(1));
                months.add(month);
            }
        }
        return months;
    }

    private Mono<Long> make(YearMonth month) {
        return db.query("select make_history_month($1)::text", row -> true, startMs(month))
                .then(Mono.fromCallable(() -> {
                    known.add(month);
                    return 0L;
                }));
    }

    private static boolean isMissingPartition(Throwable e) {
        return e instanceof R2dbcException r && NO_PARTITION.equals(r.getSqlState());
    }

    /**
     * Reads rows, newest first, some months at a time until there are {@code limit}.
     *
     * @param read the rows between bounds, given as a condition on open_time_ms, at most so many
     */
    public <T> Flux<T> newestFirst(String table, long beforeMs, int limit, BiFunction<String, Integer, Flux<T>> read) {
        return spans(table, beforeMs).flatMapMany(spans -> walk(spans, limit, read));
    }

    private static <T> Flux<T> walk(List<String> spans, int limit, BiFunction<String, Integer, Flux<T>> read) {
        if (spans.isEmpty() || limit <= 0) {
            return Flux.empty();
        }
        return read.apply(spans.getFirst(), limit)
                .collectList()
                .flatMapMany(rows -> Flux.fromIterable(rows)
                        .concatWith(Flux.defer(() -> walk(spans.subList(1, spans.size()), limit - rows.size(), read))));
    }

    /** Removes the rows of some bars from a table. */
    public <T> Mono<Long> remove(
            String table,
            List<T> bars,
            Function<T, String> instrument,
            Function<T, String> frame,
            ToLongFunction<T> openTimeMs) {
        if (bars.isEmpty()) {
            return Mono.just(0L);
        }
        long oldest = bars.stream().mapToLong(openTimeMs).min().getAsLong();
        long newest = bars.stream().mapToLong(openTimeMs).max().getAsLong();
        return db.update(
                "delete from " + table + " t using unnest($1::text[], $2::text[], $3::bigint[]) as gone(i, f, o)"
                        + " where t.instrument = gone.i and t.frame = gone.f and t.open_time_ms = gone.o"
                        // Numbers and not parameters: the planner then sees no table outside of them.
                        + " and t.open_time_ms >= " + oldest + " and t.open_time_ms <= " + newest,
                Db.texts(bars, instrument),
                Db.texts(bars, frame),
                Db.longs(bars, openTimeMs));
    }

    /** Conditions on open_time_ms that cover all months of a table before a time, newest first. */
    public Mono<List<String>> spans(String table, long beforeMs) {
        return spans(db.query(partitions(table), Months::name), table, beforeMs);
    }

    /** As the other, within a transaction. */
    public static Mono<List<String>> spansIn(Connection c, String table, long beforeMs) {
        return spans(Db.query(c, partitions(table), Months::name), table, beforeMs);
    }

    private static Mono<List<String>> spans(Flux<String> partitions, String table, long beforeMs) {
        return partitions
                .map(name -> monthOf(table, name))
                .filter(month -> startMs(month) < beforeMs)
                .collectSortedList(Comparator.reverseOrder())
                .map(months -> {
                    List<String> spans = new ArrayList<>();
                    for (int i = 0; i < months.size(); i += MONTHS_AT_ONCE) {
                        YearMonth oldest = months.get(Math.min(i + MONTHS_AT_ONCE, months.size()) - 1);
                        // Numbers and not parameters: the planner then sees no table outside of them, ever.
                        spans.add("open_time_ms >= " + startMs(oldest) + " and open_time_ms < "
                                + startMs(months.get(i).plusMonths(1)));
                    }
                    return spans;
                });
    }

    private static YearMonth monthOf(String table, String partition) {
        return YearMonth.parse(partition.substring(table.length() + 1).replace('_', '-'));
    }

    private static String name(Readable row) {
        return Db.text(row, "name");
    }

    private static String partitions(String table) {
        return "select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = '" + table + "'::regclass";
    }
}
