package io.tickgrid.api.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A real Kafka broker (KRaft, one node) as a process of its own. It ends when its standard input does, so that it cannot
 * outlive the process that started it, not even when it hangs; Ctrl-C in the terminal is left to that process.
 */
public final class KafkaBroker {
    private static final String CLUSTER_ID = "dGlja2dyaWQtbG9jYWwtMQ";
    private static final Duration STOP = Duration.ofSeconds(8);

    private KafkaBroker() {}

    /** Arguments: data directory, port of the broker, port of its controller. Prints READY when it can be used. */
    public static void main(String[] args) {
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        CountDownLatch asked = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("parent").start(() -> awaitParent(asked));
        try {
            KafkaRaftServer server = start(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            System.out.println("READY");
            System.out.flush();
            asked.await();
            server.shutdown();
            server.awaitShutdown();
            System.exit(0);
        } catch (Throwable e) { // whatever it is: threads of a server that is half there would keep the process
            System.err.println("Kafka failed: " + e);
            System.exit(1);
        }
    }

    /** Says that nobody needs the broker any more, and ends it when it does not do so itself. */
    private static void awaitParent(CountDownLatch asked) {
        try {
            while (System.in.read() >= 0) {
                // nothing is said on it; its end is the message
            }
        } catch (IOException e) {
            System.err.println("its parent cannot be heard: " + e);
        }
        asked.countDown();
        try {
            Thread.sleep(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    static KafkaRaftServer start(Path directory, int port, int controllerPort) throws IOException {
        Files.createDirectories(directory);
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(
                            OutputStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8))
                    .setNodeId(1)
                    .setClusterId(CLUSTER_ID)
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .setIgnoreFormatted(true)
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        } catch (Exception e) {
            throw new IOException("Kafka's data directory cannot be formatted: " + e, e);
        }
        KafkaRaftServer server =
                new KafkaRaftServer(new KafkaConfig(properties(directory, port, controllerPort), false), Time.SYSTEM);
        server.startup();
        return server;
    }

    private static Properties properties(Path directory, int port, int controllerPort) {
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
        p.put("transaction.state.log.num.partitions", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("num.network.threads", "1");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
        p.put("log.cleaner.dedupe.buffer.size", "4194304");
        p.put("log.segment.bytes", Integer.toString(64 << 20));
        p.put("log.retention.hours", "168");
        p.put("log.retention.bytes", Long.toString(1L << 30));
        return p;
    }
}
