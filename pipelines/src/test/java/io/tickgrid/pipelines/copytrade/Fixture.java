package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Quantity scale 3, lot 0.010, price 100.00; fees none unless a test says so. */
final class Fixture {
    static final long CASH = 100_000_000L;
    static final long PRICE = 100_00;
    static final InstrumentTerms TERMS = new InstrumentTerms("V:BTC/USD", 2, 3, 10, 0, 0, 0, 0, true);

    private Fixture() {}

    static AccountTerms account(String id) {
        return account(id, 1_000_000 * CASH);
    }

    static AccountTerms account(String id, long cashUnits) {
        return new AccountTerms(id, "demo", true, true, cashUnits, 0, 0, 1);
    }

    static AccountTerms account(String id, boolean active, boolean entitled, long change) {
        return new AccountTerms(id, "demo", active, entitled, 1_000_000 * CASH, 0, 0, change);
    }

    static LinkTerms link(String follower, SizingMode mode, long valueUnits) {
        return new Link(follower).mode(mode, valueUnits).terms();
    }

    /** Terms of a link, changed one by one. */
    static final class Link {
        private final String follower;
        private String id;
        private String leader = "leader";
        private SizingMode mode = SizingMode.PERCENT;
        private long value = 100 * CASH;
        private long maxQuantity;
        private long maxCost;
        private long maxPosition;
        private boolean force;
        private boolean reverse;
        private long minQuantity;
        private long minCost;
        private long maxSlippage;
        private int maxOpenTrades;
        private List<String> allowed = List.of();
        private List<String> blocked = List.of();
        private LinkStatus status = LinkStatus.ACTIVE;
        private long from;
        private long change = 1;

        Link(String follower) {
            this.follower = follower;
            this.id = "link-" + follower;
        }

        Link id(String newId) {
            id = newId;
            return this;
        }

        Link leader(String newLeader) {
            leader = newLeader;
            return this;
        }

        Link mode(SizingMode newMode, long newValue) {
            mode = newMode;
            value = newValue;
            return this;
        }

        Link limits(long quantity, long cost, long position) {
            maxQuantity = quantity;
            maxCost = cost;
            maxPosition = position;
            return this;
        }

        Link force() {
            force = true;
            return this;
        }

        Link reverse() {
            reverse = true;
            return this;
        }

        Link minimum(long quantity, long cost) {
            minQuantity = quantity;
            minCost = cost;
            return this;
        }

        Link maxSlippage(long percent) {
            maxSlippage = percent;
            return this;
        }

        Link maxOpenTrades(int most) {
            maxOpenTrades = most;
            return this;
        }

        Link symbols(List<String> newAllowed, List<String> newBlocked) {
            allowed = newAllowed;
            blocked = newBlocked;
            return this;
        }

        Link status(LinkStatus newStatus, long newChange) {
            status = newStatus;
            change = newChange;
            return this;
        }

        Link from(long sequence) {
            from = sequence;
            return this;
        }

        LinkTerms terms() {
            return new LinkTerms(
                    id,
                    "demo",
                    leader,
                    follower,
                    mode,
                    value,
                    reverse,
                    maxQuantity,
                    maxCost,
                    maxPosition,
                    minQuantity,
                    minCost,
                    maxSlippage,
                    maxOpenTrades,
                    force,
                    allowed,
                    blocked,
                    status,
                    from,
                    change);
        }
    }

    static LeaderFill fill(long sequence, boolean buy, long quantityUnits, long positionBefore) {
        return fill("leader", sequence, buy, quantityUnits, positionBefore, PRICE, 1_000_000 * CASH);
    }

    /** With a stop a tenth away, and three times as much cash as equity. */
    static LeaderFill fill(
            String leader,
            long sequence,
            boolean buy,
            long quantityUnits,
            long positionBefore,
            long price,
            long equityUnits) {
        return new LeaderFill(
                leader,
                "demo",
                sequence,
                TERMS.id(),
                buy,
                quantityUnits,
                price,
                buy ? price - price / 10 : price + price / 10,
                3 * equityUnits,
                equityUnits,
                positionBefore,
                "leader-order-" + sequence,
                sequence);
    }

    static DecisionColumns decide(FollowerBlock block, LeaderFill event) {
        return decide(block, event, 0);
    }

    static DecisionColumns decide(FollowerBlock block, LeaderFill event, long marketUnits) {
        DecisionColumns out = new DecisionColumns();
        block.decide(event, TERMS, event.priceUnits(), marketUnits, out);
        return out;
    }

    static DecisionColumns decideAndApply(FollowerBlock block, LeaderFill event) {
        DecisionColumns out = decide(block, event);
        block.apply(event, TERMS, out);
        return out;
    }

    /** The event of an order's complete fill at the decision's price. */
    static OrderEvent filled(DecisionColumns decisions, int row, long sequence, long price) {
        long signed = decisions.buy(row) ? decisions.orderedUnits(row) : -decisions.orderedUnits(row);
        // quantity scale 3 and price scale 2: a unit of both is 10^-5, 1,000 units of cash
        return event(
                decisions.followerAccountId(row),
                decisions.clientOrderId(row),
                sequence,
                signed,
                signed,
                -signed * price * 1_000);
    }

    static OrderEvent event(String account, String id, long sequence, long filled, long released, long cash) {
        return new OrderEvent(sequence, "demo", account, id, TERMS.id(), "FILLED", filled, released, cash, 0);
    }

    /** Fills every order of the decisions; gives the next event sequence. */
    static long fillAll(FollowerBlock block, DecisionColumns decisions, long sequence, long price) {
        long next = sequence;
        for (int i = 0; i < decisions.size(); i++) {
            if (decisions.orderedUnits(i) > 0) {
                block.fill(filled(decisions, i, next++, price), TERMS);
            }
        }
        return next;
    }

    static byte[] bytes(FollowerBlock block) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            block.writeTo(new DataOutputStream(bytes));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FollowerBlock read(byte[] bytes) throws IOException {
        return FollowerBlock.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    static String row(DecisionColumns d, int i) {
        return d.followerAccountId(i) + " " + d.tenantId(i) + " " + d.linkId(i) + " " + (d.buy(i) ? "buy " : "sell ")
                + d.orderedUnits(i) + " " + d.outcome(i) + " " + d.code(i) + " "
                + Intended.text(d.intendedHigh(i), d.intendedLow(i), 3) + " " + d.heldBefore(i) + " "
                + d.workingBefore(i) + " " + d.clientOrderId(i);
    }

    static List<String> rows(DecisionColumns d) {
        return java.util.stream.IntStream.range(0, d.size())
                .mapToObj(i -> row(d, i))
                .toList();
    }
}
