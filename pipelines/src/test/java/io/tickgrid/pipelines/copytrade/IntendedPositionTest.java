package io.tickgrid.pipelines.copytrade;

import static io.tickgrid.pipelines.copytrade.Fixture.CASH;
import static io.tickgrid.pipelines.copytrade.Fixture.PRICE;
import static io.tickgrid.pipelines.copytrade.Fixture.TERMS;
import static io.tickgrid.pipelines.copytrade.Fixture.account;
import static io.tickgrid.pipelines.copytrade.Fixture.decideAndApply;
import static io.tickgrid.pipelines.copytrade.Fixture.fill;
import static io.tickgrid.pipelines.copytrade.Fixture.fillAll;
import static io.tickgrid.pipelines.copytrade.Fixture.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random leaders against an oracle in BigDecimal. */
class IntendedPositionTest {
    private static final long SEED = 7_4711L;
    private static final long LOT = TERMS.lotUnits();

    private static final class Leader {
        private final Random random;
        private long position;
        private long sequence;

        Leader(Random random) {
            this.random = random;
        }

        LeaderFill next() {
            boolean buy = random.nextBoolean();
            long quantity = 1 + random.nextInt(5_000);
            int kind = random.nextInt(8);
            if (kind == 0 && position != 0) {
                quantity = Math.abs(position);
                buy = position < 0;
            } else if (kind == 1 && position != 0) {
                quantity = Math.abs(position) + 1 + random.nextInt(3_000);
                buy = position < 0;
            }
            return fill(quantity, buy);
        }

        LeaderFill flat() {
            return fill(Math.abs(position), position < 0);
        }

        private LeaderFill fill(long quantity, boolean buy) {
            LeaderFill event = Fixture.fill(
                    "leader",
                    ++sequence,
                    buy,
                    quantity,
                    position,
                    5_000 + random.nextInt(10_000),
                    (1_000 + random.nextInt(1_000_000)) * CASH + random.nextInt(100_000_000));
            position += buy ? quantity : -quantity;
            return event;
        }
    }

