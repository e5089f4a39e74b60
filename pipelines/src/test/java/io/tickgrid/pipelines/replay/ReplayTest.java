package io.tickgrid.pipelines.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.candle.TimeFrame;
import io.tickgrid.pipelines.engine.ActivityOracle;
import io.tickgrid.pipelines.engine.Ledger;
import io.tickgrid.pipelines.engine.TestTicks;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import io.tickgrid.pipelines.indicator.OutputColumn;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    private final StringBuilder progress = new StringBuilder();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BTCUSD_bitstamp_trades_20131125.csv.gz",
                "IBM_trades_20131007-11.csv.gz",
                "IBM_quotes_20131007.csv.gz",
                "EURUSD_oanda_quotes_20140501-02.csv.gz",
                "XAUUSD_oanda_quotes_20140501.csv.gz"
            })
    void candlesOfRecordedTicksEqualAPlainComputationInDecimals(String name) throws IOException {
        Path file = recorded(name);
        assumeTrue(Files.isRegularFile(file), () -> "no recorded ticks at " + file);
        Ledger ledger = run(file, "X:" + name, "1m,5m,1h");
        for (String text : List.of("1m", "5m", "1h")) {
            TimeFrame frame = TimeFrame.parse(text);
            ReplayOracle oracle = ReplayOracle.of(file, frame);
            check(oracle, candles(frame), frame);
            assertThat(ledger).isEqualTo(new Ledger(oracle.rows, oracle.rows - oracle.dead, 0, 0, 0, oracle.dead));
        }
    }

    @Test
    void candlesOfTheTradesInTheJarEqualAPlainComputationInDecimals() throws IOException {
        Path file = trades(TestTicks.bitstamp(100_000));
        Ledger ledger = run(file, "BITSTAMP:BTC/USD", "1m,15m");
        assertThat(ledger.in()).isGreaterThan(99_000).isEqualTo(ledger.used());
        for (String text : List.of("1m", "15m")) {
            check(ReplayOracle.of(file, TimeFrame.parse(text)), candles(Frame.parse(text)), TimeFrame.parse(text));
        }
        assertThat(lines("signals.csv")).hasSizeGreaterThan(1);
        assertThat(lines("signals.csv").get(1))
                .matches(
                        "BITSTAMP:BTC/USD,1m,(\\d+),BITSTAMP:BTC/USD\\|1m\\|\\1\\|(BUY|SELL),\\2,[-0-9.E]+,[0-9.]+,[0-9.]+,[0-9.]+,[0-9.]+;[0-9.]+");
    }

    private static void check(ReplayOracle oracle, Map<Long, String[]> candles, TimeFrame frame) {
        assertThat(candles.keySet()).isEqualTo(oracle.bars.keySet());
        oracle.bars.forEach((open, bar) -> {
            String[] row = candles.get(open);
            assertThat(row[3]).isEqualTo(Double.toString(bar.open().doubleValue()));
            assertThat(row[4]).isEqualTo(Double.toString(bar.high().doubleValue()));
            assertThat(row[5]).isEqualTo(Double.toString(bar.low().doubleValue()));
            assertThat(row[6]).isEqualTo(Double.toString(bar.close().doubleValue()));
            assertThat(row[7]).isEqualTo(Double.toString(bar.volume().doubleValue()));
            assertThat(row[8]).isEqualTo(Long.toString(bar.trades()));
            assertThat(row[9]).isEqualTo("0");
            assertThat(row[10]).isEqualTo(Boolean.toString(open + frame.lengthMs() <= oracle.lastTimeMs));
        });
    }

    /** The rows of a second are a total order here: one source, numbered by its lines. */
    @Test
    void barsByActivityOfTheTradesInTheJarEqualAPlainComputationInDecimals() throws IOException {
        List<TestTicks.Tick> ticks = TestTicks.bitstamp(100_000);
        Ledger ledger = run(trades(ticks), "BITSTAMP:BTC/USD", "1m,v100,$250000.5");
        assertThat(ledger).isEqualTo(new Ledger(ticks.size(), ticks.size(), 0, 0, 0, 0));
        check(
                ReplayOracle.of(directory.resolve("trades.csv"), TimeFrame.parse("1m")),
                candles(Frame.parse("1m")),
                TimeFrame.parse("1m"));
        for (String text : List.of("v100", "$250000.5")) {
            List<ActivityOracle.Bar> bars = ActivityOracle.bars(text, ticks);
            List<String> expected = new ArrayList<>();
            for (ActivityOracle.Bar bar : bars) {
                expected.add(String.join(
                        ",",
                        "BITSTAMP:BTC/USD",
                        text,
                        Long.toString(bar.openMs()),
                        Double.toString(bar.open()),
                        Double.toString(bar.high()),
                        Double.toString(bar.low()),
                        Double.toString(bar.close()),
                        Double.toString(bar.volume().doubleValue()),
                        Long.toString(bar.trades()),
                        "0",
                        Boolean.toString(bar.closed())));
            }
            assertThat(lines("candles.csv").stream().filter(line -> line.contains("," + text + ",")))
                    .containsExactlyElementsOf(expected);
            long closed = bars.stream().filter(ActivityOracle.Bar::closed).count();
            assertThat(closed).isGreaterThan(300);
            assertThat(cells("fusion.csv").stream().filter(row -> row[1].equals(text)))
                    .hasSize((int) closed);
            long warmup = 0;
            for (OutputColumn column : IndicatorSet.of(Indicators.demo(), 1).columns()) {
                warmup += Math.min(closed, column.warmup());
            }
            assertThat(cells("indicators.csv").stream().filter(row -> row[1].equals(text)))
                    .hasSize((int) (closed * 31 - warmup));
            assertThat(bars.stream().mapToLong(ActivityOracle.Bar::trades).sum())
                    .isEqualTo(ledger.used());
        }
        assertThat(lines("signals.csv")).anyMatch(line -> line.startsWith("BITSTAMP:BTC/USD,v100,"));
    }

    @Test
    void shuffledRowsWithinLatenessGiveTheSameValuesAndABalancedLedger() throws IOException {
        List<TestTicks.Tick> ticks = TestTicks.bitstamp(20_000);
        run(trades(ticks), "BTC", "1m,5m");
        Map<Long, String[]> expected = candles(Frame.parse("1m"));
        List<String> rows = lines("indicators.csv");
        List<TestTicks.Tick> shuffled = new ArrayList<>(ticks);
        Random random = new Random(3);
        for (int i = 0; i + 8 < shuffled.size(); i += 8) {
            List<TestTicks.Tick> part = shuffled.subList(i, i + 8);
            if (part.getLast().timeNs() - part.getFirst().timeNs() <= 60 * SECOND) {
                Collections.shuffle(part, random);
            }
        }
        shuffled.add(shuffled.get(shuffled.size() - 5));
        Path file = directory.resolve("shuffled.csv");
        Files.writeString(file, csv(shuffled, true));
        Ledger ledger = Replay.run(
                new ReplayOptions(
                        file,
                        "BTC",
                        out(),
                        ReplayOptions.parseFrames("1m,5m"),
                        60 * SECOND,
                        Double.NaN,
                        SessionCalendar.ALWAYS),
                progress);
        assertThat(ledger.used()).isEqualTo(ticks.size());
        assertThat(ledger.duplicate()).isEqualTo(1);
        assertThat(ledger.restated()).isPositive();
        Map<Long, String[]> found = candles(Frame.parse("1m"));
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((open, row) -> {
            row[9] = "0";
            assertThat(row).containsExactly(expected.get(open));
        });
        assertThat(lines("indicators.csv")).isEqualTo(rows);
    }

    @Test
    void outputsHaveTheirHeadersAndAreSortedByFrameOpenTimeAndName() throws IOException {
        run(trades(TestTicks.bitstamp(30_000)), "BTC", "1h,5m,1m");
        assertThat(lines("candles.csv").getFirst())
                .isEqualTo("symbol,frame,open_time_ms,open,high,low,close,volume,trades,revision,closed");
        assertThat(lines("indicators.csv").getFirst()).isEqualTo("symbol,frame,open_time_ms,indicator,output,value");
        assertThat(lines("opinions.csv").getFirst())
                .isEqualTo("symbol,frame,open_time_ms,agent,direction,confidence,reasons");
        assertThat(lines("fusion.csv").getFirst())
                .isEqualTo("symbol,frame,open_time_ms,score,confidence,recommendation");
        assertThat(lines("signals.csv").getFirst())
                .isEqualTo("symbol,frame,open_time_ms,id,side,score,confidence,entry,stop,targets");
        for (String file : List.of("candles.csv", "indicators.csv", "opinions.csv", "fusion.csv", "signals.csv")) {
            List<String[]> rows = cells(file);
            assertThat(rows)
                    .isNotEmpty()
                    .isSortedAccordingTo(Comparator.comparing((String[] row) -> Frame.parse(row[1]))
                            .thenComparing(row -> Long.parseLong(row[2]))
                            .thenComparing(row -> file.equals("indicators.csv") ? splitName(row) : row[3]));
            assertThat(rows).allSatisfy(row -> assertThat(row[0]).isEqualTo("BTC"));
        }
        assertThat(lines("ledger.json"))
                .containsExactly("{\"in\":30000,\"used\":30000,\"restated\":0,\"late\":0,\"duplicate\":0,\"dead\":0}");
        try (var files = Files.list(out())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "candles.csv",
                            "indicators.csv",
                            "opinions.csv",
                            "fusion.csv",
                            "signals.csv",
                            "ledger.json");
        }
    }

    @Test
    void everyWarmIndicatorValueHasItsRowAndColdOnesHaveNone() throws IOException {
        run(trades(TestTicks.bitstamp(30_000)), "BTC", "1m");
        long closed = candles(Frame.parse("1m")).values().stream()
                .filter(row -> row[10].equals("true"))
                .count();
        long expected = 0;
        for (OutputColumn column : IndicatorSet.of(Indicators.demo(), 1).columns()) {
            expected += Math.max(0, closed - column.warmup());
        }
        assertThat(cells("indicators.csv")).hasSize((int) expected);
        assertThat(lines("indicators.csv")).anyMatch(line -> line.contains(",\"macd(") && line.contains("macd_hist,"));
    }

    @Test
    void badRowsAreReportedWithTheirLineNumbersAndCountedNeverGuessed() throws IOException {
        Path file = directory.resolve("bad.csv");
        Files.writeString(file, """
            venue,ts_ms_utc,price,size
            a,1000,10,1
            a,x,10,1
            a,1001,,1
            a,1002,10
            a,1003,10,1,9
            a,1004,-1,1
            a,1005,NaN,1
            a,1006,10,-0.5
            a,1007,1d,1
            a,1008,10,0.0000000000000000001
            a,1e40,10,1

            "a, b", 1009.5 ,"11",2.50
            a,-1,10,1
            a,0.5,10,1
            """);
        Ledger ledger = run(file, "S", "1m");
        assertThat(ledger).isEqualTo(new Ledger(14, 3, 0, 0, 0, 11));
        for (String line : List.of(
                "line 3: MALFORMED: record cannot be read as a tick: expected ts_ms_utc to be milliseconds, found 'x'",
                "line 4: MALFORMED",
                "line 5: MALFORMED: record cannot be read as a tick: expected 4 columns, found 3",
                "line 6: MALFORMED",
                "line 7: NON_POSITIVE_PRICE: price is not positive: found price -1.0 at 1004 ms",
                "line 8: NON_FINITE_PRICE",
                "line 9: NEGATIVE_SIZE",
                "line 10: MALFORMED",
                "line 11: SIZE_OUT_OF_RANGE",
                "line 12: IMPOSSIBLE_TIME",
                "line 15: IMPOSSIBLE_TIME")) {
            assertThat(progress).contains(line);
        }
        assertThat(lines("candles.csv"))
                .containsExactly(
                        "symbol,frame,open_time_ms,open,high,low,close,volume,trades,revision,closed",
                        "S,1m,0,10.0,11.0,10.0,11.0,4.5,3,0,false");
    }

    @Test
    void sequenceColumnDecidesWhatIsADuplicate() throws IOException {
        Path file = directory.resolve("seq.csv");
        Files.writeString(file, """
            seq,ts_ms_utc,price,size
            7,1000,10,1
            7,1000,10,1
            ,1000,10,1
            ,1000,10,1
            8,1000,10,1
            1.5,1000,10,1
            """);
        assertThat(run(file, "S", "1m")).isEqualTo(new Ledger(6, 4, 0, 0, 1, 1));
    }

    @Test
    void lateAndBandedRowsAreRefused() throws IOException {
        Path file = directory.resolve("late.csv");
        Files.writeString(file, "ts_ms_utc,price,size\n100000,10,1\n94999,10,1\n95000,10,1\n100001,10.6,1\n");
        Ledger ledger = Replay.run(
                new ReplayOptions(
                        file, "S", out(), ReplayOptions.parseFrames("1m"), 5 * SECOND, 5, SessionCalendar.ALWAYS),
                progress);
        assertThat(ledger).isEqualTo(new Ledger(4, 2, 0, 1, 0, 1));
        assertThat(progress).contains("line 3: LATE").contains("line 5: PRICE_BAND");
    }

    @Test
    void gzipIsKnownByItsBytesAndNotByItsName() throws IOException {
        String csv = "\uFEFFts_ms_utc,bid,ask\r\n1000,1,2\r\n2000,3,3\r\n";
        Path gz = directory.resolve("ticks.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write(csv.getBytes("UTF-8"));
        }
        Path plain = directory.resolve("ticks.csv.gz");
        Files.writeString(plain, csv);
        for (Path file : List.of(gz, plain)) {
            run(file, "S", "1m");
            assertThat(lines("candles.csv").get(1)).isEqualTo("S,1m,0,1.5,3.0,1.5,3.0,0.0,2,0,false");
        }
    }

    @Test
    void manyBadRowsAreSummed() throws IOException {
        Path file = directory.resolve("many.csv");
        Files.writeString(file, "ts_ms_utc,price,size\n" + "1,0,1\n".repeat(150));
        run(file, "S", "1m");
        assertThat(progress)
                .contains("line 101: NON")
                .doesNotContain("line 102: NON")
                .contains("50 more rows: NON");
    }

    @Test
    void optionsOutOfRangeSayWhatWasExpected() {
        assertThat(ReplayOptions.parseSpan("lateness", "5s")).isEqualTo(5 * SECOND);
        assertThat(ReplayOptions.parseSpan("lateness", "250ms")).isEqualTo(SECOND / 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayOptions.parseSpan("lateness", "5"))
                .withMessageContaining("such as 5s, was '5'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayOptions.parseFrames("1m,"))
                .withMessageContaining("was ''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReplayOptions(
                        directory,
                        "S",
                        directory,
                        ReplayOptions.parseFrames("1m,1m"),
                        0,
                        Double.NaN,
                        SessionCalendar.ALWAYS))
                .withMessageContaining("each once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReplayOptions(
                        directory, " ", directory, ReplayOptions.DEFAULT_FRAMES, 0, Double.NaN, SessionCalendar.ALWAYS))
                .withMessageContaining("symbol");
    }

    private Ledger run(Path file, String symbol, String frames) {
        return Replay.run(
                new ReplayOptions(
                        file,
                        symbol,
                        out(),
                        ReplayOptions.parseFrames(frames),
                        5 * SECOND,
                        Double.NaN,
                        SessionCalendar.ALWAYS),
                progress);
    }

    private Path out() {
        return directory.resolve("out");
    }

    private Path trades(List<TestTicks.Tick> ticks) throws IOException {
        Path file = directory.resolve("trades.csv");
        Files.writeString(file, csv(ticks, false));
        return file;
    }

    private static String csv(List<TestTicks.Tick> ticks, boolean numbered) {
        StringBuilder text = new StringBuilder("ts_ms_utc,price,size").append(numbered ? ",seq\n" : "\n");
        for (TestTicks.Tick tick : ticks) {
            text.append(tick.timeNs() / 1_000_000)
                    .append(',')
                    .append(tick.price())
                    .append(',')
                    .append(BigDecimal.valueOf(tick.units(), tick.scale()).toPlainString())
                    .append(numbered ? "," + tick.sequence() : "")
                    .append('\n');
        }
        return text.toString();
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(out().resolve(file));
    }

    private List<String[]> cells(String file) throws IOException {
        return lines(file).stream().skip(1).map(line -> line.split(",")).toList();
    }

    /** Indicator and output of a row whose indicator may hold commas between quotes. */
    private static String splitName(String[] row) {
        return String.join(",", List.of(row).subList(3, row.length - 1)).replace("\"", "");
    }

    private Map<Long, String[]> candles(Frame frame) throws IOException {
        Map<Long, String[]> candles = new TreeMap<>();
        for (String[] row : cells("candles.csv")) {
            if (row[1].equals(frame.toString())) {
                candles.put(Long.parseLong(row[2]), row);
            }
        }
        return candles;
    }

    /** Recorded ticks lie beside the repository. */
    private static Path recorded(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && Files.exists(at.getParent().resolve("pom.xml"))) {
            at = at.getParent();
        }
        return at.resolveSibling("shared").resolve("data/ticks").resolve(name);
    }
}
