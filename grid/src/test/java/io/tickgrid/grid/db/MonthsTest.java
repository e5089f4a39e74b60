package io.tickgrid.grid.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class MonthsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MINUTE = 60_000;

    private DbUrl url;
    private Db db;
    private CandleStore candles;

    @BeforeEach
    void open() {
        url = TestDatabase.migrated();
        db = new Db(url, 10);
        candles = new CandleStore(db);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static Candle bar(String instrument, String frame, long open, int revision) {
        double price = open % 1_000_003 / 7.0 + revision;
        return new Candle(instrument, frame, open, price, price, price, price, 0.1, 3, revision, true);
    }

    private static long at(int year, int month) {
        return Months.startMs(YearMonth.of(year, month));
    }

    private void store(List<Candle> rows) {
        candles.upsert(rows).block(PATIENCE);
    }

    private List<Candle> before(String instrument, String frame, long beforeMs, int limit) {
        return candles.before(instrument, frame, beforeMs, limit).collectList().block(PATIENCE);
    }

    private long count(String sql) {
        return Objects.requireNonNull(
                db.query(sql, row -> Db.int64(row, "n")).single().block(PATIENCE));
    }

    private long partitions() {
        return count("select count(*) as n from pg_inherits where inhparent = 'candles'::regclass");
    }

    @Test
    void aRowLiesInTheMonthOfItsOpenTime() {
        store(List.of(
                bar("X", "1m", at(2013, 12) - MINUTE, 0),
                bar("X", "1m", at(2013, 12), 0),
                bar("X", "1m", 0, 0),
                bar("X", "1h", at(2200, 1) - 60 * MINUTE, 0)));
        assertThat(count("select count(*) as n from candles_2013_11")).isEqualTo(1);
        assertThat(count("select count(*) as n from candles_2013_12")).isEqualTo(1);
        assertThat(count("select count(*) as n from candles_1970_01")).isEqualTo(1);
        assertThat(count("select count(*) as n from candles_2199_12")).isEqualTo(1);
        assertThat(partitions()).isEqualTo(4);
        assertThatThrownBy(() -> store(List.of(bar("X", "1m", at(2200, 1), 0))))
                .hasStackTraceContaining("open time must be in [1970, 2200)");
    }

    @Test
    void ofTwoRevisionsTheGreaterStaysInEveryColumn() {
        long open = at(2013, 11);
        Candle second = new Candle("X", "1m", open, 1, 2, 3, 4, 5, 6, 2, true);
        store(List.of(bar("X", "1m", open, 1)));
        store(List.of(second));
        store(List.of(bar("X", "1m", open, 1)));
        assertThat(before("X", "1m", Long.MAX_VALUE, 10)).containsExactly(second);
    }

    @Test
    void pagesRunOverTheMonthsAlsoWhereSomeAreMissing() {
        List<Candle> rows = new ArrayList<>();
        for (int month = 0; month < 60; month += month % 7 == 0 ? 3 : 1) {
            long start = Months.startMs(YearMonth.of(2010, 1).plusMonths(month));
            rows.add(bar("X", "1m", start, 0));
            rows.add(bar("X", "v1000", start + 12_345, 0));
            rows.add(bar("X", "1m", start + 17 * MINUTE, 0));
            rows.add(bar("Y", "1m", start + MINUTE, 0));
        }
        store(rows);
        List<Candle> walked = new ArrayList<>();
        long cursor = Long.MAX_VALUE;
        for (List<Candle> page; !(page = before("X", "1m", cursor, 7)).isEmpty(); ) {
            walked.addAll(page);
            cursor = page.getLast().openTimeMs();
        }
        assertThat(walked)
                .containsExactlyElementsOf(rows.reversed().stream()
                        .filter(c -> c.instrument().equals("X") && c.frame().equals("1m"))
                        .toList());
        assertThat(before("X", "v1000", Long.MAX_VALUE, 500)).hasSize((int)
                rows.stream().filter(c -> c.frame().equals("v1000")).count());
        assertThat(before("Z", "1m", Long.MAX_VALUE, 500)).isEmpty();
    }

    @Test
    void theNewestBarIsFoundHoweverOldItIs() {
        List<Candle> rows = IntStream.range(0, 80)
                .mapToObj(
                        n -> bar("X", "1m", Months.startMs(YearMonth.of(2010, 1).plusMonths(n)), 0))
                .toList();
        store(rows);
        Candle old = bar("OLD", "1m", at(2010, 3) + MINUTE, 0);
        store(List.of(old));
        assertThat(candles.newest(List.of("OLD", "X", "NONE"), "1m")
                        .collectList()
                        .block(PATIENCE))
                .containsExactlyInAnyOrder(rows.getLast(), old);
        assertThat(db.transaction(c -> CandleStore.newestIn(c, List.of("OLD", "X", "NONE"), "1m")
                                .collectList())
                        .block(PATIENCE))
                .containsExactlyInAnyOrder(rows.getLast(), old);
    }

    @Test
    void writersThatNeedTheSameMonthAtOnceMakeItOnce() {
        int writers = 8;
        int months = 12;
        List<CandleStore> members = new ArrayList<>();
        List<Db> pools = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            Db pool = new Db(url, 3);
            pools.add(pool);
            members.add(new CandleStore(pool));
        }
        try {
            for (int m = 0; m < months; m++) {
                long start = Months.startMs(YearMonth.of(2020, 1).plusMonths(m));
                Flux.range(0, writers)
                        .flatMap(
                                w -> Mono.defer(() -> members.get(w)
                                                .upsert(List.of(
                                                        bar("W" + w, "1m", start, 0), bar("SHARED", "1m", start, 0))))
                                        .subscribeOn(Schedulers.parallel()),
                                writers)
                        .blockLast(PATIENCE);
            }
        } finally {
            pools.forEach(Db::close);
        }
        assertThat(partitions()).isEqualTo(months);
        assertThat(count("select count(*) as n from candles")).isEqualTo((long) months * (writers + 1));
        assertThat(count("select count(*) as n from pg_inherits where inhparent = 'fusion'::regclass"))
                .isEqualTo(months);
    }

    @Test
    void aMonthThatWasTakenAwayIsMadeAgainByTheNextWriter() {
        store(List.of(bar("X", "1m", at(2013, 11), 0)));
        db.update("drop table candles_2013_11").block(PATIENCE);
        store(List.of(bar("X", "1m", at(2013, 11) + MINUTE, 0)));
        assertThat(before("X", "1m", Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void makingAMonthWaitsForNoReaderOrWriterOfAnother() {
        store(List.of(bar("X", "1m", at(2013, 11), 0)));
        db.transaction(c -> Db.update(c, "update candles set trades = 4 where open_time_ms = " + at(2013, 11))
                        .then(Mono.defer(() -> candles.upsert(List.of(bar("X", "1m", at(2013, 12), 0))))))
                .block(PATIENCE);
        assertThat(partitions()).isEqualTo(2);
    }

    /** Lock tables are finite, and event time may be any month of 230 years: no read may touch them all. */
    @Test
    void aReadLocksSomeMonthsAndNotAll() {
        int months = 120;
        List<Candle> rows = IntStream.range(0, months)
                .mapToObj(
                        n -> bar("X", "1m", Months.startMs(YearMonth.of(2010, 1).plusMonths(n)), 0))
                .toList();
        store(rows);
        Long locks = db.transaction(c -> CandleStore.newestIn(c, List.of("X"), "1m")
                        .then(Mono.defer(() -> Db.query(
                                        c,
                                        "select count(*) as n from pg_locks where pid = pg_backend_pid()",
                                        row -> Db.int64(row, "n"))
                                .single())))
                .block(PATIENCE);
        assertThat(locks).isBetween(1L, (long) months);
        assertThat(before("X", "1m", Long.MAX_VALUE, months)).containsExactlyElementsOf(rows.reversed());
    }

    @Test
    void rowsOfTheSchemaBeforeMoveIntoTheirMonths() {
        DbUrl old = TestDatabase.empty();
        Flyway.configure()
                .dataSource(old.jdbc(), old.user(), old.password())
                .locations("classpath:db/migration")
                .target("5")
                .load()
                .migrate();
        try (Db plain = new Db(old, 2)) {
            plain.update("insert into candles select 'X', '1m', 1383264000000 + n * 86400000::bigint, 1, 2, 0.1,"
                            + " 'NaN', n, n, 0 from generate_series(-40, 40) n")
                    .block(PATIENCE);
            plain.update("insert into indicator_rows values ('X', '1m', 1383264000000, 0, 7, ',1.5')")
                    .block(PATIENCE);
            plain.update("insert into fusion values ('X', '1m', 1383264000000, 1, 1, 'BUY', 1, 0, 5, true, 1, '')")
                    .block(PATIENCE);
        }
        Db.migrate(old);
        try (Db moved = new Db(old, 2)) {
            List<Candle> rows = new CandleStore(moved)
                    .before("X", "1m", Long.MAX_VALUE, 500)
                    .collectList()
                    .block(PATIENCE);
            assertThat(rows).hasSize(81);
            assertThat(rows.getFirst().trades()).isEqualTo(40);
            assertThat(rows.getFirst().close()).isNaN();
            assertThat(moved.query("select count(*) as n from candles_2013_11", r -> Db.int64(r, "n"))
                            .single()
                            .block(PATIENCE))
                    .isEqualTo(30);
            assertThat(moved.query("select count(*) as n from fusion_2013_11", r -> Db.int64(r, "n"))
                            .single()
                            .block(PATIENCE))
                    .isEqualTo(1);
        }
    }
}
