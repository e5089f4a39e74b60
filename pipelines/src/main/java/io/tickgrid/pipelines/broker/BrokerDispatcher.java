package io.tickgrid.pipelines.broker;

import io.github.resilience4j.core.IntervalFunction;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.BrokerOrderRow;
import io.tickgrid.grid.order.BrokerOrderStore;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.pipelines.broker.BrokerVerdicts.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the orders of one broker and finds out what became of them:
 *
 * <pre>
 * stored orders, in the order of commits ─► intent stored (SENT) ─► call ─► reply booked
 * open orders, when they are due         ─► asked by id          ─► fills, end, or UNKNOWN; sent again where that is safe
 * executions that the broker tells       ─► fills
 * </pre>
 *
 * Whatever step it is ended after, another one goes on from what PostgreSQL has: an order that is SENT is asked for, not
 * sent. Two at a time do no harm, since an intent is given to one. Not thread-safe.
 */
final class BrokerDispatcher {
    private static final Logger log = LoggerFactory.getLogger(BrokerDispatcher.class);
    private static final int BATCH = 50;
    private static final int ASKED_AT_ONCE = 200;
    private static final long LOOK_EVERY_MS = 100;
    private static final IntervalFunction ASK_AGAIN =
            IntervalFunction.ofExponentialBackoff(Duration.ofMillis(250), 2, Duration.ofSeconds(30));

    private final Broker broker;
    private final BrokerProfile profile;
    private final String id;
    private final BrokerVerdicts verdicts;
    private final BrokerJournal journal;
    private final Function<String, Instrument> instruments;
    private final InstantSource clock;
    private final Executor calls;
    private final Queue<OrderReport> told = new ConcurrentLinkedQueue<>();
    private final Map<String, Asking> asking = new HashMap<>();
    private long lookMs = Long.MIN_VALUE;

    /** How often an order was asked for without news, and when it is asked for again. */
    private record Asking(int times, long dueMs) {}

    /** An order with what was answered. */
    private record Answer(BrokerOrderRow row, Verdict verdict) {}

    /**
     * @param clock times settling and asking, and nothing that is an amount
     * @param calls runs calls of different accounts at once
     */
    BrokerDispatcher(
            Broker broker,
            BrokerJournal journal,
            Function<String, Instrument> instruments,
            InstantSource clock,
            Executor calls) {
        this.broker = broker;
        this.journal = journal;
        this.instruments = instruments;
        this.clock = clock;
        this.calls = calls;
        profile = broker.profile();
        id = profile.id().text();
        verdicts = new BrokerVerdicts(profile);
        if (profile.can(Capability.STREAMING)) {
            broker.stream(told::add);
        }
    }

    /** Does what is there to do; returns whether there was something. */
    boolean step() {
        boolean heard = listen();
        boolean sent = send();
        return ask() || sent || heard;
    }

    private boolean listen() {
        List<OrderReport> reports = new ArrayList<>();
        for (OrderReport r = told.poll(); r != null; r = told.poll()) {
            reports.add(r);
        }
        if (reports.isEmpty()) {
            return false;
        }
        Map<String, BrokerOrderRow> byId = new HashMap<>();
        List<BrokerOrderRow> rows = journal.named(
                id,
                reports.stream().map(OrderReport::clientOrderId).toList(),
                reports.stream().map(OrderReport::brokerOrderId).toList());
        for (BrokerOrderRow row : rows) {
            byId.put(row.clientOrderId(), row);
            if (!row.brokerOrderId().isEmpty()) {
                byId.putIfAbsent(row.brokerOrderId(), row);
            }
        }
        for (OrderReport report : reports) {
            BrokerOrderRow row = byId.getOrDefault(report.clientOrderId(), byId.get(report.brokerOrderId()));
            if (row == null) {
                log.warn("{} tells of the order {}, which is none of ours", id, report.brokerOrderId());
            } else {
                book(List.of(new Answer(row, verdicts.reported(row, instrument(row), report))));
            }
        }
        return true;
    }

    private boolean send() {
        // one intent at a time where one that is stored and not called for could never be sent again
        int room = broker.room(profile.clientIds() == ClientIds.NONE ? 1 : BATCH);
        if (room <= 0) {
            return false;
        }
        List<BrokerOrderRow> rows = journal.unsent(id, room);
        List<BrokerOrderRow> wanted = new ArrayList<>();
        List<Answer> unwanted = new ArrayList<>();
        for (BrokerOrderRow row : rows) {
            if (row.order().state() instanceof OrderState.Final) {
                unwanted.add(new Answer(row, verdicts.closed(row)));
                continue;
            }
            Verdict no = verdicts.unwanted(row, order(row), clock.millis());
            if (no == null) {
                wanted.add(row);
            } else {
                unwanted.add(new Answer(row, no));
            }
        }
        book(unwanted);
        send(wanted);
        return !rows.isEmpty();
    }

    /** The intent, the call, the reply. */
    private void send(List<BrokerOrderRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        long intendedMs = clock.millis();
        Set<String> mine = journal.intend(rows, intendedMs);
        book(each(
                rows.stream().filter(r -> mine.contains(r.clientOrderId())).toList(),
                row -> verdicts.placed(row, place(row, intendedMs))));
    }

