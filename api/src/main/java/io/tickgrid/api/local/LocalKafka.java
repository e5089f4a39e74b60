package io.tickgrid.api.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The Kafka broker of this machine, in a process of its own, its log in the data directory and kept. */
public final class LocalKafka implements AutoCloseable {
    private final Process process;
    private final int port;

    private LocalKafka(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static LocalKafka start(Path directory) throws StartException {
        Path log = directory.resolve("kafka.log");
        try {
            Files.createDirectories(directory);
            int port = Ports.free();
            int controllerPort = Ports.free();
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
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
                            Integer.toString(controllerPort)))
                    .redirectError(log.toFile())
                    .start();
            LocalKafka kafka = new LocalKafka(process, port);
            if (!kafka.awaitReady()) {
                kafka.close();
                throw new StartException("Kafka did not start; its messages stand in " + log);
            }
            return kafka;
        } catch (IOException e) {
            throw new StartException("Kafka did not start: " + e.getMessage(), e);
        }
    }

    private boolean awaitReady() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line; (line = out.readLine()) != null; ) {
            if (line.equals("READY")) {
                return true;
            }
        }
        return false;
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
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
