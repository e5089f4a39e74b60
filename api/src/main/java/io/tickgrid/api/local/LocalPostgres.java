package io.tickgrid.api.local;

import io.tickgrid.grid.db.DbUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A real PostgreSQL of this process's own, from the binaries on Maven Central: durable (fsync and synchronous_commit
 * on), on a loopback port, its data in the data directory and kept.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Pattern PID = Pattern.compile("[0-9]{1,9}");

    private static final Pattern NOT_STARTED = Pattern.compile("^pg_ctl: (error:|could not start)", Pattern.MULTILINE);
    private static final long WATCH_NS = 200_000_000;

    /** What tells most, first. */
    private static final List<Pattern> FAILURES =
            List.of(Pattern.compile("\\b(FATAL|PANIC):"), Pattern.compile("\\b(ERROR|error):|could not"));

    private final Path data;
    private final EmbeddedPostgres postgres;

    private LocalPostgres(Path data, EmbeddedPostgres postgres) {
        this.data = data;
        this.postgres = postgres;
    }

    /** Starts it, after stopping one that a killed process left behind on the same data. */
    public static LocalPostgres start(Path directory) throws StartException {
        Path data = directory.resolve("postgres");
        Path log = directory.resolve("postgres.log");
        try {
            Files.createDirectories(directory);
            stopLeftOver(data);
            Files.deleteIfExists(log); // what it said another time is no news
            return new LocalPostgres(
                    data,
                    startWatched(
                            log,
                            EmbeddedPostgres.builder()
                                    .setDataDirectory(data)
                                    .setCleanDataDirectory(false)
                                    .setRegisterShutdownHook(false)
                                    .setOverrideWorkingDirectory(directory
                                            .resolve("postgres-binaries")
                                            .toFile())
                                    .setPGStartupWait(Duration.ofSeconds(60))
                                    .setServerConfig("listen_addresses", "127.0.0.1")
                                    .setServerConfig("fsync", "on")
                                    .setServerConfig("synchronous_commit", "on")
                                    .setServerConfig("full_page_writes", "on")
                                    .setServerConfig("max_connections", "60")
                                    .setServerConfig("shared_buffers", "64MB")
                                    .setServerConfig("max_wal_size", "256MB")
                                    .setServerConfig("timezone", "UTC")
                                    .setOutputRedirector(ProcessBuilder.Redirect.to(log.toFile()))
                                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))));
        } catch (IOException | IllegalStateException e) {
            throw new StartException("PostgreSQL did not start on " + data + ": " + why(log, e), e);
        }
    }

    /**
     * Starts it, and gives up as soon as its starter does: the library asks for a connection until a start that had to
     * recover would be over, a whole minute also where nothing was started. Interrupted, it returns at once.
     */
    private static EmbeddedPostgres startWatched(Path log, EmbeddedPostgres.Builder builder) throws IOException {
        Thread starting = Thread.currentThread();
        AtomicBoolean failed = new AtomicBoolean();
        Thread watch = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                if (said(log, NOT_STARTED)) {
                    failed.set(true);
                    starting.interrupt();
                    return;
                }
                LockSupport.parkNanos(WATCH_NS);
            }
        });
        EmbeddedPostgres postgres;
        try {
            postgres = builder.start();
        } finally {
            watch.interrupt();
            awaitEnd(watch);
            if (failed.get()) {
                Thread.interrupted(); // meant for the library alone
            }
        }
        if (failed.get()) {
            postgres.close();
            throw new IOException("its starter gave up");
        }
        return postgres;
    }

    private static void awaitEnd(Thread watch) {
        boolean interrupted = false;
        while (watch.isAlive()) {
            try {
                watch.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean said(Path log, Pattern what) {
        try {
            return Files.exists(log)
                    && what.matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
                            .find();
        } catch (IOException e) {
            return false; // it is being made
        }
    }

    /** What the server said last about it, else what happened here. */
    private static String why(Path log, Exception e) {
        try {
            List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            for (Pattern failure : FAILURES) {
                for (String line : said.reversed()) {
                    if (failure.matcher(line).find()) {
                        return line.strip() + " (all of it stands in " + log + ")";
                    }
                }
            }
        } catch (IOException unreadable) {
            e.addSuppressed(unreadable);
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }

    /** Ends a server whose process is alive although its parent is not. */
    private static void stopLeftOver(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> left = serverOf(pidFile, data);
        if (left.isPresent()) {
            new ProcessBuilder("kill", "-INT", Long.toString(left.get().pid())).start();
            try {
                left.get().onExit().get(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IOException(
                        "a PostgreSQL left behind (process " + left.get().pid() + ") does not end", e);
            }
        } else {
            Files.deleteIfExists(pidFile);
        }
    }

    /**
     * The live process that a pid file speaks of, if it is the server of this very directory: after a crash the system may
     * have given the number to anybody, to another PostgreSQL too.
     */
    private static Optional<ProcessHandle> serverOf(Path pidFile, Path data) throws IOException {
        String first = Files.readString(pidFile, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return PID.matcher(first).matches()
                ? ProcessHandle.of(Long.parseLong(first))
                        .filter(p -> p.info().command().orElse("").contains("postgres"))
                        .filter(p -> p.info().commandLine().orElse("").contains(data.toString()))
                : Optional.empty();
    }

    public DbUrl url() {
        return new DbUrl("127.0.0.1", postgres.getPort(), "postgres", "postgres", "postgres");
    }

    /** @throws IOException when the server goes on all the same */
    @Override
    public void close() throws IOException {
        postgres.close();
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.exists(pidFile) && serverOf(pidFile, data).isPresent()) {
            throw new IOException("PostgreSQL on " + data + " does not stop");
        }
    }
}
