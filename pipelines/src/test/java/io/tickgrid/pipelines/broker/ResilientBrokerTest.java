package io.tickgrid.pipelines.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What limits calls of a broker: what is repeated, what is not, and what never leaves. */
class ResilientBrokerTest {
    private static final PlaceReply LOST = new PlaceReply.Unknown("no answer");
    private static final BrokerOrder ORDER = new BrokerOrder(
            "c1",
            "anna",
            "SIM:ALPHA/USD",
            true,
            OrderType.MARKET,
            BigDecimal.ONE,
            null,
            null,
            TimeInForce.GTC,
            null,
            false);
    private static final OrderRef REF = new OrderRef("anna", "c1", "");

    private static ScriptedBroker scripted(ClientIds ids) {
        ScriptedBroker broker = new ScriptedBroker(HostileBroker.profile("scripted", ids));
        broker.places.add(LOST);
        broker.statuses.add(new StatusReply.Unknown("no answer"));
        return broker;
    }

    private static BrokerLimits limits(int perSecond, int failures, Duration pause) {
        return new BrokerLimits(perSecond, 10, failures, pause, 3, Duration.ofMillis(1));
    }

    private static ResilientBroker limited(Broker broker) {
        return new ResilientBroker(broker, limits(1_000, 100, Duration.ofSeconds(300)));
    }

    @Test
    void orderIsRepeatedOnlyWhereTheSameIdIsTheSameOrder() {
        for (ClientIds ids : ClientIds.values()) {
            ScriptedBroker broker = scripted(ids);
            assertThat(limited(broker).place(ORDER)).isInstanceOf(PlaceReply.Unknown.class);
            assertThat(broker.placed).as(ids.name()).hasSize(ids == ClientIds.IDEMPOTENT ? 3 : 1);
        }
    }

    @Test
    void questionIsRepeatedThreeTimes() {
        ScriptedBroker broker = scripted(ClientIds.NONE);
        assertThat(limited(broker).status(REF)).isInstanceOf(StatusReply.Unknown.class);
        assertThat(broker.asked).hasSize(3);
    }

    @Test
    void whatSaysThatThereIsNoAnswerIsRepeatedAndOtherFailuresAreNot() {
        AtomicInteger asked = new AtomicInteger();
        Broker broker = new ForwardingBroker(scripted(ClientIds.NONE)) {
            @Override
            public Map<String, BigDecimal> balances(String accountId) {
                asked.incrementAndGet();
                throw accountId.equals("anna")
                        ? new BrokerUnavailableException("no answer", null)
                        : new IllegalArgumentException("no such account");
            }
        };
        assertThatThrownBy(() -> limited(broker).balances("anna")).isInstanceOf(BrokerUnavailableException.class);
        assertThat(asked.getAndSet(0)).isEqualTo(3);
        assertThatThrownBy(() -> limited(broker).balances("bert")).isInstanceOf(IllegalArgumentException.class);
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void rejectionAfterALostAnswerIsNotBelieved() {
        ScriptedBroker broker = scripted(ClientIds.IDEMPOTENT);
        broker.places.add(new PlaceReply.Rejected("1", "no cash"));
        assertThat(limited(broker).place(ORDER)).isInstanceOf(PlaceReply.Unknown.class);
        assertThat(broker.placed).hasSizeBetween(2, 3);
    }

    @Test
    void acceptanceAfterALostAnswerIs() {
        ScriptedBroker broker = scripted(ClientIds.IDEMPOTENT);
        broker.places.add(new PlaceReply.Accepted("B1"));
        assertThat(limited(broker).place(ORDER)).isEqualTo(new PlaceReply.Accepted("B1"));
    }

    @Test
    void brokerThatDoesNotAnswerFiveTimesIsLeftAloneAndTriedOnceAfterThePause() {
        ScriptedBroker broker = scripted(ClientIds.NONE);
        ResilientBroker limited = new ResilientBroker(broker, limits(1_000, 5, Duration.ofMillis(200)));
        for (int i = 0; i < 5; i++) {
            assertThat(limited.room(10)).isEqualTo(10);
            limited.place(ORDER);
        }
        assertThat(limited.room(10)).isZero();
        assertThat(limited.place(ORDER)).isInstanceOf(PlaceReply.NotSent.class);
        assertThat(limited.status(REF)).isInstanceOf(StatusReply.Unknown.class);
        assertThat(broker.placed).hasSize(5);
        assertThat(broker.asked).isEmpty();

        await().atMost(Duration.ofSeconds(10)).until(() -> limited.room(10) == 1);
        broker.places.clear();
        broker.places.add(new PlaceReply.Accepted("B1"));
        assertThat(limited.place(ORDER)).isEqualTo(new PlaceReply.Accepted("B1"));
        assertThat(limited.room(10)).isEqualTo(10);
    }

    @Test
    void rejectionsAreAnswersAndOpenNoBreaker() {
        ScriptedBroker broker = scripted(ClientIds.NONE);
        broker.places.clear();
        broker.places.add(new PlaceReply.Rejected("1", "no"));
        ResilientBroker limited = new ResilientBroker(broker, limits(1_000, 5, Duration.ofSeconds(300)));
        for (int i = 0; i < 20; i++) {
            limited.place(ORDER);
        }
        assertThat(broker.placed).hasSize(20);
    }

    @Test
    void callsBeyondTheRateDoNotLeave() {
        ScriptedBroker broker = scripted(ClientIds.NONE);
        broker.places.clear();
        broker.places.add(new PlaceReply.Accepted("B1"));
        ResilientBroker limited = new ResilientBroker(broker, limits(3, 5, Duration.ofSeconds(300)));
        int calls = 0;
        while (limited.place(ORDER) instanceof PlaceReply.Accepted) {
            calls++;
        }
        // a period may have ended in between
        assertThat(calls).isBetween(3, 6).isEqualTo(broker.placed.size());
        await().atMost(Duration.ofSeconds(10)).until(() -> limited.room(10) > 0);
    }

    @Test
    void callsBeyondThoseAtOnceDoNotLeave() throws Exception {
        ScriptedBroker broker = scripted(ClientIds.NONE);
        broker.places.clear();
        broker.places.add(new PlaceReply.Accepted("B1"));
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        broker.duringPlace = () -> {
            called.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        ResilientBroker limited = new ResilientBroker(
                broker, new BrokerLimits(1_000, 1, 5, Duration.ofSeconds(300), 3, Duration.ofMillis(1)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PlaceReply> first = threads.submit(() -> limited.place(ORDER));
            called.await();
            assertThat(limited.room(10)).isZero();
            assertThat(limited.place(ORDER)).isInstanceOf(PlaceReply.NotSent.class);
            answer.countDown();
            assertThat(List.of(first.get())).containsExactly(new PlaceReply.Accepted("B1"));
        }
        assertThat(broker.placed).hasSize(1);
    }
}
