package io.tickgrid.pipelines.broker;

import com.hazelcast.jet.core.Processor;
import io.r2dbc.spi.Connection;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.Refusal;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.signal.SignalStore;
import io.tickgrid.grid.signal.SignalTraderStore;
import io.tickgrid.pipelines.job.StepProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Trades published signals for the accounts that asked for it, long or flat: a BUY opens the account's quantity, a SELL
 * closes what it holds. Signals are read in the order of their publication; the orders and the position in that order
 * are committed together, so that each signal is traded once.
 */
public final class SignalTrader extends StepProcessor {
    private static final String CURSOR = "signal-trader";
    private static final int BATCH = 100;

    private @Nullable Db db;
    private @Nullable OrderEntry entry;

    @Override
    protected void init(Processor.Context context) {
        Db pool = GridNode.database(context.hazelcastInstance());
        db = pool;
        entry = new OrderEntry(context.hazelcastInstance(), pool);
    }

    @Override
    protected boolean step() {
        return Boolean.TRUE.equals(Objects.requireNonNull(db)
                .moneyTransaction(c -> CursorStore.get(c, CURSOR)
                        .flatMap(from -> SignalStore.after(c, from, BATCH).collectList())
                        .flatMap(signals -> {
                            if (signals.isEmpty()) {
                                return Mono.just(false);
                            }
                            return trade(c, signals)
                                    .then(CursorStore.set(
                                            c, CURSOR, signals.getLast().sequence()))
                                    .thenReturn(true);
                        }))
                .block());
    }

    private Mono<Void> trade(Connection c, List<Signal> signals) {
        return trade(c, Objects.requireNonNull(entry), signals);
    }

    /** Trades signals in a transaction that holds the money lock. An order that risk refuses is stored as rejected. */
    public static Mono<Void> trade(Connection c, OrderEntry entry, List<Signal> signals) {
        return SignalTraderStore.exposures(c)
                .filter(e -> signals.stream().anyMatch(s -> isTradedBy(s, e)))
                .collectList()
                .flatMap(exposures -> {
                    Set<String> accounts = new TreeSet<>();
                    Set<String> instruments = new TreeSet<>();
                    for (SignalTraderStore.Exposure e : exposures) {
                        accounts.add(e.accountId());
                        instruments.add(e.instrument());
                    }
                    return accounts.isEmpty()
                            ? Mono.empty()
                            : entry.checks(c, accounts, instruments)
                                    .flatMap(checks -> {
                                        List<Refusal> refusals = new ArrayList<>();
                                        return entry.place(c, orders(entry, checks, exposures, signals, refusals))
                                                .flatMap(fresh -> OrderEntry.refused(c, fresh, refusals));
                                    })
                                    .then();
                });
    }

    private static List<OrderRow> orders(
            OrderEntry entry,
            OrderChecks checks,
            List<SignalTraderStore.Exposure> exposures,
            List<Signal> signals,
            List<Refusal> refusals) {
        List<OrderRow> orders = new ArrayList<>();
        for (Signal signal : signals) {
            for (int i = 0; i < exposures.size(); i++) {
                SignalTraderStore.Exposure e = exposures.get(i);
                if (!isTradedBy(signal, e)) {
                    continue;
                }
                boolean buy = signal.side().equals("BUY");
                long quantity =
                        checks.lots(e.instrument(), buy ? e.quantityUnits() - e.exposureUnits() : e.exposureUnits());
                if (quantity > 0) {
                    OrderChecks.Refused refusal = checks.check(
                            e.accountId(), e.instrument(), buy, quantity, OrderTerms.MARKET, signal.eventTimeNs());
                    OrderRow order =
                            entry.signalOrder(e, signal, buy, quantity, refusal == null ? null : refusal.code());
                    orders.add(order);
                    refusals.addAll(OrderEntry.refusals(order.clientOrderId(), refusal));
                    if (refusal == null) {
                        exposures.set(i, e.moved(buy ? quantity : -quantity));
                    }
                }
            }
        }
        return orders;
    }

    private static boolean isTradedBy(Signal signal, SignalTraderStore.Exposure e) {
        return e.instrument().equals(signal.instrument()) && e.frame().equals(signal.frame());
    }
}
