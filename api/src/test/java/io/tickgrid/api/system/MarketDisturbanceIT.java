package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tickgrid.pipelines.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is killed, stopped, hangs, goes away for a while or is full: candles, indicators, scores, signals, dead letters and engine states end
 * as those of plain engines, bit for bit, and no member keeps more input in memory than it can bear. One cluster of each seed meets
 * all of it, one after the other. {@link MarketRecoveryIT} has what is met at a start.
 */
@ParameterizedClass
@MethodSource("seeds")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MarketDisturbanceIT {
    private static final Duration LET_GO_AFTER =
            LongTests.either(Duration.ofSeconds(12), Duration.ofSeconds(60)); // the latter is Hazelcast's default
    private static final Duration LONG_STOP = LongTests.either(Duration.ofSeconds(18), Duration.ofSeconds(90));
    private static final Duration SHORT_STOP = Duration.ofSeconds(8);
    private static final Duration POSTGRES_AWAY = LongTests.either(Duration.ofSeconds(8), Duration.ofSeconds(30));
    private static final Duration DISK_FULL = LongTests.either(Duration.ofSeconds(4), Duration.ofSeconds(30));
    private static final int FLOOD = 100_000;

    private static final String ENTRY = "io.tickgrid.pipelines.engine.MarketSlice$Entry";

    private static @Nullable ShakenMarket market;

    private final long seed;

    MarketDisturbanceIT(long seed) {
        this.seed = seed;
    }

    static Stream<Long> seeds() {
        return LongTests.seeds();
    }

    private ShakenMarket market() {
        if (market == null) {
            // Shares of two engines: what a restart begins with lies some snapshots back, as with thousands of
            // instruments.
            market = new ShakenMarket(
                    seed,
                    List.of(
                            "-Dhazelcast.max.no.heartbeat.seconds=" + LET_GO_AFTER.toSeconds(),
                            "-Dtickgrid.least-share=2"));
        }
        return market;
    }

    /** After a failure the next disturbance meets a new cluster. */
    private void shake(ShakenMarket.Disturbance disturbance) throws Exception {
        guarded(() -> market().shake(disturbance));
    }

    private static void guarded(ShakenMarket.Disturbance all) throws Exception {
        try {
            all.happen();
        } catch (Exception | Error e) {
            end();
            throw e;
        }
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (market != null) {
            market.close();
            market = null;
        }
    }

    @Test
    @Order(1)
    void memberIsKilledBeforeTheFirstSnapshot() throws Exception {
        guarded(() -> killBeforeTheFirstSnapshot(market()));
    }

    private static void killBeforeTheFirstSnapshot(ShakenMarket market) throws Exception {
        Deployment d = market.deployment();
        market.launchMissing();
        // Nobody can save a state while this lock is held: whatever snapshots complete, no position may be stored.
        try (Connection c = DriverManager.getConnection(
                        "jdbc:postgresql://" + d.url().host() + ":" + d.url().port() + "/"
                                + d.url().database(),
                        d.url().user(),
                        d.url().password());
                Feeder feeder = feed(d, market.next())) {
            c.setAutoCommit(false);
            c.createStatement().execute("lock table engine_state in exclusive mode");
            feeder.goOn();
            d.awaitThat("candles", () -> d.count("select count(*) as n from candles") > 0);
            market.kill(market.victim());
            assertThat(d.saved(Topics.MARKET_INPUT)).isZero();
            assertThat(d.count("select count(*) as n from engine_state")).isZero();
            c.rollback();
            feeder.finish();
        }
        market.assertUndisturbed();
    }

    /** Sends nothing before it is told to. */
    private static Feeder feed(Deployment d, List<ProducerRecord<String, byte[]>> records) {
        return Feeder.start(d.kafka(), records, Integer.MAX_VALUE, 0);
    }

    @Test
    @Order(2)
    void survivorOfAKilledMemberEndsAsIfNothingHadHappened() throws Exception {
        ShakenMarket market = market();
        shake(() -> market.kill(market.victim()));
    }

    @Test
    @Order(3)
    void membersStoppedAndStartedAgainGoOnFromTheirState() throws Exception {
        ShakenMarket market = market();
        shake(() -> {
            market.stopAll();
            market.launchMissing();
        });
    }

    @Test
    @Order(4)
    void everythingKilledAtOnceGoesOnFromWhatPostgresHas() throws Exception {
        ShakenMarket market = market();
        Deployment d = market.deployment();
        shake(() -> {
            Server kafka = d.kafkaServer();
            Server postgres = d.postgresServer();
            for (int i = 0; i < ShakenMarket.MEMBERS; i++) {
                market.kill(i);
            }
            kafka.kill();
            postgres.kill();
            postgres.start();
            kafka.start();
            d.awaitPostgres();
            market.launchMissing();
        });
    }

    @Test
    @Order(5)
    void memberThatHangsForALittleWhileStaysAMember() throws Exception {
        ShakenMarket market = market();
        shake(() -> {
            Member hanging = market.member(market.victim());
            hanging.pause();
            market.hold(SHORT_STOP);
            hanging.resume();
            market.awaitWell();
        });
    }

    @Test
    @Order(6)
    void memberThatHangsTooLongIsLetGoAndComesBack() throws Exception {
        ShakenMarket market = market();
        shake(() -> {
            Member hanging = market.member(market.victim());
            Member other = market.member(1 - market.victim());
            hanging.pause();
            market.hold(LONG_STOP);
            market.awaitSize(other, 1);
            hanging.resume();
            market.awaitWell();
        });
    }

    @Test
    @Order(7)
    void kafkaIsKilledAndStartedAgain() throws Exception {
        ShakenMarket market = market();
        shake(() -> {
            Server kafka = market.deployment().kafkaServer();
            kafka.kill();
            market.hold(Duration.ofSeconds(2));
            kafka.start();
        });
    }

    @Test
    @Order(8)
    void inputWaitsInKafkaWhilePostgresIsAway() throws Exception {
        ShakenMarket market = market();
        Deployment d = market.deployment();
        shake(() -> {
            Server postgres = d.postgresServer();
            postgres.stop();
            long end = System.nanoTime() + POSTGRES_AWAY.toNanos();
            Feeder.send(d.kafka(), flood(market.sent(), FLOOD));
            market.hold(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            for (int i = 0; i < 2; i++) {
                Memory.Heap heap = market.member(i).memory().heap();
                System.out.println("member " + i + ": " + heap.instances(ENTRY) + " records wait, heap "
                        + (heap.bytes() >> 20) + " MB, peak "
                        + (market.member(i).memory().peakBytes() >> 20) + " MB");
                assertThat(heap.instances(ENTRY))
                        .as("records that wait in a member")
                        .isLessThan(FLOOD / 3);
                assertThat(heap.bytes()).as("heap of a member").isLessThan(250L << 20);
            }
            postgres.start();
            d.awaitPostgres();
        });
    }

    /** More than a member may take at once: what was sent already, again and again. */
    private static List<ProducerRecord<String, byte[]>> flood(List<ProducerRecord<String, byte[]>> sent, int size) {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        while (all.size() < size) {
            all.addAll(sent.subList(0, Math.min(sent.size(), size - all.size())));
        }
        return all;
    }

    @Test
    @Order(9)
    void diskOfPostgresIsFullForAWhile() throws Exception {
        assumeThat(Server.canHaveSmallDisks())
                .as("this machine lets us mount a small disk")
                .isTrue();
        ShakenMarket market = market();
        Deployment d = market.deployment();
        market.launchMissing();
        d.awaitDrained(Topics.MARKET_INPUT);
        Server postgres = d.postgresServer();
        postgres.stop();
        postgres.startOnSmallDisk(d.directory().resolve("disk"), d.postgresData(), 512);
        d.awaitPostgres();
        shake(() -> {
            postgres.fillDisk();
            // Dead letters, which need room.
            Feeder.send(d.kafka(), flood(market.sent(), FLOOD / 6));
            d.awaitUntil(
                    "write that the disk refuses",
                    Duration.ofSeconds(30),
                    () -> postgres.said().contains("could not extend file"));
            market.hold(DISK_FULL);
            postgres.freeDisk();
            d.awaitPostgres();
        });
    }
}
