package io.tickgrid.pipelines.broker;

import com.hazelcast.jet.core.Processor;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.signal.SignalStore;
import io.tickgrid.grid.signal.SignalTraderStore;
import io.tickgrid.pipelines.job.StepProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private Mono<Void> trade(io.r2dbc.spi.Connection c, List<Signal> signals) {
        return SignalTraderStore.exposures(c).collectList().flatMap(exposures -> {
            List<OrderRow> orders = new ArrayList<>();
            for (Signal signal : signals) {
                for (int i = 0; i < exposures.size(); i++) {
                    SignalTraderStore.Exposure e = exposures.get(i);
                    if (!e.instrument().equals(signal.instrument())
                            || !e.frame().equals(signal.frame())) {
                        continue;
                    }
                    boolean buy = signal.side().equals("BUY");
                    long quantity = buy ? e.quantityUnits() - e.exposureUnits() : e.exposureUnits();
                    if (quantity > 0) {
                        orders.add(Objects.requireNonNull(entry).signalOrder(e, signal, buy, quantity));
                        exposures.set(i, e.moved(buy ? quantity : -quantity));
                    }
                }
            }
            return Objects.requireNonNull(entry).place(c, orders).then();
        });
    }
}
