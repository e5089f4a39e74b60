package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.pipelines.copytrade.CopyCases.Market;
import io.tickgrid.pipelines.copytrade.CopyCases.Move;
import io.tickgrid.pipelines.copytrade.CopyCases.Step;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaders and a broker about a block: makes leaders' fills of generated steps, and the events of the orders that
 * followers made. Knows nothing of the block, so the same events can be given to several.
 */
final class CopyWorld {
    private record Working(String account, String id, long signed, int steps) {}

    private final Market market;
    private final long wealth;
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final List<Working> working = new ArrayList<>();
    private long eventSequence;

    /** @param wealth equity of each leader, units of 10^-8; half of it is free cash */
    CopyWorld(Market market, long wealth) {
        this.market = market;
        this.wealth = wealth;
    }

    long position(String leader) {
        return positions.getOrDefault(leader, 0L);
    }

    /** The leader's next fill; it moves his position. */
    LeaderFill next(String leader, Step step) {
        long position = position(leader);
        long size = Math.abs(position);
        boolean adds = step.move() == Move.ADD || position == 0;
        boolean buy = position == 0 ? step.buy() : adds == position > 0;
        long opened = Math.max(1, market.usualUnits() * step.sizePermille() / 1_000);
        long quantity = adds
                ? opened
                : switch (step.move()) {
                    case PART -> Math.max(1, (long) ((double) size * step.sizePermille() / 1_000));
                    case CLOSE -> size;
                    case ADD, TURN -> size + opened;
                };
        return fill(leader, step, buy, quantity);
    }

    LeaderFill fill(String leader, Step step, boolean buy, long quantity) {
        long price = price(step);
        long distance = Math.max(1, price / 10);
        LeaderFill event = new LeaderFill(
                leader,
                "demo",
                sequences.merge(leader, 1L, Long::sum),
                market.terms().id(),
                buy,
                quantity,
                price,
                buy ? price - distance : price + distance,
                wealth / 2,
                wealth,
                position(leader),
                leader + "-order-" + sequences.get(leader),
                sequences.get(leader));
        positions.merge(leader, buy ? quantity : -quantity, Long::sum);
        return event;
    }

    long price(Step step) {
        return Math.max(2, market.price() * step.pricePercent() / 100);
    }

    /** The latest price at a fill; 0 = not known. */
    long latest(Step step) {
        return step.marketPercent() == 0 ? 0 : Math.max(1, price(step) * step.marketPercent() / 100);
    }

    /** What becomes of what still works and of what was decided: events in their sequence. */
    List<OrderEvent> settle(DecisionColumns decisions, Step step, boolean mayReject) {
        List<OrderEvent> events = new ArrayList<>();
        List<Working> waiting = List.copyOf(working);
        working.clear();
        for (Working order : waiting) {
            settle(order, step, events);
        }
        for (int i = 0; i < decisions.size(); i++) {
            if (decisions.orderedUnits(i) > 0) {
                String account = decisions.followerAccountId(i);
                // by the follower, not by its row
                int fate = Math.floorMod(account.hashCode() + step.fate(), mayReject ? 5 : 4);
                long signed = signed(decisions, i);
                long first = fate == 3 ? signed / 2 : 0;
                if (first != 0) {
                    events.add(event(account, decisions.clientOrderId(i), first, first, step));
                }
                Working order = new Working(account, decisions.clientOrderId(i), signed - first, Math.min(fate, 2));
                if (fate == 4) {
                    events.add(event(account, order.id(), 0, signed, step));
                } else {
                    settle(order, step, events);
                }
            }
        }
        return events;
    }

    /** Fills an order that has waited long enough. */
    private void settle(Working order, Step step, List<OrderEvent> events) {
        if (order.steps() > 0) {
            working.add(new Working(order.account(), order.id(), order.signed(), order.steps() - 1));
        } else {
            events.add(event(order.account(), order.id(), order.signed(), order.signed(), step));
        }
    }

    static long signed(DecisionColumns decisions, int row) {
        return decisions.buy(row) ? decisions.orderedUnits(row) : -decisions.orderedUnits(row);
    }

    /** A trade of an account beside its links. */
    OrderEvent byHand(String account, long signed, Step step) {
        return event(account, "hand-" + (eventSequence + 1), signed, signed, step);
    }

    private OrderEvent event(String account, String id, long filled, long released, Step step) {
        BigDecimal value = market.value(filled, price(step));
        BigDecimal fee = value.abs().multiply(BigDecimal.valueOf(market.terms().feePpm(), 6));
        return new OrderEvent(
                ++eventSequence,
                "demo",
                account,
                id,
                market.terms().id(),
                filled == 0 ? "REJECTED" : "FILLED",
                filled,
                released,
                value.add(fee)
                        .negate()
                        .movePointRight(8)
                        .setScale(0, RoundingMode.FLOOR)
                        .longValueExact(),
                0);
    }
}
