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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A real PostgreSQL, a real broker, and members as processes, all in one folder below target; all end with it. */
final class Deployment implements AutoCloseable {
    /** Long where three clusters share the machine. */
    private static final Duration PATIENCE = LongTests.either(Duration.ofSeconds(90), Duration.ofMinutes(5));
    /** How long every member keeps trades to be corrected. */
    static final String CORRECTIONS = "10m";

    static final long CORRECTIONS_NS = 600_000_000_000L;
    /** Of every member: of time, and by activity, whose bars depend on each tick before. */
    static final List<String> FRAMES = List.of("1m", "5m", "15m", "1h", "v20", "$50000");

    private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

    private final Path directory;
    private final String name;
    private final List<Member> members = new ArrayList<>();
    private final int[] gridPorts = {Member.freePort(), Member.freePort(), Member.freePort()};
    private final Thread atExit = new Thread(this::stopAll, "stop-deployment");
    private final List<ConsumerRecord<String, byte[]>> earlier = new ArrayList<>();
    private final Shift[] shifts = {Shift.NONE, Shift.NONE, Shift.NONE, Shift.NONE};
    private final Map<String, Server> servers = new HashMap<>();
    private int launched;
    private LocalPostgres postgres;
    private LocalKafka kafka;
    private Db db;

    /** Records of the input from an offset on have this base; those before it stand in {@code earlier}. */
    private record Shift(long fromOffset, long base) {
        static final Shift NONE = new Shift(0, 0);
    }

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
            LocalPostgres postgres = LocalPostgres.start(directory, BINARIES);
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

    /**
     * Launches a process of the cluster of members 0 to {@code count} - 1.
     *
     * @param jvm options of its JVM
     * @param arguments options of {@code run} beside those that every process of this deployment has
     */
    Member launch(String label, int count, List<String> jvm, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--members");
        all.add(IntStream.range(0, count)
                .mapToObj(i -> "127.0.0.1:" + gridPorts[i])
                .collect(Collectors.joining(",")));
        Member member = Member.launch(directory, label, clusterName(), url(), kafka.bootstrapServers(), jvm, all);
        members.add(member);
        return member;
    }

    /** The broker as something that can go away and come back on its port. */
    Server kafkaServer() {
        return servers.computeIfAbsent("kafka", n -> Server.kafka(kafka.pid(), directory.resolve("kafka-again.log")));
    }

    /** PostgreSQL as something that can go away and come back on its port. */
    Server postgresServer() {
        return servers.computeIfAbsent(
                "postgres", n -> Server.postgres(postgresPid(), directory.resolve("postgres-again.log")));
    }

    private long postgresPid() {
        try {
            return Long.parseLong(Files.readAllLines(postgresData().resolve("postmaster.pid"))
                    .getFirst()
                    .trim());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path postgresData() {
        return directory.resolve("postgres");
    }

    /** Waits until PostgreSQL answers, with new connections: those of before it went away are dead. */
    void awaitPostgres() {
        db.close();
        db = new Db(postgres.url(), 4);
        await("PostgreSQL")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> count("select 1::bigint as n") == 1);
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
                FRAMES,
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

    /** Stops Kafka in order and puts a new one, which has nothing, in its place. All members must be stopped. */
    void replaceKafka() {
        awaitDrained(Topics.MARKET_INPUT);
        earlier.addAll(readShifted());
        Map<Integer, Long> next = next(Topics.MARKET_INPUT);
        long above = next.values().stream().mapToLong(Long::longValue).max().orElse(0);
        kafka.close();
        try {
            delete(directory.resolve("kafka"));
            kafka = LocalKafka.start(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
        TopicAdmin.ensureTopics(kafka());
        for (int p = 0; p < shifts.length; p++) {
            shifts[p] = new Shift(0, above);
        }
    }

    /** kill -9 of Kafka; the last part of each partition of the input is gone when it starts again. */
    void loseEndOfInput() {
        awaitDrained(Topics.MARKET_INPUT);
        earlier.addAll(readShifted());
        Map<Integer, Long> next = next(Topics.MARKET_INPUT);
        kill(kafka.pid());
        kafka.close();
        try {
            for (int p = 0; p < shifts.length; p++) {
                Path partition = directory.resolve("kafka/" + Topics.MARKET_INPUT + "-" + p);
                if (!Files.isDirectory(partition)) {
                    partition = findPartition(p);
                }
                Path log = partition.resolve("00000000000000000000.log");
                try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    file.truncate(file.size() * 2 / 3);
                }
            }
            kafka = LocalKafka.start(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
        ends(Topics.MARKET_INPUT).forEach((p, end) -> shifts[p] = new Shift(end, next.getOrDefault(p, 0L) - end));
    }

    private Path findPartition(int p) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("kafka"))) {
            return all.filter(d -> d.getFileName().toString().equals(Topics.MARKET_INPUT + "-" + p))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Every record that the input ever held, in the order of its partition; its offset is its position. */
    List<ConsumerRecord<String, byte[]>> input() {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>(earlier);
        all.addAll(readShifted());
        return all;
    }

    private List<ConsumerRecord<String, byte[]>> readShifted() {
        return read(Topics.MARKET_INPUT).stream()
                .filter(r -> r.offset() >= shifts[r.partition()].fromOffset())
                .map(r -> new ConsumerRecord<>(
                        r.topic(),
                        r.partition(),
                        r.offset() + shifts[r.partition()].base(),
                        r.timestamp(),
                        r.timestampType(),
                        r.serializedKeySize(),
                        r.serializedValueSize(),
                        r.key(),
                        r.value(),
                        r.headers(),
                        r.leaderEpoch()))
                .toList();
    }

    private Map<Integer, Long> next(String topic) {
        return Objects.requireNonNull(stores().engine().next(topic).block());
    }

    private Map<Integer, Long> ends(String topic) {
        try (KafkaConsumer<String, byte[]> c = new KafkaConsumer<>(kafka().consumer())) {
            Map<Integer, Long> ends = new TreeMap<>();
            c.endOffsets(partitions(c, topic)).forEach((p, end) -> ends.put(p.partition(), end));
            return ends;
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
        boolean shifted = topic.equals(Topics.MARKET_INPUT);
        try (KafkaConsumer<String, byte[]> c = new KafkaConsumer<>(kafka().consumer())) {
            List<TopicPartition> partitions = partitions(c, topic);
            c.assign(partitions);
            awaitThat(topic + " to be drained", () -> {
                Map<Integer, Long> next = next(topic);
                return c.endOffsets(partitions).entrySet().stream().allMatch(e -> {
                    Shift shift = shifted ? shifts[e.getKey().partition()] : Shift.NONE;
                    return e.getValue() <= shift.fromOffset()
                            || next.getOrDefault(e.getKey().partition(), 0L) == e.getValue() + shift.base();
                });
            });
        }
    }

    /** Waits for a condition; fails at once when a member that is not closed has ended. */
    void awaitThat(String what, Callable<Boolean> condition) {
        awaitUntil(what, PATIENCE, condition);
    }

    /** As the other, for as long as the caller has patience. */
    void awaitUntil(String what, Duration patience, Callable<Boolean> condition) {
        await(what + " in " + directory)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    members.forEach(Member::requireAlive);
                    return condition.call();
                });
    }

    /** Launches a member whose start is refused; gives what it said. */
    String launchRefused(int i, String roles) {
        Member member = launch(i, roles);
        members.remove(member);
        try (member) {
            return member.awaitRefusal();
        }
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
        servers.values().forEach(Server::close);
        kafka.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
