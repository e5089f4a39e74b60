package io.tickgrid.api.system;

import static org.awaitility.Awaitility.await;

import io.tickgrid.api.local.LocalKafka;
import io.tickgrid.api.local.LocalPostgres;
import io.tickgrid.api.local.StartException;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.TopicAdmin;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A real PostgreSQL, a real broker, and members as processes, all in one folder below target; all end with it. */
final class Deployment implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final String name;
    private final List<Member> members = new ArrayList<>();
    private final int[] gridPorts = {Member.freePort(), Member.freePort()};
    private final Thread atExit = new Thread(this::stopAll, "stop-deployment");
    private int launched;
    private LocalPostgres postgres;
    private LocalKafka kafka;
    private Db db;

    private Deployment(Path directory, String name, LocalPostgres postgres, LocalKafka kafka) {
        this.directory = directory;
        this.name = name;
        this.postgres = postgres;
        this.kafka = kafka;
        db = new Db(postgres.url(), 4);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** PostgreSQL with the schema and Kafka with the topics; no member yet. */
    static Deployment start(String name) {
        Path directory = Path.of("target", "system-it", name).toAbsolutePath();
        try {
            delete(directory);
            Files.createDirectories(directory);
            LocalPostgres postgres = LocalPostgres.start(directory);
            try {
                Db.migrate(postgres.url());
                LocalKafka kafka = LocalKafka.start(directory);
                TopicAdmin.ensureTopics(new KafkaSettings(kafka.bootstrapServers()));
                return new Deployment(directory, name, postgres, kafka);
            } catch (StartException | RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (StartException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
    }

    Db db() {
        return db;
    }

    DbUrl url() {
        return postgres.url();
    }

    Stores stores() {
        return new Stores(db);
    }

    KafkaSettings kafka() {
        return new KafkaSettings(kafka.bootstrapServers());
    }

    Path directory() {
        return directory;
    }

    String clusterName() {
        return "system-it-" + name;
    }

    int gridPort(int i) {
        return gridPorts[i];
    }

    /** Launches the process of a member that finds the other one at its port. */
    Member launch(int i, String roles) {
        Member member = Member.launch(
                directory,
                "member-" + i + "-start-" + ++launched,
                clusterName(),
                url(),
                kafka.bootstrapServers(),
                roles,
                gridPorts[i],
                gridPorts[1 - i]);
        members.add(member);
        return member;
    }

    /** kill -9 of PostgreSQL and Kafka too, then both again on what they left on the disk. */
    void killAndRestartServices() {
        try {
            db.close();
            kill(kafka.pid());
            kafka.close();
            kill(Long.parseLong(Files.readAllLines(directory.resolve("postgres/postmaster.pid"))
                    .getFirst()
                    .trim()));
            kafka = LocalKafka.start(directory);
            postgres = LocalPostgres.start(directory);
            db = new Db(postgres.url(), 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        await("end of process " + pid).atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    }

    /** A node of the role api: sees the maps and the jobs, holds no data. */
    GridNode client() {
        return GridNode.start(new GridConfig(
                clusterName(),
                Member.freePort(),
                List.of("127.0.0.1:" + gridPorts[0], "127.0.0.1:" + gridPorts[1]),
                Set.of(GridConfig.Role.API),
                1,
                url(),
                MarketSettings.indicatorColumns()));
    }

    /** One number from PostgreSQL. */
    long count(String sql) {
        return Objects.requireNonNull(
                db.query(sql, row -> Db.int64(row, "n")).single().block(Duration.ofSeconds(30)));
    }

    /** Changes rows, as a test of a checker does. */
    void update(String sql) {
        if (Objects.requireNonNull(db.update(sql).block(Duration.ofSeconds(30))) == 0) {
            throw new IllegalStateException("expected a row to change by " + sql);
        }
    }

    /** Input records that are applied and saved. */
    long saved(String topic) {
        return count(
                "select coalesce(sum(next_offset), 0)::bigint as n from engine_offsets where topic = '" + topic + "'");
    }

    /** Waits until so many records of the market are applied and saved. */
    void awaitSaved(long records) {
        awaitThat("applied records to reach " + records, () -> saved(Topics.MARKET_INPUT) >= records);
    }

    /** Waits until all that the topic holds is applied and saved. */
    void awaitDrained(String topic) {
        try (KafkaConsumer<String, byte[]> c = new KafkaConsumer<>(kafka().consumer())) {
            List<TopicPartition> partitions = partitions(c, topic);
            c.assign(partitions);
            awaitThat(topic + " to be drained", () -> {
                c.seekToEnd(partitions);
                return saved(topic)
                        == partitions.stream().mapToLong(c::position).sum();
            });
        }
    }

    /** Waits for a condition; fails at once when a member that is not closed has ended. */
    void awaitThat(String what, Callable<Boolean> condition) {
        await(what + " in " + directory)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    members.forEach(Member::requireAlive);
                    return condition.call();
                });
    }

    /** Ends members with kill -9, all at once. */
    void kill(Member... killed) {
        for (Member m : killed) {
            m.close();
        }
        for (Member m : killed) {
            m.kill();
            members.remove(m);
        }
    }

    /** Stops members in order, all at once. */
    void stop(Member... stopped) {
        for (Member m : stopped) {
            members.remove(m);
            m.askToStop();
        }
        for (Member m : stopped) {
            m.awaitStopped();
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> c, String topic) {
        return c.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
    }

    /** All records of a topic, those of a partition in their order. */
    List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> c = new KafkaConsumer<>(kafka().consumer())) {
            List<TopicPartition> partitions = partitions(c, topic);
            c.assign(partitions);
            c.seekToEnd(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>();
            partitions.forEach(p -> ends.put(p, c.position(p)));
            c.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(e -> c.position(e.getKey()) < e.getValue())) {
                c.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stopAll();
    }

    private void stopAll() {
        members.forEach(Member::close);
        db.close();
        kafka.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
