package io.tickgrid.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.local.LocalPostgres;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.db.Db;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history commands on the PostgreSQL of a data directory, which they find by themselves. */
class HistoryCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NOVEMBER = Instant.parse("2013-11-01T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000;

    @TempDir
    static Path directory;

    private static LocalPostgres postgres;
    private static Db db;

    private record Result(int code, String out, String err) {}

    private static Result history(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] all = new String[arguments.length + 1];
        all[0] = "history";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].toString();
        }
        int code = Main.run(out, err, all);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @BeforeAll
    static void start() throws Exception {
        postgres = LocalPostgres.start(directory.toRealPath());
        Db.migrate(postgres.url());
        db = new Db(postgres.url(), 2);
        // 30 days of November, 31 of December, 29 of January
        new CandleStore(db)
                .upsert(IntStream.range(0, 90)
                        .mapToObj(n -> new Candle("X", "1d", NOVEMBER + n * DAY, 1, 2, 0.5, 1.5, 3, 4, 0, true))
                        .toList())
                .block(PATIENCE);
    }

    @AfterAll
    static void stop() throws Exception {
        db.close();
        postgres.close();
    }

    private static List<String> lines(Result result) {
        return result.out().lines().map(l -> l.strip().replaceAll(" +", " ")).toList();
    }

    @Test
    void monthsAreListedArchivedAndBroughtBack() {
        Result listed = history("list", "--data-dir", directory);
        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(lines(listed)).hasSize(10).anyMatch(l -> l.startsWith("2013-11 candles 30 "));
        Result json = history("list", "--data-dir", directory, "--json");
        assertThat(json.out()).contains("\"month\" : \"2013-12\"", "\"rows\" : 31", "\"detached\" : false");

        Path files = directory.resolve("archive");
        Result archived = history("archive", "--data-dir", directory, "--before", "2013-12", "--to", files);
        assertThat(archived.code()).as(archived.err()).isZero();
        Path file = files.resolve("candles-2013-11.csv.gz");
        assertThat(lines(archived)).contains("2013-11 candles 30 " + file, "2013-11 fusion 0 -");
        assertThat(archived.err())
                .contains("tickgrid: 2013-11 candles: 30 rows written and read again")
                .contains("tickgrid: 2013-11 candles: 30 rows removed from PostgreSQL");
        assertThat(lines(history("list", "--data-dir", directory))).hasSize(7);

        Result restored = history("restore", "--data-dir", directory, "--from", file);
        assertThat(lines(restored)).containsExactly("MONTH TABLE ROWS TAKEN", "2013-11 candles 30 30");
        assertThat(lines(history("restore", "--data-dir", directory, "--from", file)))
                .contains("2013-11 candles 30 0");

        Result retained =
                history("retain", "--postgres", withPassword(), "--months", "2", "--to", directory.resolve("retained"));
        assertThat(lines(retained)).anyMatch(l -> l.startsWith("2013-11 candles 30 "));
        assertThat(lines(history("retain", "--data-dir", directory, "--months", "2", "--delete")))
                .containsExactly("MONTH TABLE ROWS FILE");
        assertThat(lines(history("retain", "--data-dir", directory, "--months", "1", "--delete")))
                .contains("2013-12 candles 31 -");
        assertThat(lines(history("list", "--data-dir", directory))).hasSize(4);
    }

    private static String withPassword() {
        return postgres.url()
                .toString()
                .replace("postgres@", "postgres:" + postgres.url().password() + "@");
    }

    @Test
    void mistakesAreOneLineAndTheRightExitCode() {
        assertFailure(history("archive", "--before", "November", "--to", directory), 2, "--before", "2013-11");
        assertFailure(history("retain", "--data-dir", directory, "--months", "0", "--delete"), 2, "--months");
        assertFailure(history("retain", "--data-dir", directory, "--months", "3"), 2, "--to");
        assertFailure(
                history("list", "--data-dir", directory.resolve("elsewhere")), 1, "no PostgreSQL runs", "--postgres");
        assertFailure(history("list", "--postgres", "postgres://nobody@127.0.0.1:1/x"), 1, "PostgreSQL says");
        assertFailure(history("list", "--postgres", "jdbc:postgresql:x"), 2, "expected postgres://");
        Result missing = history("restore", "--data-dir", directory, "--from", directory.resolve("no.csv.gz"));
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no such file");
    }

    private static void assertFailure(Result result, int code, String... words) {
        assertThat(result.err()).contains(words).startsWith("tickgrid: ").doesNotContain("\tat ", "Exception");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(code);
    }
}
