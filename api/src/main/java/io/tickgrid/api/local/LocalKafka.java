package io.tickgrid.api.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The Kafka broker of this machine, in a process of its own, its log in the data directory and kept. */
public final class LocalKafka implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LEFT_OVER = Duration.ofSeconds(15);
    private static final long LOOK_MS = 100;
    private static final Pattern PID = Pattern.compile("[0-9]{1,9}");

    /** Marks the process, early on its command line: what is long there may be cut where it is looked at. */
    private static final String MARK = "-Dtickgrid.kafka=";

    private final Process process;
    private final Path pidFile;
    private final int port;

    private LocalKafka(Process process, Path pidFile, int port) {
        this.process = process;
        this.pidFile = pidFile;
        this.port = port;
    }

    public static LocalKafka start(Path directory) throws StartException {
        return start(directory, () -> false);
    }

    /**
     * Starts it, after the end of one that a killed process left behind on the same data.
     *
     * @param stopping asked while it starts; once it says so, what was begun is ended
     */
    public static LocalKafka start(Path directory, BooleanSupplier stopping) throws StartException {
        try {
            int port = Ports.free();
            return start(directory, port, broker(directory, port, Ports.free()), START, stopping);
        } catch (IOException e) {
            throw new StartException("Kafka did not start: " + e.getMessage(), e);
        }
    }

    static List<String> broker(Path directory, int port, int controllerPort) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                MARK + directory.toAbsolutePath(),
                "-Xmx256m",
                "-Xms64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=logback-kafka.xml",
                KafkaBroker.class.getName(),
                directory.resolve("kafka").toString(),
                Integer.toString(port),
                Integer.toString(controllerPort));
    }

    static LocalKafka start(Path directory, int port, List<String> command, Duration patience, BooleanSupplier stopping)
            throws StartException {
        Path log = directory.resolve("kafka.log");
        Path pidFile = directory.resolve("kafka.pid");
        try {
            Files.createDirectories(directory);
            endLeftOver(pidFile, directory, LEFT_OVER);
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            LocalKafka kafka = new LocalKafka(process, pidFile, port);
            try {
                Files.writeString(pidFile, process.pid() + "\n");
                kafka.awaitReady(patience, stopping, log);
                return kafka;
            } catch (IOException | StartException | RuntimeException e) {
                kafka.kill();
                throw e;
            }
        } catch (IOException e) {
            throw new StartException("Kafka did not start: " + e.getMessage(), e);
        }
    }

    private void awaitReady(Duration patience, BooleanSupplier stopping, Path log) throws StartException {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                ready.complete(saysReady());
            } catch (IOException e) {
                ready.complete(false);
            }
        });
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                if (ready.get(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
                throw new StartException("Kafka did not start; its messages stand in " + log);
            } catch (TimeoutException e) {
                if (stopping.getAsBoolean()) {
                    throw new StartException("stopped before the start was complete", e);
                }
                if (System.nanoTime() > end) {
                    throw new StartException(
                            "Kafka did not start within " + patience.toSeconds() + " s; its messages stand in " + log,
                            e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("stopped before the start was complete", e);
            } catch (ExecutionException e) {
                throw new StartException("Kafka did not start: " + e.getCause(), e);
            }
        }
    }

    private boolean saysReady() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line; (line = out.readLine()) != null; ) {
            if (line.equals("READY")) {
                return true;
            }
        }
        return false;
    }

    /** Waits for the end of a broker whose parent is gone, which notices that by itself; ends it if it has not. */
    static void endLeftOver(Path pidFile, Path directory, Duration patience) throws IOException {
        Optional<ProcessHandle> left = brokerOf(pidFile, directory);
        if (left.isPresent()) {
            ProcessHandle broker = left.get();
            try {
                if (!ends(broker, patience)) {
                    broker.destroyForcibly();
                    if (!ends(broker, Duration.ofSeconds(5))) {
                        throw new IOException("a broker left behind (process " + broker.pid() + ") does not end");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a broker left behind ends", e);
            }
        }
        Files.deleteIfExists(pidFile);
    }

    private static boolean ends(ProcessHandle broker, Duration patience) throws InterruptedException {
        try {
            broker.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The live process that a pid file speaks of, if it is the broker of this very directory: after a crash the system may
     * have given the number to anybody, to another broker too.
     */
    private static Optional<ProcessHandle> brokerOf(Path pidFile, Path directory) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile, StandardCharsets.ISO_8859_1).strip();
        String mark = MARK + directory.toAbsolutePath();
        return PID.matcher(pid).matches()
                ? ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .filter(p -> commandLine(p).contains(mark))
                : Optional.empty();
    }

    private static List<String> commandLine(ProcessHandle process) {
        Path words = Path.of("/proc", Long.toString(process.pid()), "cmdline"); // in whole, where there is one
        try {
            return List.of(Files.readString(words, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return process.info().arguments().map(Arrays::asList).orElse(List.of());
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public long pid() {
        return process.pid();
    }

    /** Asks it to end, and ends it after ten seconds if it has not. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once; its log is made whole at the next start. */
    private void kill() {
        process.destroyForcibly();
        process.onExit()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(e -> process)
                .join();
    }
}
