package io.tickgrid.pipelines.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every failure is one error that names what was expected and found, and leaves the earlier outputs as they were. */
class ReplayErrorsTest {
    @TempDir
    Path directory;

    private Path out;

    @BeforeEach
    void earlierResult() throws IOException {
        out = directory.resolve("out");
        Files.createDirectories(out);
        Files.writeString(out.resolve("candles.csv"), "earlier");
    }

    @Test
    void missingFile() {
        fails(directory.resolve("none.csv"), "expected a file of ticks, found nothing at");
    }

    @Test
    void directoryInsteadOfAFile() {
        fails(directory, "expected a file of ticks, found the directory");
    }

    @Test
    void emptyFile() throws IOException {
        fails(file(""), "expected a header row ts_ms_utc,price,size or ts_ms_utc,bid,ask, found an empty file");
    }

    @Test
    void headerOnly() throws IOException {
        fails(file("ts_ms_utc,price,size\n\n"), "expected rows below the header, found none");
    }

    @Test
    void missingColumns() throws IOException {
        fails(file("ts_ms_utc,price,amount\n1,1,1\n"), "with column size once, found 'ts_ms_utc,price,amount'");
        fails(file("timestamp,price,size\n1,1,1\n"), "with column ts_ms_utc once");
        fails(file("ts_ms_utc,bid\n1,1\n"), "with column ask once");
        fails(file("ts_ms_utc,ts_ms_utc,bid,ask\n1,1,1,1\n"), "with column ts_ms_utc once");
        fails(file("1385337600000,800.01,0.1\n"), "with column ts_ms_utc once, found '1385337600000,800.01,0.1'");
    }

    @Test
    void binaryFile() throws IOException {
        Path file = directory.resolve("ticks.parquet");
        byte[] bytes = new byte[4096];
        new Random(1).nextBytes(bytes);
        bytes[0] = 'P';
        bytes[1] = 0;
        Files.write(file, bytes);
        fails(file, "found binary data beginning with 50 00");
    }

    @Test
    void endlessLine() throws IOException {
        Path file = directory.resolve("long.csv");
        byte[] bytes = new byte[LineReader.MAX_LINE_BYTES * 2];
        Arrays.fill(bytes, (byte) 'x');
        Files.write(file, bytes);
        fails(file, "expected lines of at most 65536 bytes, found a longer one");
    }

    @Test
    void gzipThatIsCutOff() throws IOException {
        StringBuilder csv = new StringBuilder("ts_ms_utc,price,size\n");
        Random random = new Random(2);
        for (int i = 0; i < 50_000; i++) {
            csv.append(i * 1000L).append(',').append(100 + random.nextDouble()).append(",1\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(csv.toString().getBytes(StandardCharsets.UTF_8));
        }
        Path file = directory.resolve("cut.csv.gz");
        Files.write(file, Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
        fails(file, "found it cut off or damaged after line");
        byte[] damaged = bytes.toByteArray();
        damaged[damaged.length - 6] ^= 1;
        Files.write(file, damaged);
        fails(file, "found it cut off or damaged after line 50001");
    }

    @Test
    void outputThatIsNoDirectory() throws IOException {
        Path file = file("ts_ms_utc,price,size\n1,1,1\n");
        assertThatThrownBy(() -> replay(file, out.resolve("candles.csv")))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("expected to write");
    }

    private Path file(String text) throws IOException {
        Path file = directory.resolve("ticks.csv");
        Files.writeString(file, text);
        return file;
    }

    private void fails(Path file, String message) {
        assertThatThrownBy(() -> replay(file, out))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining(message);
        assertThat(out).isDirectoryContaining(path -> path.endsWith("candles.csv"));
        assertThat(out.toFile().list()).containsExactly("candles.csv");
        assertThat(out.resolve("candles.csv")).hasContent("earlier");
    }

    private static void replay(Path file, Path out) {
        Replay.run(
                new ReplayOptions(
                        file,
                        "S",
                        out,
                        ReplayOptions.DEFAULT_FRAMES,
                        5_000_000_000L,
                        Double.NaN,
                        SessionCalendar.ALWAYS),
                new StringBuilder());
    }
}
