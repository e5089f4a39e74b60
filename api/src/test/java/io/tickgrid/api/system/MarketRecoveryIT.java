package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.tickgrid.api.run.Platform;
import io.tickgrid.api.run.RunOptions;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.pipelines.Jobs;
import io.tickgrid.pipelines.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a member meets at its start, and a job at its restart: another Kafka, a log that lost its end, states that it cannot
 * read. Candles, indicators, scores, signals, dead letters and engine states in the end are those of plain engines that
 * read the same records undisturbed, bit for bit. {@link MarketDisturbanceIT} has what happens in mid-stream.
 */
class MarketRecoveryIT {
    private static final int RECORDS_A_SECOND = 1_200;

    private static final String SEGMENTS = "select count(*) as n from topic_segments where topic = 'market-input'";

    private static List<ProducerRecord<String, byte[]>> stream;

    @BeforeAll
    static void makeStream() {
        stream = MarketStream.records();
        assertThat(stream).hasSizeGreaterThan(4_000);
    }

    @Test
    void anotherKafkaAndOneThatLostItsEndAreReadOn() {
        try (Deployment d = deployment("kafka-replaced")) {
            List<List<ProducerRecord<String, byte[]>>> parts = List.of(
                    stream.subList(0, stream.size() / 4),
                    stream.subList(stream.size() / 4, stream.size() / 2),
                    stream.subList(stream.size() / 2, stream.size()));
            Feeder.send(d.kafka(), parts.get(0));
            Member first = d.launch(0, "market").awaitStarted();
            d.awaitDrained(Topics.MARKET_INPUT);
            d.stop(first);
            d.replaceKafka();
            Feeder.send(d.kafka(), parts.get(1));
            Member second = d.launch(0, "market").awaitStarted();
            d.awaitDrained(Topics.MARKET_INPUT);
            d.stop(second);
            d.loseEndOfInput();
            Member third = d.launch(0, "market").awaitStarted();
            // Nothing may fill the gap before it is seen: one segment a partition for each of the three logs.
            d.awaitThat("lost end to be seen", () -> d.count(SEGMENTS) == 12);
            Feeder.send(d.kafka(), parts.get(2));
            d.awaitDrained(Topics.MARKET_INPUT);
            // What a start makes of the same topic is no other segment.
            d.stop(third);
            d.launch(0, "market").awaitStarted();
            Feeder.send(d.kafka(), parts.get(2));
            d.awaitDrained(Topics.MARKET_INPUT);
            assertThat(d.count(SEGMENTS)).isEqualTo(12);
            assertUndisturbed(d);
            assertCheckerFails(d, MarketStream.instruments().get(3).id());
        }
    }

    @Test
    void stateOfAnotherBuildIsRefusedAtTheStart() {
        try (Deployment d = deployment("state-refused")) {
            d.update("insert into engine_state values ('TEST:T3/USD', 0, 7, decode('5447454900000063', 'hex'))");
            assertThat(d.launchRefused(0, "market"))
                    .contains("expected checksum", "for TEST:T3/USD; start the build")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void jobRestartedTwiceInATwoMemberClusterMeetsItsStateForEveryInstrument() throws Exception {
        try (Deployment d = deployment("job-restarted");
                Platform first = Platform.start(options(d, 0), s -> {});
                Platform second = Platform.start(options(d, 1), s -> {});
                Feeder feeder = feed(d, stream)) {
            assertThat(second.node().hazelcast().getCluster().getMembers()).hasSize(2);
            for (int quarter = 1; quarter <= 2; quarter++) {
                d.awaitSaved(stream.size() * quarter / 4);
                restart(first.node().hazelcast());
            }
            feeder.finish();
            d.awaitDrained(Topics.MARKET_INPUT);
            Feeder.send(d.kafka(), stream);
            d.awaitDrained(Topics.MARKET_INPUT);
            assertUndisturbed(d);
        }
    }

    /** As soon as it may be: while members join, the job restarts by itself and refuses. */
    private static void restart(HazelcastInstance hazelcast) {
        await("restart of the job").atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                Objects.requireNonNull(Jobs.MARKET.find(hazelcast)).restart();
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        });
    }

    private static Deployment deployment(String name) {
        Deployment d = Deployment.start(name);
        MarketStream.instruments().forEach(i -> d.stores().instruments().add(i).block());
        return d;
    }

    /** Holds the last quarter back until it is finished: whatever happens before happens in mid-stream. */
    private static Feeder feed(Deployment d, List<ProducerRecord<String, byte[]>> records) {
        return Feeder.start(d.kafka(), records, RECORDS_A_SECOND, records.size() * 3 / 4);
    }

    private static RunOptions options(Deployment d, int i) {
        return new RunOptions(
                d.directory().resolve("member-" + i),
                0,
                0,
                d.gridPort(i),
                1,
                false,
                d.kafka().bootstrapServers(),
                "postgres://postgres:" + d.url().password() + "@127.0.0.1:"
                        + d.url().port() + "/postgres",
                List.of("127.0.0.1:" + d.gridPort(0), "127.0.0.1:" + d.gridPort(1)),
                Set.of(GridConfig.Role.MARKET),
                1,
                d.clusterName(),
                java.util.Map.of(),
                List.of(),
                Deployment.FRAMES,
                Deployment.CORRECTIONS_NS / 1_000_000);
    }

    /** Compares, after making sure that there is something to compare. */
    private static void assertUndisturbed(Deployment d) {
        MarketChecks checks = MarketChecks.of(d);
        MarketBooks expected = checks.expected().books();
        assertThat(expected.size("candles")).isGreaterThan(5_000);
        assertThat(expected.size("signals")).isGreaterThan(20);
        assertThat(expected.size("dead_letters")).isGreaterThan(60);
        assertThat(checks.findings()).isEmpty();
        assertThat(checks.mapFindings()).isEmpty();
    }

    /** Damages one value of each table: the comparison can fail. */
    private static void assertCheckerFails(Deployment d, String instrument) {
        MarketChecks checks = MarketChecks.of(d);
        List<String> before = checks.findings();
        for (String mutant : List.of(
                "update candles set close = float8 '1e-12' + close where ctid = (select max(ctid) from candles)",
                "update candles set trades = trades + 1 where ctid = (select min(ctid) from candles)",
                "delete from indicator_rows where ctid = (select max(ctid) from indicator_rows)",
                "update fusion set score = -score where ctid = (select max(ctid) from fusion where score <> 0)",
                "delete from signals where sequence = 3",
                "update dead_letters set reason = 'late' where ctid ="
                        + " (select max(ctid) from dead_letters where reason <> 'late')",
                "update engine_state set bytes = set_byte(bytes, 200, 255 - get_byte(bytes, 200))"
                        + " where instrument = '" + instrument + "'")) {
            d.update(mutant);
            List<String> now = checks.findings();
            assertThat(now).as(mutant).isNotEqualTo(before);
            before = now;
        }
    }
}
