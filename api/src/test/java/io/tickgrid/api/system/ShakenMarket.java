package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickgrid.pipelines.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A market of two members that one disturbance after the other meets, each in the middle of the next part of one stream of
 * records. After each, everything that PostgreSQL and the maps hold is what plain engines make of all records so far.
 */
final class ShakenMarket implements AutoCloseable {
    private static final int PARTS = 9;
    private static final int TRADES_EACH = 8_100;
    private static final int RECORDS_A_SECOND = 900;
    static final int MEMBERS = 2;

    /** 384 MB of heap, and what a JVM has beside it: code, classes, stacks, buffers. */
    private static final long MAX_MEMORY = 900L << 20;

    private final Deployment deployment;
    private final List<ProducerRecord<String, byte[]>> stream;
    private final Member[] members = new Member[MEMBERS];
    private final List<String> jvm;
    private final int victim;
    private int part;
    private int launched;

    /** What happens in the middle of a part; the last quarter of the part comes after it. */
    interface Disturbance {
        void happen() throws Exception;
    }

    ShakenMarket(long seed, List<String> jvm) {
        this.jvm = jvm;
        victim = Math.floorMod(seed, MEMBERS);
        System.out.println("shaken market: -Dtickgrid.seed=" + seed);
        deployment = Deployment.start("shaken-" + seed);
        MarketStream.instruments(seed)
                .forEach(i -> deployment.stores().instruments().add(i).block());
        stream = MarketStream.records(seed, TRADES_EACH);
    }

    Deployment deployment() {
        return deployment;
    }

    /** Launches the members that are not there, and waits until they are one cluster. */
    void launchMissing() {
        for (int i = 0; i < MEMBERS; i++) {
            if (members[i] == null) {
                members[i] = deployment.launch(
                        "member-" + i + "-start-" + ++launched,
                        MEMBERS,
                        jvm,
                        "--no-demo",
                        "--roles",
                        serves(i) ? "market,api" : "market",
                        "--grid-port",
                        Integer.toString(deployment.gridPort(i)));
            }
        }
        for (Member m : members) {
            m.awaitStarted();
        }
        awaitWell();
    }

    Member member(int i) {
        return members[i];
    }

    /** kill -9. */
    void kill(int i) {
        deployment.kill(members[i]);
        members[i] = null;
    }

    /** Stops both in order, at once. */
    void stopAll() {
        deployment.stop(members);
        Arrays.fill(members, null);
    }

    /** The member that is to be disturbed. */
    int victim() {
        return victim;
    }

    /** Whether a member has the role api: what is asked when the other is disturbed; in the long tests both. */
    private boolean serves(int i) {
        return LongTests.areMeant() || i != victim;
    }

    /** Waits until every member that can be asked sees both, and a running job. */
    void awaitWell() {
        for (int i = 0; i < MEMBERS; i++) {
            if (serves(i)) {
                awaitSize(members[i], MEMBERS);
            }
        }
    }

    void awaitSize(Member asked, int size) {
        await(size + " members and a running job").atMost(Duration.ofMinutes(3)).until(() -> {
            asked.requireAlive();
            var health = asked.health();
            return health.get("cluster").get("size").asInt() == size
                    && health.get("jobs").size() == 1
                    && health.get("jobs").get(0).get("status").asString().equals("RUNNING");
        });
    }

    /** Lets time pass; fails at once when a member ends by itself. */
    void hold(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        deployment.awaitUntil("end of the outage", time.plusSeconds(10), () -> System.nanoTime() - end >= 0);
    }

    /** The next part of the stream, for a disturbance that sends it itself. */
    List<ProducerRecord<String, byte[]>> next() {
        int from = stream.size() / PARTS * part++;
        return stream.subList(from, from + stream.size() / PARTS);
    }

    /** Everything that was sent up to the last part. */
    List<ProducerRecord<String, byte[]>> sent() {
        return stream.subList(0, stream.size() / PARTS * part);
    }

    /** Sends the next part, disturbs in its middle, and compares in the end. */
    void shake(Disturbance disturbance) throws Exception {
        launchMissing();
        List<ProducerRecord<String, byte[]>> records = next();
        long before = deployment.saved(Topics.MARKET_INPUT);
        try (Feeder feeder = Feeder.start(deployment.kafka(), records, RECORDS_A_SECOND, records.size() * 3 / 4)) {
            deployment.awaitSaved(before + records.size() / 4);
            disturbance.happen();
            feeder.finish();
        }
        assertUndisturbed();
    }

    /** Waits until all is applied; compares bit for bit. */
    void assertUndisturbed() {
        deployment.awaitDrained(Topics.MARKET_INPUT);
        MarketChecks checks = MarketChecks.of(deployment);
        assertThat(checks.expected().books().size("candles")).isGreaterThan(1_000);
        assertThat(deployment.count("select count(*) as n from candles where frame in ('v20', '$50000')"))
                .isGreaterThan(100);
        assertThat(checks.findings()).isEmpty();
        assertThat(checks.mapFindings()).isEmpty();
        for (Member m : members) {
            if (m != null) {
                assertThat(m.memory().peakBytes()).as("memory of a member").isLessThan(MAX_MEMORY);
            }
        }
    }

    @Override
    public void close() {
        deployment.close();
    }
}