    private PlaceReply place(BrokerOrderRow row, long intendedMs) {
        if (clock.millis() - intendedMs > profile.settles().toMillis()) {
            // whoever found it meanwhile takes it that it has been called for by now
            return new PlaceReply.NotSent("the intent has grown old");
        }
        try {
            return broker.place(order(row));
        } catch (RuntimeException e) {
            log.warn("{} answered {} with a failure", id, row.clientOrderId(), e);
            return new PlaceReply.Unknown(e.toString());
        }
    }

    private boolean ask() {
        long now = clock.millis();
        if (now < lookMs) {
            return false;
        }
        lookMs = now + LOOK_EVERY_MS;
        List<BrokerOrderRow> rows = journal.called(id);
        asking.keySet()
                .retainAll(rows.stream().map(BrokerOrderRow::clientOrderId).collect(Collectors.toSet()));
        List<BrokerOrderRow> due = rows.stream()
                .filter(r -> asking.getOrDefault(r.clientOrderId(), new Asking(0, now))
                                .dueMs()
                        <= now)
                .limit((broker.room(ASKED_AT_ONCE) + 1) / 2) // the rest is for orders to send
                .toList();
        List<Answer> answers = each(due, this::answer);
        book(answers);
        List<BrokerOrderRow> again = new ArrayList<>();
        for (Answer a : answers) {
            boolean news = a.verdict().isNews(a.row());
            int times = news
                    ? 1
                    : asking.getOrDefault(a.row().clientOrderId(), new Asking(0, now))
                                    .times()
                            + 1;
            asking.put(a.row().clientOrderId(), new Asking(times, now + ASK_AGAIN.apply(times)));
            if (a.verdict().send()) {
                again.add(a.row());
            }
        }
        send(again);
        return !due.isEmpty();
    }

    private Verdict answer(BrokerOrderRow row) {
        if (row.order().state() instanceof OrderState.Final) {
            return verdicts.closed(row);
        }
        if (!verdicts.canAsk(row)) {
            return verdicts.unasked(row);
        }
        OrderRef ref = new OrderRef(row.order().accountId(), row.clientOrderId(), row.brokerOrderId());
        long askedMs = clock.millis();
        StatusReply reply;
        try {
            if (!row.cancelBy().isEmpty()) {
                ChangeReply cancel = broker.cancel(ref);
                log.info("{} was asked to cancel {}: {}", id, row.clientOrderId(), cancel);
            }
            reply = broker.status(ref);
        } catch (RuntimeException e) {
            log.warn("{} was asked for {} and failed", id, row.clientOrderId(), e);
            reply = new StatusReply.Unknown(e.toString());
        }
        return verdicts.asked(row, instrument(row), reply, askedMs);
    }

    /** Calls for orders: those of an account one after the other, accounts at once. */
    private List<Answer> each(List<BrokerOrderRow> rows, Function<BrokerOrderRow, Verdict> call) {
        Collection<List<BrokerOrderRow>> byAccount = rows.stream()
                .collect(Collectors.groupingBy(r -> r.order().accountId(), LinkedHashMap::new, Collectors.toList()))
                .values();
        List<CompletableFuture<List<Answer>>> running = byAccount.stream()
                .map(some -> CompletableFuture.supplyAsync(
                        () -> some.stream()
                                .map(r -> new Answer(r, call.apply(r)))
                                .toList(),
                        calls))
                .toList();
        List<Answer> answers = new ArrayList<>();
        for (CompletableFuture<List<Answer>> one : running) {
            try {
                answers.addAll(one.join());
            } catch (CompletionException e) {
                if (e.getCause() instanceof Error ended) {
                    throw ended;
                }
                throw e;
            }
        }
        return answers;
    }

    /** Books all at once; where that fails each by itself, so that one order holds up no other. */
    private void book(List<Answer> answers) {
        List<Answer> news = answers.stream()
                .filter(a -> a.verdict().isNews(a.row()) || isOver(a))
                .toList();
        if (news.isEmpty()) {
            return;
        }
        try {
            journal.book(booking(news));
        } catch (RuntimeException e) {
            if (news.size() == 1) {
                throw e;
            }
            log.warn("{}: {} answers are booked one by one", id, news.size(), e);
            RuntimeException last = null;
            for (Answer one : news) {
                last = bookOne(one, last);
            }
            if (last != null) {
                throw last;
            }
        }
    }

    private @Nullable RuntimeException bookOne(Answer one, @Nullable RuntimeException last) {
        try {
            journal.book(booking(List.of(one)));
            return last;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static boolean isOver(Answer a) {
        return a.row().order().state() instanceof OrderState.Final;
    }

    private static BrokerOrderStore.Booking booking(List<Answer> answers) {
        return new BrokerOrderStore.Booking(
                answers.stream().flatMap(a -> a.verdict().fills().stream()).toList(),
                answers.stream().flatMap(a -> a.verdict().moves().stream()).toList(),
                answers.stream()
                        .map(a -> a.verdict().end())
                        .filter(Objects::nonNull)
                        .toList(),
                answers.stream().map(a -> a.verdict().contact()).toList());
    }

    private BrokerOrder order(BrokerOrderRow row) {
        return BrokerOrder.of(row.order(), instrument(row));
    }

    private Instrument instrument(BrokerOrderRow row) {
        return instruments.apply(row.order().instrument());
    }
}
