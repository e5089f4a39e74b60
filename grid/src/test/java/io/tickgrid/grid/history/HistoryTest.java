package io.tickgrid.grid.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.db.Months;
import io.tickgrid.grid.db.TestDatabase;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.fusion.FusionStore;
import io.tickgrid.grid.history.History.Archived;
import io.tickgrid.grid.history.HistoryProgress.Step;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.indicator.IndicatorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final YearMonth FIRST = YearMonth.of(2013, 10);
    private static final int MONTHS = 4;
    private static final int ROWS_A_MONTH = 50;
    private static final long HOUR = 3_600_000;
    private static final HistoryProgress QUIET = (step, table, month, rows) -> {};

    @TempDir
    Path directory;

    private DbUrl url;
    private Db db;
    private CandleStore candles;
    private IndicatorStore indicators;
    private FusionStore fusion;

    @BeforeEach
    void fill() {
        url = TestDatabase.migrated();
        db = new Db(url, 4);
        candles = new CandleStore(db);
        indicators = new IndicatorStore(db);
        fusion = new FusionStore(db);
        Random random = new Random(7);
        List<Candle> bars = new ArrayList<>();
        List<IndicatorRow> values = new ArrayList<>();
        List<FusionStore.Judgement> scores = new ArrayList<>();
        List<String> columns = List.of("rsi_14", "macd_12_26_9_signal");
        for (int m = 0; m < MONTHS; m++) {
            for (int n = 0; n < ROWS_A_MONTH; n++) {
                long open = Months.startMs(FIRST.plusMonths(m)) + n * HOUR;
                bars.add(new Candle(
                        "BITSTAMP:BTC/USD",
                        n % 5 == 0 ? "v1000" : "1h",
                        open,
                        anyDouble(random),
                        anyDouble(random),
                        anyDouble(random),
                        anyDouble(random),
                        anyDouble(random),
                        random.nextLong(),
                        random.nextInt(3),
                        true));
                values.add(new IndicatorRow(
                        "BITSTAMP:BTC/USD", "1h", open, 0, true, columns, new double[] {anyDouble(random), Double.NaN
                        }));
                scores.add(new FusionStore.Judgement(
                        new FusionRow(
                                "BITSTAMP:BTC/USD", "1h", open, anyDouble(random), 0.5, "BUY", 1, 0, 5, true, 1, true),
                        n % 2 == 0 ? "" : "a \"quoted\", text\nof two lines"));
            }
        }
        candles.upsert(bars).block(PATIENCE);
        indicators.putSet(-42, columns).block(PATIENCE);
        indicators.upsert(-42, values).block(PATIENCE);
        fusion.insert(scores).block(PATIENCE);
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** Of all bits: subnormal, huge, negative zero, infinite and no number at all. */
    private static double anyDouble(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> Double.MIN_VALUE;
            case 4 -> 800 + random.nextInt(10_000) / 100.0;
            default -> Double.longBitsToDouble(random.nextLong());
        };
    }

    private <T> T with(java.util.function.Function<History, T> work) {
        try (History history = History.open(url)) {
            return work.apply(history);
        }
    }

    private List<Archived> archive(YearMonth before) {
        return with(h -> h.archive(before, directory, QUIET));
    }

    /** Everything that PostgreSQL holds, doubles by their bits. */
    private List<String> contents() {
        String bars = "select instrument || frame || open_time_ms || encode(float8send(open) || float8send(high) ||"
            + " float8send(low) || float8send(close) || float8send(volume), 'hex') || trades || '#' || revision as x"
            + " from candles";
        String values =
                "select instrument || frame || open_time_ms || '#' || revision || '#' || layout_hash || vals as x"
                        + " from indicator_rows";
        String scores =
                "select instrument || frame || open_time_ms || encode(float8send(score) || float8send(confidence) ||"
                    + " float8send(agreement) || float8send(conflict), 'hex') || recommendation || voters || quorum ||"
                    + " weight_set_version || opinions as x from fusion";
        return Stream.of(bars, values, scores)
                .flatMap(sql -> db
                        .query("select x from (" + sql + ") as t order by x", row -> Db.text(row, "x"))
                        .collectList()
                        .block(PATIENCE)
                        .stream())
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(f -> f.toString().endsWith(".csv.gz")
                            && !f.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restoreAll() {
        for (Path file : files()) {
            if (Files.exists(Manifest.beside(file))) {
                with(h -> h.restore(file));
            }
        }
    }

    private static Candle bar(long open, int revision) {
        return new Candle("BITSTAMP:BTC/USD", "1h", open, 1, 2, 0.5, 1.5, 3, 4, revision, true);
    }

    private long count(String from) {
        return Objects.requireNonNull(db.query("select count(*) as n from " + from, row -> Db.int64(row, "n"))
                .single()
                .block(PATIENCE));
    }

    @Test
    void eachMonthOfEachTableIsListedWithRowsAndBytes() {
        List<HistoryMonth> months = with(History::list);
        assertThat(months).hasSize(MONTHS * 3).allSatisfy(m -> {
            assertThat(m.rows()).isEqualTo(ROWS_A_MONTH);
            assertThat(m.bytes()).isPositive();
            assertThat(m.detached()).isFalse();
        });
        assertThat(months.getFirst().month()).isEqualTo(FIRST);
    }

    @Test
    void whatIsRestoredIsWhatWasArchivedBitForBit() {
        List<String> before = contents();
        List<Archived> archived = archive(FIRST.plusMonths(2));
        assertThat(archived).hasSize(6).allSatisfy(a -> assertThat(a.rows()).isEqualTo(ROWS_A_MONTH));
        assertThat(count("candles")).isEqualTo(2 * ROWS_A_MONTH);
        assertThat(candles.before("BITSTAMP:BTC/USD", "1h", Long.MAX_VALUE, 500)
                        .collectList()
                        .block(PATIENCE))
                .as("queries end where the archive begins")
                .hasSize(2 * ROWS_A_MONTH * 4 / 5);
        db.update("delete from indicator_sets").block(PATIENCE);
        restoreAll();
        assertThat(contents()).isEqualTo(before);
        assertThat(count("indicator_sets where layout_hash = -42")).isEqualTo(1);
        restoreAll();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void anEmptyDatabaseTakesWhatAnotherArchived() {
        List<String> before = contents();
        archive(FIRST.plusMonths(MONTHS));
        assertThat(contents()).isEmpty();
        db.close();
        url = TestDatabase.migrated();
        db = new Db(url, 4);
        restoreAll();
        assertThat(contents()).isEqualTo(before);
        assertThat(new IndicatorStore(db)
                        .before("BITSTAMP:BTC/USD", "1h", Long.MAX_VALUE, 1)
                        .blockFirst(PATIENCE)
                        .columns())
                .containsExactly("rsi_14", "macd_12_26_9_signal");
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Ends the archive after the step of each table in turn: the connection goes, files stay as they are. */
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"COPYING"},
            mode = EnumSource.Mode.EXCLUDE)
    void anArchiveThatIsKilledAfterAnyStepLosesNothingAndIsFinishedByTheNext(Step step) {
        List<String> before = contents();
        Set<String> killed = new HashSet<>();
        boolean done = false;
        while (!done) {
            try {
                with(h -> h.archive(FIRST.plusMonths(2), directory, (s, table, month, rows) -> {
                    if (s == step && killed.add(table + " " + month)) {
                        throw new Killed();
                    }
                }));
                done = true;
            } catch (Killed e) {
                assertNothingIsLost(before);
            }
        }
        assertThat(killed).hasSize(6);
        assertThat(files()).hasSize(6);
        assertThat(count("pg_class where relname like '%detached%' and relkind = 'r'"))
                .isZero();
        restoreAll();
        assertThat(contents()).isEqualTo(before);
    }

    /** Each row is in PostgreSQL, attached or detached, or in a complete file. */
    private void assertNothingIsLost(List<String> before) {
        DbUrl elsewhere = TestDatabase.migrated();
        Set<String> found = new HashSet<>(contents());
        for (HistoryMonth m : with(History::list)) {
            if (m.detached()) {
                assertThat(m.rows()).isEqualTo(ROWS_A_MONTH);
            }
        }
        Db own = db;
        DbUrl ownUrl = url;
        long detached = with(History::list).stream()
                .filter(HistoryMonth::detached)
                .mapToLong(HistoryMonth::rows)
                .sum();
        try (Db other = new Db(elsewhere, 2)) {
            db = other;
            url = elsewhere;
            restoreAll();
            found.addAll(contents());
        } finally {
            db = own;
            url = ownUrl;
        }
        assertThat(found.size() + detached).isGreaterThanOrEqualTo(before.size());
        if (detached == 0) {
            assertThat(found).containsAll(before);
        }
    }

    @Test
    void aBarThatIsRestatedWhileItsMonthIsArchivedIsInTheFile() {
        Candle restated = bar(Months.startMs(FIRST) + HOUR, 9);
        List<Archived> archived = with(h -> h.archive(FIRST.plusMonths(1), directory, (s, table, month, rows) -> {
            if (s == Step.MANIFESTED
                    && table == HistoryTable.CANDLES
                    && rows > 0
                    && count("candles where revision = 9") == 0) {
                candles.upsert(List.of(restated)).block(PATIENCE);
            }
        }));
        assertThat(archived).hasSize(4);
        restoreAll();
        assertThat(candles.before(restated.instrument(), "1h", restated.openTimeMs() + 1, 1)
                        .blockFirst(PATIENCE))
                .isEqualTo(restated);
        assertThat(count("candles")).isEqualTo(MONTHS * ROWS_A_MONTH);
    }

    @Test
    void rowsOfAnArchivedMonthThatComeLaterAreKeptAndArchivedIntoAFileOfTheirOwn() {
        long open = Months.startMs(FIRST);
        archive(FIRST.plusMonths(1));
        candles.upsert(List.of(bar(open + HOUR, 7), bar(open + 1, 0))).block(PATIENCE);
        archive(FIRST.plusMonths(1));
        assertThat(files())
                .extracting(f -> f.getFileName().toString())
                .containsExactly(
                        "candles-2013-10.2.csv.gz",
                        "candles-2013-10.csv.gz",
                        "fusion-2013-10.csv.gz",
                        "indicator_rows-2013-10.csv.gz");
        restoreAll();
        assertThat(candles.before("BITSTAMP:BTC/USD", "1h", open + HOUR + 1, 2)
                        .collectList()
                        .block(PATIENCE))
                .containsExactly(bar(open + HOUR, 7), bar(open + 1, 0));
    }

    @Test
    void aRestoredRowGivesWayToAGreaterRevision() {
        archive(FIRST.plusMonths(1));
        Candle newer = bar(Months.startMs(FIRST) + HOUR, 8);
        candles.upsert(List.of(newer)).block(PATIENCE);
        Path file = directory.resolve("candles-2013-10.csv.gz");
        History.Restored restored = with(h -> h.restore(file));
        assertThat(restored.rows()).isEqualTo(ROWS_A_MONTH);
        assertThat(restored.taken()).isEqualTo(ROWS_A_MONTH - 1);
        assertThat(candles.before(newer.instrument(), "1h", newer.openTimeMs() + 1, 1)
                        .blockFirst(PATIENCE))
                .isEqualTo(newer);
    }

    @Test
    void aDamagedFileIsRefusedAndNothingIsChanged() throws IOException {
        archive(FIRST.plusMonths(1));
        Path file = directory.resolve("candles-2013-10.csv.gz");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> with(h -> h.restore(file)))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("is damaged");
        Files.delete(Manifest.beside(file));
        assertThatThrownBy(() -> with(h -> h.restore(file))).hasMessageContaining("its manifest");
        assertThat(count("candles")).isEqualTo((MONTHS - 1) * ROWS_A_MONTH);
    }

    @Test
    void aMonthIsNotDroppedWhereTheFileCannotBeWritten() throws IOException {
        Path inTheWay = Files.writeString(directory.resolve("a-file"), "x");
        Supplier<List<Archived>> archive = () -> with(h -> h.archive(FIRST.plusMonths(1), inTheWay, QUIET));
        assertThatThrownBy(archive::get).isInstanceOf(HistoryException.class).hasMessageContaining("cannot make");
        assertThat(count("candles")).isEqualTo(MONTHS * ROWS_A_MONTH);
    }

    @Test
    void oneCommandWorksAtATime() {
        try (History other = History.open(url)) {
            other.archive(FIRST.plusMonths(1), directory, (s, table, month, rows) -> {
                if (s == Step.WRITTEN) {
                    assertThatThrownBy(() -> archive(FIRST.plusMonths(1)))
                            .hasMessageContaining("another history command works");
                }
            });
        }
        assertThat(count("candles")).isEqualTo((MONTHS - 1) * ROWS_A_MONTH);
    }

    @Test
    void oneBarFarInTheFutureCostsOneMonthAndNotAll() {
        candles.upsert(List.of(bar(Months.startMs(YearMonth.of(2190, 5)), 0))).block(PATIENCE);
        Optional<YearMonth> three = with(h -> h.oldestOfNewest(3));
        assertThat(three).contains(FIRST.plusMonths(2));
        Optional<YearMonth> all = with(h -> h.oldestOfNewest(50));
        assertThat(all).contains(FIRST);
    }

    @Test
    void deletedMonthsAreGoneAndTheRestIsNot() {
        List<Archived> deleted = with(h -> h.delete(FIRST.plusMonths(3), QUIET));
        assertThat(deleted).hasSize(9).allSatisfy(d -> assertThat(d.file()).isNull());
        assertThat(with(History::list)).hasSize(3);
        assertThat(count("fusion")).isEqualTo(ROWS_A_MONTH);
    }

    @Test
    void anOlderSchemaIsRefused() {
        assertThatThrownBy(() -> History.open(TestDatabase.empty()))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("start this version of the platform on it once");
    }
}
