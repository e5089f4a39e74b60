package io.tickgrid.pipelines.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A Kafka broker (KRaft, one node) in a process of its own, which ends when the one that started it does. */
final class PeersBroker implements AutoCloseable {
    private static final String READY = "READY";

    private final Process process;
    private final int port;

    private PeersBroker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static PeersBroker start(Path directory) throws IOException {
        List<Integer> ports = BenchGrid.freePorts(2);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PeersBroker.class.getName(),
                        directory.resolve("kafka").toString(),
                        ports.get(0).toString(),
                        ports.get(1).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        PeersBroker broker = new PeersBroker(process, ports.get(0));
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line; (line = said.readLine()) != null; ) {
            if (line.equals(READY)) {
                return broker;
            }
        }
        broker.close();
        throw new IOException("Kafka did not start");
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(15, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // it has ended, or is ended below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /** Arguments: data directory, port of the broker, port of its controller. Ends with its standard input. */
    public static void main(String[] args) {
        try {
            KafkaRaftServer server = serve(Path.of(args[0]), args[1], args[2]);
            System.out.println(READY);
            System.out.flush();
            while (System.in.read() >= 0) {
                // nothing is said on it; its end is the message
            }
            server.shutdown();
            server.awaitShutdown();
            System.exit(0);
        } catch (Throwable e) { // whatever it is: threads of a server that is half there would keep the process
            System.err.println("Kafka failed: " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private static KafkaRaftServer serve(Path directory, String port, String controllerPort) throws Exception {
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId("dGlja2dyaWQtcGVlcnMtMQ")
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
        Properties p = new Properties();
        p.put("node.id", "1");
        p.put("process.roles", "broker,controller");
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put("log.dirs", directory.toString());
        p.put("auto.create.topics.enable", "false");
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "1");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "2");
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(p, false), Time.SYSTEM);
        server.startup();
        return server;
    }
}
