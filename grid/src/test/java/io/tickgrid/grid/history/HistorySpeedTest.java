package io.tickgrid.grid.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.db.Months;
import io.tickgrid.grid.db.TestDatabase;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What partitions cost the writer, beside one plain table in the same PostgreSQL; prints rows a second. */
class HistorySpeedTest {
    private static final int BATCH = 2_000;
    private static final int BATCHES = 16;
    private static final int MONTHS = 24;
    /** Time enough for a busy machine; the figures say the rest. */
    private static final double SLOWEST = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Half of the batches lie in the newest month, as live ones do, the others in all months. */
    private static List<Candle> batch(int n) {
        YearMonth newest = YearMonth.of(2013, 11);
        return IntStream.range(0, BATCH)
                .mapToObj(i -> {
                    YearMonth month = n % 2 == 0 ? newest : newest.minusMonths(i % MONTHS);
                    long open = Months.startMs(month) + (n * 20L + i / 100) * 60_000;
                    return new Candle("SIM:" + i % 100, "1m", open, 800.1, 800.5, 799.25, 800.2, 1.5, 10, 0, true);
                })
                .toList();
    }

    private static double rowsASecond(CandleStore store, List<List<Candle>> batches) {
        long start = System.nanoTime();
        batches.forEach(b -> store.upsert(b).block(PATIENCE));
        return batches.size() * (double) BATCH * 1e9 / (System.nanoTime() - start);
    }

    @Test
    void monthsCostTheWriterLittle() {
        DbUrl months = TestDatabase.migrated();
        DbUrl whole = TestDatabase.migrated();
        List<List<Candle>> batches =
                IntStream.range(0, BATCHES).mapToObj(HistorySpeedTest::batch).toList();
        try (Db inMonths = new Db(months, 2);
                Db inOne = new Db(whole, 2)) {
            // the table as it was before there were months
            inOne.update("create table one (like candles including all)").block(PATIENCE);
            inOne.update("drop table candles").block(PATIENCE);
            inOne.update("alter table one rename to candles").block(PATIENCE);
            inOne.update("create or replace function make_history_month(at_ms bigint) returns void language sql as ''")
                    .block(PATIENCE);
            List<Double> before = new ArrayList<>();
            List<Double> after = new ArrayList<>();
            for (String kind : List.of("inserted", "written again", "written again")) {
                before.add(rowsASecond(new CandleStore(inOne), batches));
                after.add(rowsASecond(new CandleStore(inMonths), batches));
                System.out.printf(
                        "candles %s, %,d a batch: one table %,.0f rows/s, %d months %,.0f rows/s%n",
                        kind, BATCH, before.getLast(), MONTHS, after.getLast());
            }
            assertThat(after.getLast()).isGreaterThan(before.getLast() / SLOWEST);
        }
    }
}
