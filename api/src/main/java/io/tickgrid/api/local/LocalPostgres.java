package io.tickgrid.api.local;

import io.tickgrid.grid.db.DbUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL of this process's own, from the binaries on Maven Central: durable (fsync and synchronous_commit
 * on), on a loopback port, its data in the data directory and kept.
 */
public final class LocalPostgres implements AutoCloseable {
    private final EmbeddedPostgres postgres;

    private LocalPostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Starts it, after stopping one that a killed process left behind on the same data. */
    public static LocalPostgres start(Path directory) throws StartException {
        Path data = directory.resolve("postgres");
        try {
            Files.createDirectories(directory);
            stopLeftOver(data);
            return new LocalPostgres(EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setOverrideWorkingDirectory(
                            directory.resolve("postgres-binaries").toFile())
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("shared_buffers", "64MB")
                    .setServerConfig("max_wal_size", "256MB")
                    .setServerConfig("timezone", "UTC")
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException | IllegalStateException e) {
            throw new StartException("PostgreSQL did not start on " + data + ": " + e.getMessage(), e);
        }
    }

    /** Ends a server whose process is alive although its parent is not. */
    private static void stopLeftOver(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> left = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().trim()))
                        .filter(p -> p.info().command().orElse("").contains("postgres"));
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

    public DbUrl url() {
        return new DbUrl("127.0.0.1", postgres.getPort(), "postgres", "postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