    @Test
    void followersKeepTheirExactIntendedPositionAndStayWithinALotOfIt() {
        Random random = new Random(SEED);
        for (int run = 0; run < 60; run++) {
            FollowerBlock block = new FollowerBlock();
            List<LinkTerms> links = new ArrayList<>();
            List<BigDecimal> intended = new ArrayList<>();
            for (SizingMode mode : SizingMode.values()) {
                for (int i = 0; i < 3; i++) {
                    String id = mode + "-" + i;
                    long value = switch (mode) {
                        case PERCENT -> 1 + random.nextLong(300 * CASH);
                        case EQUITY_RATIO, BALANCE_RATIO, MULTIPLIER -> 1 + random.nextLong(3 * CASH);
                        case FIXED -> 1 + random.nextLong(5 * CASH);
                        case FIXED_AMOUNT -> 1 + random.nextLong(500 * CASH);
                        case RISK_PERCENT -> 1 + random.nextLong(CASH / 1_000);
                    };
                    block.putAccount(account(id, 100_000_000 * CASH));
                    LinkTerms terms = link(id, mode, value);
                    block.putLink(terms);
                    links.add(terms);
                    intended.add(BigDecimal.ZERO);
                }
            }
            Leader leader = new Leader(random);
            long sequence = 1;
            List<OrderEvent> late = new ArrayList<>();
            for (int step = 0; step < 80 || leader.position != 0; step++) {
                LeaderFill event = step < 80 ? leader.next() : leader.flat();
                String what = "seed " + SEED + ", run " + run + ", step " + step + ": " + event;
                List<BigDecimal> equity = links.stream()
                        .map(l -> BigDecimal.valueOf(block.cashUnits(l.followerAccountId()), 8)
                                .add(BigDecimal.valueOf(
                                        block.heldUnits(l.followerAccountId(), TERMS.id()) * event.priceUnits(), 5)))
                        .toList();
                List<BigDecimal> balance = links.stream()
                        .map(LinkTerms::followerAccountId)
                        .map(f -> BigDecimal.valueOf(
                                block.cashUnits(f)
                                        - block.reservedUnits(f)
                                        + 2 * Math.min(0, block.heldUnits(f, TERMS.id())) * event.priceUnits() * 1_000,
                                8))
                        .toList();
                DecisionColumns decisions = decideAndApply(block, event);
                assertThat(decisions.size()).as(what).isEqualTo(links.size());
                for (int i = 0; i < links.size(); i++) {
                    LinkTerms link = links.get(i);
                    BigDecimal value = BigDecimal.valueOf(link.valueUnits(), 8);
                    intended.set(
                            i,
                            IntendedOracle.after(
                                    intended.get(i), link.mode(), value, event, TERMS, equity.get(i), balance.get(i)));
                    BigDecimal kept = new BigDecimal(block.intended(link.id(), TERMS.id()));
                    assertThat(kept.subtract(intended.get(i)).abs())
                            .as("%s, %s", what, link.id())
                            .isLessThan(new BigDecimal("1e-12"));
                    if (kept.signum() == 0) {
                        intended.set(i, BigDecimal.ZERO);
                    }
                    long total = block.heldUnits(link.followerAccountId(), TERMS.id())
                            + block.workingUnits(link.followerAccountId(), TERMS.id());
                    assertThat(BigDecimal.valueOf(total, 3).subtract(kept).abs())
                            .as("%s, %s", what, link.id())
                            .isLessThan(BigDecimal.valueOf(LOT, 3));
                    assertThat(total % LOT).as("%s, %s", what, link.id()).isZero();
                    assertThat(decisions.outcome(i))
                            .as("%s, %s %s", what, link.id(), decisions.code(i))
                            .isNotEqualTo(DecisionColumns.Outcome.REJECTED);
                    // orders are filled at once, later, or in two parts
                    if (decisions.orderedUnits(i) > 0) {
                        long units = decisions.buy(i) ? decisions.orderedUnits(i) : -decisions.orderedUnits(i);
                        long first = random.nextBoolean() ? units : units / 2;
                        late.add(Fixture.event(
                                link.followerAccountId(),
                                decisions.clientOrderId(i),
                                0,
                                first,
                                first,
                                -first * event.priceUnits() * 1_000));
                        if (first != units) {
                            long rest = units - first;
                            late.add(Fixture.event(
                                    link.followerAccountId(),
                                    decisions.clientOrderId(i),
                                    0,
                                    rest,
                                    rest,
                                    -rest * event.priceUnits() * 1_000));
                        }
                    }
                }
                sequence = send(block, late.subList(0, random.nextInt(late.size() + 1)), sequence);
            }
            send(block, late, sequence);
            for (LinkTerms link : links) {
                String what = "seed " + SEED + ", run " + run + ", " + link.id();
                String follower = link.followerAccountId();
                assertThat(block.heldUnits(follower, TERMS.id())).as(what).isZero();
                assertThat(block.workingUnits(follower, TERMS.id())).as(what).isZero();
                assertThat(block.reservedUnits(follower)).as(what).isZero();
                assertThat(block.intended(link.id(), TERMS.id())).as(what).isEqualTo("0");
            }
            assertThat(block.openOrderCount()).isZero();
        }
    }

    /** Applies events in their order and empties the list; gives the next sequence. */
    private static long send(FollowerBlock block, List<OrderEvent> events, long sequence) {
        long next = sequence;
        for (OrderEvent e : events) {
            block.fill(
                    Fixture.event(
                            e.accountId(),
                            e.clientOrderId(),
                            next++,
                            e.signedUnits(),
                            e.releasedUnits(),
                            e.cashUnits()),
                    TERMS);
        }
        events.clear();
        return next;
    }

