package io.tickgrid.api.system;

import static org.awaitility.Awaitility.await;

import io.tickgrid.api.cli.Main;
import io.tickgrid.api.local.Ports;
import io.tickgrid.grid.db.DbUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A member of the cluster as a process of its own: {@code tickgrid run} without the demo, its output in a file. */
final class Member implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;

    private Member(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the process; {@link #awaitStarted} waits for it. */
    static Member launch(
            Path directory, String name, String cluster, DbUrl db, String kafka, String roles, int port, int other) {
        try {
            Path log = directory.resolve(name + ".log");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(flags());
            command.addAll(List.of(
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "run",
                    "--no-demo",
                    "--data-dir",
                    directory.resolve(name).toString(),
                    "--http-port",
                    "0",
                    "--grpc-port",
                    "0",
                    "--grid-port",
                    Integer.toString(port),
                    "--roles",
                    roles,
                    "--cluster-name",
                    cluster,
                    "--members",
                    "127.0.0.1:" + port + ",127.0.0.1:" + other,
                    "--kafka",
                    kafka,
                    "--postgres",
                    "postgres://" + db.user() + ":" + db.password() + "@" + db.host() + ":" + db.port() + "/"
                            + db.database()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new Member(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the JVM of the tests needs for Hazelcast, a member needs too. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.matches("--(add|enable|sun).*|-Djava.util.concurrent.*|-Dhazelcast.*"))
                .toList();
    }

    static int freePort() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Member awaitStarted() {
        await("start of " + log)
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    requireAlive();
                    return Files.readString(log).contains("Tickgrid runs");
                });
        return this;
    }

    /** @throws IllegalStateException with the end of its output when the process has ended by itself */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "expected a running member, it ended with " + process.exitValue() + ":\n" + tail());
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "no output: " + e;
        }
    }

    /** kill -9, and nothing is said to anybody. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(10);
    }

    /** Asks it to stop; {@link #awaitStopped} waits. */
    void askToStop() {
        process.destroy();
    }

    /** Waits until a start has been given up with exit code 1; gives what the process said. */
    String awaitRefusal() {
        awaitEnd(60);
        if (process.exitValue() != 1) {
            throw new IllegalStateException("expected exit code 1, got " + process.exitValue() + ":\n" + tail());
        }
        return tail();
    }

    void awaitStopped() {
        awaitEnd(60);
    }

    private void awaitEnd(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException("member does not end:\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a member ends", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
