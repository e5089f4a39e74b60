package io.tickgrid.api.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL or Kafka as somebody else than the platform keeps them: it goes away, and comes back later with the very words
 * of its command line, so on its port and its data. It can come back on a small disk of its own, and is then started
 * again whenever it ends, as a service manager does.
 */
final class Server implements AutoCloseable {
    /** As root, PostgreSQL is started as nobody: it refuses to run as root. */
    private static final List<String> AS_NOBODY = List.of("unshare", "-U");

    /** Arguments: the disk, its size in MB, the data, then what starts the server with its data there. */
    private static final String ON_SMALL_DISK = """
        disk=$1 size=$2 data=$3; shift 3
        mount -t tmpfs -o size=${size}m none "$disk" && cp -a "$data" "$disk/data" || exit 9
        while [ -d /proc/$PPID ]; do unshare -U "$@"; sleep 0.3; done
        """;

    private final List<String> words;
    private final Path log;
    private final boolean postgres;
    private ProcessHandle process;
    private @Nullable Path disk;
    private @Nullable Process keeper;

    private Server(List<String> words, Path log, boolean postgres, ProcessHandle process) {
        this.words = words;
        this.log = log;
        this.postgres = postgres;
        this.process = process;
    }

    /** The server whose process this is; its output goes to the file once it has been started again. */
    static Server kafka(long pid, Path log) {
        return of(pid, log, false);
    }

    static Server postgres(long pid, Path log) {
        return of(pid, log, true);
    }

    private static Server of(long pid, Path log, boolean postgres) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8);
            return new Server(
                    Arrays.stream(line.split("\0", -1))
                            .filter(w -> !w.isEmpty())
                            .toList(),
                    log,
                    postgres,
                    ProcessHandle.of(pid).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this machine lets a test give a process a disk of its own. */
    static boolean canHaveSmallDisks() {
        try {
            return new ProcessBuilder(
                                    "unshare",
                                    "-rm",
                                    "sh",
                                    "-c",
                                    "mount -t tmpfs -o size=1m none /mnt && unshare -U true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** kill -9, of its own children too. */
    void kill() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
        await("end of what it had started")
                .atMost(Duration.ofSeconds(20))
                .until(() -> below.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Asks it to end at once: PostgreSQL cuts its connections and makes its data whole. */
    void stop() {
        signal("INT", process.pid());
        awaitEnd();
    }

    private void awaitEnd() {
        await("end of " + words.getFirst()).atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    }

    /** Starts it again; it may not answer yet. */
    void start() {
        List<String> command = new ArrayList<>(isRoot() && postgres ? AS_NOBODY : List.of());
        command.addAll(words);
        process = launch(command).toHandle();
    }

    /** Starts it again with a copy of its data on a disk of so many MB; it is started again whenever it ends. */
    void startOnSmallDisk(Path mountPoint, Path data, int megabytes) {
        try {
            Files.createDirectories(mountPoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                ON_SMALL_DISK,
                "sh",
                mountPoint.toString(),
                Integer.toString(megabytes),
                data.toString()));
        Path moved = mountPoint.resolve("data");
        words.forEach(w -> command.add(w.equals(data.toString()) ? moved.toString() : w));
        Process shell = launch(command);
        keeper = shell;
        // The disk is there for the processes of that shell only: seen from here it lies below the shell's root.
        disk = Path.of("/proc/" + shell.pid() + "/root" + mountPoint);
        await("start on a small disk")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(disk.resolve("data/postmaster.pid")));
    }

    /** Leaves nothing free of the small disk. */
    void fillDisk() {
        byte[] zeros = new byte[64 << 10];
        try (SeekableByteChannel ballast =
                Files.newByteChannel(ballast(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int size = zeros.length; size > 0; ) {
                try {
                    ballast.write(java.nio.ByteBuffer.wrap(zeros, 0, size));
                } catch (IOException full) {
                    size /= 2;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void freeDisk() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return java.util.Objects.requireNonNull(disk, "no small disk").resolve("ballast");
    }

    /** What it said since it was first started again. */
    String said() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(List<String> command) {
        try {
            // Its standard input stays open: Kafka ends with it.
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    static void signal(String name, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending a signal", e);
        }
    }

    @Override
    public void close() {
        Process shell = keeper;
        if (shell != null) {
            List<ProcessHandle> below = shell.descendants().toList();
            shell.destroyForcibly();
            below.forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }
}
