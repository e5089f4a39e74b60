package io.tickgrid.grid.history;

import io.tickgrid.grid.history.HistoryProgress.Step;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The archive files of a directory: {@code candles-2013-11.csv.gz} with its manifest, and {@code candles-2013-11.2.csv.gz}
 * where rows of that month came after it was archived. A complete file is never written again.
 */
final class ArchiveFiles {
    private static final int BUFFER = 1 << 16;

    private final Path directory;

    /** @throws HistoryException when the directory cannot be made */
    ArchiveFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw failure("make", directory, e);
        }
    }

    /** Where the rows come from. */
    interface Rows {
        /** Writes them as CSV with a header. */
        void writeTo(OutputStream out) throws IOException, SQLException;

        /** As in the manifest; asked after the rows were written, so that none of theirs is missing. */
        Map<Long, String> layouts() throws SQLException;
    }

    /** A complete file that holds exactly these rows; null when there is none. */
    @org.jspecify.annotations.Nullable
    Path find(HistoryTable table, YearMonth month, long rows, String csvSha256) {
        for (Path file : complete(table, month)) {
            Manifest manifest = Manifest.read(Manifest.beside(file));
            if (manifest.rows() == rows && manifest.csvSha256().equals(csvSha256)) {
                verify(file, manifest);
                return file;
            }
        }
        return null;
    }

    boolean hasAny(HistoryTable table, YearMonth month) {
        return !complete(table, month).isEmpty();
    }

    private List<Path> complete(HistoryTable table, YearMonth month) {
        List<Path> files = new ArrayList<>();
        for (int part = 1; ; part++) {
            Path file = name(table, month, part);
            if (!Files.exists(Manifest.beside(file))) {
                return files;
            }
            files.add(file);
        }
    }

    private Path name(HistoryTable table, YearMonth month, int part) {
        return directory.resolve(table.tableName() + "-" + month + (part == 1 ? "" : "." + part) + ".csv.gz");
    }

    /** Writes rows into a new file, reads it again, and only then gives it its name and its manifest. */
    Path write(HistoryTable table, YearMonth month, HistoryProgress progress, Rows rows) throws SQLException {
        Path file = name(table, month, complete(table, month).size() + 1);
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            RowCounter counted = new RowCounter();
            try (FileOutputStream raw = new FileOutputStream(part.toFile())) {
                GZIPOutputStream packed = new GZIPOutputStream(raw, BUFFER);
                rows.writeTo(new Tee(packed, counted, n -> progress.reached(Step.COPYING, table, month, n)));
                packed.finish();
                raw.getFD().sync();
            }
            progress.reached(Step.WRITTEN, table, month, counted.rows());
            Manifest manifest =
                    new Manifest(table, month, counted.rows(), counted.sha256Text(), sha256(part), rows.layouts());
            verify(part, manifest);
            progress.reached(Step.VERIFIED, table, month, manifest.rows());
            move(part, file);
            progress.reached(Step.NAMED, table, month, manifest.rows());
            Path manifestFile = Manifest.beside(file);
            Path manifestPart = manifestFile.resolveSibling("." + manifestFile.getFileName() + ".part");
            try (FileOutputStream raw = new FileOutputStream(manifestPart.toFile())) {
                raw.write(manifest.text().getBytes(StandardCharsets.UTF_8));
                raw.getFD().sync();
            }
            move(manifestPart, manifestFile);
            progress.reached(Step.MANIFESTED, table, month, manifest.rows());
            return file;
        } catch (IOException e) {
            throw failure("write", file, e);
        }
    }

    private void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = RowCounter.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** @throws HistoryException unless the file on the disk is, byte for byte, what the manifest says */
    static void verify(Path file, Manifest manifest) {
        RowCounter counted = new RowCounter();
        try {
            String packed = sha256(file);
            if (!packed.equals(manifest.gzipSha256())) {
                throw new HistoryException(
                        file + " is damaged: expected SHA-256 " + manifest.gzipSha256() + ", found " + packed);
            }
            try (InputStream in = unpacked(file)) {
                in.transferTo(counted);
            }
        } catch (IOException e) {
            throw failure("read", file, e);
        }
        String text = counted.sha256Text();
        if (counted.rows() != manifest.rows() || !text.equals(manifest.csvSha256())) {
            throw new HistoryException(file + " is damaged: expected " + manifest.rows() + " rows with SHA-256 "
                    + manifest.csvSha256() + ", found " + counted.rows() + " with " + text);
        }
    }

    static InputStream unpacked(Path file) throws IOException {
        return new GZIPInputStream(Files.newInputStream(file), BUFFER);
    }

    private static HistoryException failure(String doing, Path file, IOException e) {
        String reason = e instanceof java.nio.file.FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
        return new HistoryException("cannot " + doing + " " + file + ": " + reason, e);
    }

    /** Writes twice, and says now and then how far it is. */
    private static final class Tee extends OutputStream {
        private static final long TELL_EVERY_BYTES = 64L << 20;

        private final OutputStream out;
        private final RowCounter counter;
        private final java.util.function.LongConsumer told;
        private long untold;

        Tee(OutputStream out, RowCounter counter, java.util.function.LongConsumer told) {
            this.out = out;
            this.counter = counter;
            this.told = told;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            counter.write(bytes, offset, length);
            untold += length;
            if (untold >= TELL_EVERY_BYTES) {
                untold = 0;
                told.accept(counter.rows());
            }
        }
    }
}