    /** With limits, minimums and refusals in the way, a follower still ends flat, and never on the leader's other side. */
    @Test
    void aFollowerEndsFlatWhenItsLeaderDoesWhateverStandsInTheWay() {
        Random random = new Random(SEED + 1);
        io.tickgrid.pipelines.risk.InstrumentTerms terms =
                new io.tickgrid.pipelines.risk.InstrumentTerms(TERMS.id(), 2, 3, LOT, 300, 10 * CASH, 1_000, 500, true);
        for (int run = 0; run < 300; run++) {
            FollowerBlock block = new FollowerBlock();
            int followers = 12;
            for (int i = 0; i < followers; i++) {
                String id = "f" + i;
                block.putAccount(account(id, (100 + random.nextInt(2_000)) * CASH));
                SizingMode mode = SizingMode.values()[random.nextInt(SizingMode.values().length)];
                Fixture.Link link = new Fixture.Link(id)
                        .mode(mode, 1 + random.nextLong(mode == SizingMode.PERCENT ? 200 * CASH : 2 * CASH))
                        .limits(
                                random.nextBoolean() ? 0 : 1 + random.nextLong(3 * CASH),
                                random.nextBoolean() ? 0 : 1 + random.nextLong(300 * CASH),
                                random.nextBoolean() ? 0 : 1 + random.nextLong(5 * CASH));
                if (random.nextBoolean()) {
                    link.force();
                }
                block.putLink(link.terms());
            }
            Leader leader = new Leader(random);
            long sequence = 1;
            for (int step = 0; step < 40; step++) {
                LeaderFill event = step == 39 && leader.position != 0 ? leader.flat() : leader.next();
                DecisionColumns decisions = new DecisionColumns();
                block.decide(event, terms, event.priceUnits(), 0, decisions);
                block.apply(event, terms, decisions);
                for (int i = 0; i < decisions.size(); i++) {
                    String id = decisions.followerAccountId(i);
                    String what = "seed " + (SEED + 1) + ", run " + run + ", step " + step + ", " + event + ": "
                            + Fixture.row(decisions, i);
                    long before = decisions.heldBefore(i) + decisions.workingBefore(i);
                    long units = decisions.buy(i) ? decisions.orderedUnits(i) : -decisions.orderedUnits(i);
                    long after = before + units;
                    assertThat(after == 0 || after > 0 == leader.position > 0)
                            .as(what)
                            .isTrue();
                    boolean adds = event.leaderPositionBeforeUnits() == 0
                            || event.leaderPositionBeforeUnits() > 0 == event.buy()
                            || event.quantityUnits() > Math.abs(event.leaderPositionBeforeUnits());
                    if (!adds) {
                        assertThat(Math.abs(after)).as(what).isLessThanOrEqualTo(Math.abs(before));
                    }
                    if (units != 0 && after != 0) {
                        assertThat(Math.abs(units)).as(what).isGreaterThanOrEqualTo(300);
                    }
                    if (random.nextInt(10) == 0 && units != 0 && step < 38) {
                        // the broker refuses it
                        block.fill(Fixture.event(id, decisions.clientOrderId(i), sequence++, 0, units, 0), terms);
                    } else if (units != 0) {
                        block.fill(Fixture.filled(decisions, i, sequence++, event.priceUnits()), terms);
                    }
                    assertThat(block.reservedUnits(id)).as(what).isZero();
                }
            }
            if (leader.position == 0) {
                for (int i = 0; i < followers; i++) {
                    assertThat(block.heldUnits("f" + i, TERMS.id()))
                            .as("seed " + (SEED + 1) + ", run " + run + ", f" + i)
                            .isZero();
                }
            }
        }
    }

    @Test
    void residuesCarryUntilTheyMakeALot() {
        FollowerBlock block = new FollowerBlock();
        block.putAccount(account("f"));
        block.putLink(link("f", SizingMode.PERCENT, 33 * CASH));
        long position = 0;
        long ordered = 0;
        for (int i = 1; i <= 100; i++) {
            DecisionColumns decisions = decideAndApply(block, fill(i, true, 10, position));
            position += 10;
            ordered += decisions.orderedUnits(0);
            BigDecimal exact = BigDecimal.valueOf(10L * i * 33, 5);
            assertThat(new BigDecimal(block.intended("link-f", TERMS.id()))).isEqualByComparingTo(exact);
            assertThat(ordered)
                    .isEqualTo(exact.divide(BigDecimal.valueOf(LOT, 3), 0, RoundingMode.DOWN)
                                    .longValueExact()
                            * LOT);
            fillAll(block, decisions, i, PRICE);
        }
        assertThat(ordered).isEqualTo(330);
    }

    @Test
    void aThirdThreeTimesIsAWhole() {
        FollowerBlock block = new FollowerBlock();
        block.putAccount(account("f", 1_000 * CASH));
        block.putLink(link("f", SizingMode.EQUITY_RATIO, CASH));
        long position = 0;
        long ordered = 0;
        for (int i = 1; i <= 3; i++) {
            // the follower's equity stays 1,000: it trades at an unchanged price without fee
            DecisionColumns decisions =
                    decideAndApply(block, fill("leader", i, true, 10, position, PRICE, 3_000 * CASH));
            position += 10;
            ordered += decisions.orderedUnits(0);
            fillAll(block, decisions, i, PRICE);
        }
        assertThat(ordered).isEqualTo(10);
    }
}
