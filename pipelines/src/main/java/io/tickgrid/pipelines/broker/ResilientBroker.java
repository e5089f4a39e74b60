package io.tickgrid.pipelines.broker;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that is called no oftener than it bears, and not at all while it does not answer: rate limiter, bulkhead and
 * circuit breaker of its own. Questions are repeated; orders only where the same client id is the same order. What does not
 * leave because of a limit is answered with NotSent, or Unknown for a question.
 */
public final class ResilientBroker implements Broker {
    private static final Logger log = LoggerFactory.getLogger(ResilientBroker.class);
    private static final Duration LIMIT_PERIOD = Duration.ofSeconds(1);
    private static final int WAIT_FACTOR = 2;
    private static final float ALL_FAIL = 100;

    private final Broker broker;
    private final BrokerProfile profile;
    private final RateLimiter limiter;
    private final Bulkhead bulkhead;
    private final CircuitBreaker breaker;
    private final Retry retry;

    public ResilientBroker(Broker broker, BrokerLimits limits) {
        this.broker = broker;
        profile = broker.profile();
        String id = profile.id().text();
        limiter = RateLimiter.of(
                id,
                RateLimiterConfig.custom()
                        .limitForPeriod(limits.callsPerSecond())
                        .limitRefreshPeriod(LIMIT_PERIOD)
                        .timeoutDuration(Duration.ZERO)
                        .build());
        bulkhead = Bulkhead.of(
                id,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(limits.callsAtOnce())
                        .maxWaitDuration(LIMIT_PERIOD)
                        .build());
        breaker = CircuitBreaker.of(
                id,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(limits.failures())
                        .minimumNumberOfCalls(limits.failures())
                        .failureRateThreshold(ALL_FAIL)
                        .waitDurationInOpenState(limits.pause())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordResult(ResilientBroker::isUnknown)
                        .build());
        breaker.getEventPublisher().onStateTransition(e -> log.warn("calls of {}: {}", id, e.getStateTransition()));
        retry = Retry.of(
                id,
                RetryConfig.custom()
                        .maxAttempts(limits.attempts())
                        .intervalFunction(IntervalFunction.ofExponentialBackoff(limits.firstWait(), WAIT_FACTOR))
                        .retryOnResult(ResilientBroker::isUnknown)
                        .retryExceptions(BrokerUnavailableException.class)
                        .build());
    }

    private static boolean isUnknown(Object reply) {
        return reply instanceof PlaceReply.Unknown
                || reply instanceof StatusReply.Unknown
                || reply instanceof ChangeReply.Unknown;
    }

    /** The breaker is the innermost: it hears of nothing but calls that were made. */
    private <T> Supplier<T> limited(Supplier<T> call) {
        return RateLimiter.decorateSupplier(
                limiter, Bulkhead.decorateSupplier(bulkhead, CircuitBreaker.decorateSupplier(breaker, call)));
    }

    private <T> T question(Supplier<T> call) {
        return Retry.decorateSupplier(retry, limited(call)).get();
    }

    /** As a question, of which a reply says that there was no answer. */
    private <T> T question(Supplier<T> call, java.util.function.Function<String, T> unknown) {
        try {
            return question(call);
        } catch (RequestNotPermitted | BulkheadFullException | CallNotPermittedException e) {
            return unknown.apply(e.toString());
        }
    }

    @Override
    public int room(int wanted) {
        // asking for a permission is what lets an open breaker see that its pause is over
        if (!breaker.tryAcquirePermission()) {
            return 0;
        }
        breaker.releasePermission();
        int most = breaker.getState() == CircuitBreaker.State.HALF_OPEN ? 1 : wanted;
        int free = Math.min(
                Math.max(0, limiter.getMetrics().getAvailablePermissions()),
                bulkhead.getMetrics().getAvailableConcurrentCalls());
        return Math.min(most, Math.min(free, broker.room(wanted)));
    }

    @Override
    public PlaceReply place(BrokerOrder order) {
        if (profile.clientIds() != ClientIds.IDEMPOTENT) {
            return once(order);
        }
        long startNs = System.nanoTime();
        AtomicBoolean unanswered = new AtomicBoolean();
        return Retry.<PlaceReply>decorateSupplier(retry, () -> {
                    boolean again = unanswered.get();
                    // whoever asks for the order counts on it that no call begins after that
                    if (again && System.nanoTime() - startNs > profile.settles().toNanos()) {
                        return new PlaceReply.Unknown("no answer within the settling time");
                    }
                    PlaceReply reply = once(order);
                    unanswered.compareAndSet(false, reply instanceof PlaceReply.Unknown);
                    return again ? afterUnanswered(reply) : reply;
                })
                .get();
    }

    /** After a call without an answer only an acceptance says something of all of them. */
    private static PlaceReply afterUnanswered(PlaceReply reply) {
        return switch (reply) {
            case PlaceReply.Accepted a -> a;
            case PlaceReply.Unknown u -> u;
            case PlaceReply.Rejected r ->
                new PlaceReply.Unknown("no answer, and then rejected: " + r.code() + " " + r.text());
            case PlaceReply.NotSent n -> new PlaceReply.Unknown("no answer, and then not sent: " + n.why());
        };
    }

    private PlaceReply once(BrokerOrder order) {
        try {
            return limited(() -> broker.place(order)).get();
        } catch (RequestNotPermitted | BulkheadFullException | CallNotPermittedException e) {
            return new PlaceReply.NotSent(e.toString());
        } catch (BrokerUnavailableException e) {
            return new PlaceReply.Unknown(e.toString());
        }
    }

    @Override
    public StatusReply status(OrderRef order) {
        return question(() -> broker.status(order), StatusReply.Unknown::new);
    }

    @Override
    public ChangeReply cancel(OrderRef order) {
        return question(() -> broker.cancel(order), ChangeReply.Unknown::new);
    }

    /** Not repeated: between two of them the order may have been changed otherwise. */
    @Override
    public ChangeReply replace(OrderRef order, BigDecimal quantity, @Nullable BigDecimal limit) {
        try {
            return limited(() -> broker.replace(order, quantity, limit)).get();
        } catch (RequestNotPermitted | BulkheadFullException | CallNotPermittedException e) {
            return new ChangeReply.Refused("not_sent", e.toString());
        }
    }

    @Override
    public void authenticate() {
        question(() -> {
            broker.authenticate();
            return true;
        });
    }

    @Override
    public Map<String, BigDecimal> balances(String accountId) {
        return question(() -> broker.balances(accountId));
    }

    @Override
    public Map<String, BigDecimal> positions(String accountId) {
        return question(() -> broker.positions(accountId));
    }

    @Override
    public void stream(Consumer<OrderReport> listener) {
        broker.stream(listener);
    }

    @Override
    public BrokerProfile profile() {
        return profile;
    }

    @Override
    public void close() {
        broker.close();
    }
}
