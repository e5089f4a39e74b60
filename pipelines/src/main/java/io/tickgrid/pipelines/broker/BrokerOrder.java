package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An order as a broker is asked for it. Decimals, since each broker writes numbers with scales of its own; they are exact,
 * made of the units of the order.
 *
 * @param instrument our id, {@code VENUE:SYMBOL}; the adapter knows the broker's name of it
 * @param limit null without one
 * @param stop price that makes it work; null without one
 * @param expires null for never
 */
public record BrokerOrder(
        String clientOrderId,
        String accountId,
        String instrument,
        boolean buy,
        OrderType type,
        BigDecimal quantity,
        @Nullable BigDecimal limit,
        @Nullable BigDecimal stop,
        TimeInForce timeInForce,
        @Nullable Instant expires,
        boolean reduceOnly) {

    static BrokerOrder of(OrderRow order, Instrument instrument) {
        OrderTerms terms = order.terms();
        return new BrokerOrder(
                order.clientOrderId(),
                order.accountId(),
                order.instrument(),
                order.buys(),
                terms.type(),
                BigDecimal.valueOf(order.quantityUnits(), instrument.quantityScale()),
                price(terms.limitUnits(), instrument),
                price(terms.stopUnits(), instrument),
                terms.timeInForce(),
                terms.expiresEventNs() == 0 ? null : Instant.ofEpochSecond(0, terms.expiresEventNs()),
                terms.reduceOnly());
    }

    private static @Nullable BigDecimal price(long units, Instrument instrument) {
        return units == 0 ? null : BigDecimal.valueOf(units, instrument.priceScale());
    }

    /** What a broker must be able to do to take it. */
    public Set<Capability> needs() {
        Set<Capability> needs = EnumSet.noneOf(Capability.class);
        switch (type) {
            case MARKET -> {}
            case LIMIT -> needs.add(Capability.LIMIT);
            case STOP -> needs.add(Capability.STOP);
            case STOP_LIMIT -> needs.add(Capability.STOP_LIMIT);
        }
        switch (timeInForce) {
            case GTC -> {}
            case IOC -> needs.add(Capability.IOC);
            case FOK -> needs.add(Capability.FOK);
            case DAY -> needs.add(Capability.DAY);
            case GTD -> needs.add(Capability.GTD);
        }
        if (reduceOnly) {
            needs.add(Capability.REDUCE_ONLY);
        }
        return needs;
    }
}
