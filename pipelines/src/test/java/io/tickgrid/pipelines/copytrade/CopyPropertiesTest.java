package io.tickgrid.pipelines.copytrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.pipelines.copytrade.CopyCases.Case;
import io.tickgrid.pipelines.copytrade.CopyCases.Follower;
import io.tickgrid.pipelines.copytrade.CopyCases.Market;
import io.tickgrid.pipelines.copytrade.CopyCases.Move;
import io.tickgrid.pipelines.copytrade.CopyCases.Step;
import io.tickgrid.pipelines.copytrade.DecisionColumns.Outcome;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of copying for any instrument, links, leader and fates of orders. */
class CopyPropertiesTest {
    private static final int TRIES = 400;
    private static final BigDecimal SNAP = BigDecimal.valueOf(Intended.SNAP, Intended.EXTRA_SCALE);

    @Provide
    Arbitrary<Case> cases() {
        return CopyCases.cases();
    }

    private static String name(int follower) {
        return "f" + follower;
    }

    private static FollowerBlock block(Case of) {
        FollowerBlock block = new FollowerBlock();
        for (int i = 0; i < of.followers().size(); i++) {
            Follower follower = of.followers().get(i);
            block.putAccount(follower.account(name(i), of.market()));
            block.putLink(follower.link(name(i), of.market()).terms());
        }
        return block;
    }

    private static DecisionColumns decide(FollowerBlock block, LeaderFill event, Market market, long latest) {
        DecisionColumns out = new DecisionColumns();
        block.decide(event, market.terms(), event.priceUnits(), latest, out);
        return out;
    }

    private static void fill(FollowerBlock block, List<OrderEvent> events, Market market) {
        for (OrderEvent event : events) {
            block.fill(event, market.terms());
        }
    }

    /** Intended positions of links, in quantity units of the instrument. */
    private static BigDecimal intended(FollowerBlock block, String link, Market market) {
        return new BigDecimal(block.intended(link, market.terms().id()))
                .movePointRight(market.terms().quantityScale());
    }

    private static BigDecimal intended(DecisionColumns d, int row) {
        return new BigDecimal(Intended.text(d.intendedHigh(row), d.intendedLow(row), 0));
    }

    private static long position(DecisionColumns d, int row) {
        return d.heldBefore(row) + d.workingBefore(row);
    }

    /** Rounded toward zero to the lot, where next to nothing that is missing to one is not missing. */
    private static long lots(BigDecimal units, InstrumentTerms terms) {
        BigDecimal lot = BigDecimal.valueOf(terms.lotUnits());
        BigDecimal size = units.abs().add(units.signum() == 0 ? BigDecimal.ZERO : SNAP);
        long rounded = size.divideToIntegralValue(lot).multiply(lot).longValueExact();
        return units.signum() < 0 ? -rounded : rounded;
    }

    @Property(tries = TRIES)
    void aPartialCloseTakesTheSameShareOffEachFollower(@ForAll("cases") Case any) {
        Market market = any.market();
        InstrumentTerms terms = market.terms();
        FollowerBlock block = block(any);
        CopyWorld world = new CopyWorld(market, 20 * market.usualValue());
        for (Step step : any.steps()) {
            LeaderFill event = world.next("leader", step);
            List<BigDecimal> before = new ArrayList<>();
            for (int i = 0; i < any.followers().size(); i++) {
                before.add(intended(block, "link-" + name(i), market));
            }
            DecisionColumns d = decide(block, event, market, world.latest(step));
            long had = event.leaderPositionBeforeUnits();
            if (had != 0 && had > 0 != event.buy() && event.quantityUnits() <= Math.abs(had)) {
                BigDecimal size = BigDecimal.valueOf(Math.abs(had));
                BigDecimal left = size.subtract(BigDecimal.valueOf(event.quantityUnits()));
                for (int i = 0; i < d.size(); i++) {
                    String what = event + ": " + Fixture.row(d, i);
                    // nearest in units of 10^-12, halves away from zero
                    assertThat(intended(d, i))
                            .as(what)
                            .isEqualByComparingTo(before.get(i)
                                    .multiply(left)
                                    .divide(size, Intended.EXTRA_SCALE, RoundingMode.HALF_UP));
                    Follower follower = any.followers().get(i);
                    if (!follower.force()) {
                        closesDownTo(lots(intended(d, i), terms), d, i, terms.minimumUnits(event.priceUnits()), what);
                    }
                }
            }
            block.apply(event, terms, d);
            fill(block, world.settle(d, step, true), market);
        }
    }

    /** The order takes the position to the target, adds nothing to it, and is left out only where it is too small. */
    private static void closesDownTo(long target, DecisionColumns d, int row, long minimum, String what) {
        long position = position(d, row);
        long kept = Long.signum(target) == Long.signum(position)
                ? Long.signum(position) * Math.min(Math.abs(position), Math.abs(target))
                : 0;
        long order = kept - position;
        boolean small = kept != 0 && Math.abs(order) < minimum;
        assertThat(CopyWorld.signed(d, row)).as(what).isEqualTo(small ? 0 : order);
    }

    @Property(tries = TRIES)
    void whatRoundingLeavesOverStaysIntendedAndIsNeverALot(@ForAll("cases") Case any) {
        Market market = any.market();
        InstrumentTerms terms = new InstrumentTerms(
                market.terms().id(),
                market.terms().priceScale(),
                market.terms().quantityScale(),
                market.terms().lotUnits(),
                0,
                0,
                market.terms().feePpm(),
                0,
                true);
        Market free = new Market(terms, market.price());
        Case of = new Case(
                free, any.followers().stream().map(Follower::unhindered).toList(), any.steps());
        FollowerBlock block = block(of);
        CopyWorld world = new CopyWorld(free, CopyCases.wealth(free));
        List<BigDecimal> exact =
                new ArrayList<>(Collections.nCopies(of.followers().size(), BigDecimal.ZERO));
        int fills = 0;
        for (Step step : of.steps()) {
            LeaderFill event = world.next("leader", step);
            DecisionColumns d = decide(block, event, free, world.latest(step));
            fills++;
            for (int i = 0; i < d.size(); i++) {
                String what = event + ": " + Fixture.row(d, i);
                Follower follower = of.followers().get(i);
                LinkTerms link = follower.link(name(i), free).terms();
                assertThat(d.outcome(i)).as(what).isNotEqualTo(Outcome.REJECTED);
                LeaderFill seen = link.reverse() ? reversed(event) : event;
                exact.set(
                        i,
                        IntendedOracle.after(
                                exact.get(i),
                                link.mode(),
                                BigDecimal.valueOf(link.valueUnits(), 8),
                                seen,
                                terms,
                                equity(block, name(i), free, event.priceUnits()),
                                balance(block, name(i), free, event.priceUnits())));
                BigDecimal oracle = exact.get(i).movePointRight(terms.quantityScale());
                // each opening is rounded twice at most, each closing once
                assertThat(intended(d, i).subtract(oracle).abs())
                        .as(what + ", exact " + oracle)
                        .isLessThanOrEqualTo(BigDecimal.valueOf(3L * fills, Intended.EXTRA_SCALE));
                if (world.position("leader") == 0) {
                    assertThat(intended(d, i)).as(what).isZero();
                    exact.set(i, BigDecimal.ZERO);
                }
                BigDecimal after = BigDecimal.valueOf(position(d, i) + CopyWorld.signed(d, i));
                BigDecimal left = intended(d, i).subtract(after);
                assertThat(left.abs()).as(what).isLessThan(BigDecimal.valueOf(terms.lotUnits()));
                assertThat(after.abs())
                        .as(what)
                        .isLessThanOrEqualTo(intended(d, i).abs().add(SNAP));
                assertThat(after.longValueExact()).as(what).isEqualTo(lots(intended(d, i), terms));
            }
            block.apply(event, terms, d);
            fill(block, world.settle(d, step, false), free);
        }
    }

    /** The fill as the other side has it. */
    private static LeaderFill reversed(LeaderFill e) {
        return new LeaderFill(
                e.leaderAccountId(),
                e.tenantId(),
                e.leaderSequence(),
                e.instrument(),
                !e.buy(),
                e.quantityUnits(),
                e.priceUnits(),
                e.stopPriceUnits(),
                e.leaderBalanceUnits(),
                e.leaderEquityUnits(),
                -e.leaderPositionBeforeUnits(),
                e.clientOrderId(),
                e.eventTimeNs());
    }

    private static BigDecimal worth(FollowerBlock block, String account, Market market, long price) {
        // what is had is worth less by rounding, what is owed more
        return market.value(block.heldUnits(account, market.terms().id()), price)
                .setScale(8, RoundingMode.FLOOR);
    }

    private static BigDecimal equity(FollowerBlock block, String account, Market market, long price) {
        return BigDecimal.valueOf(block.cashUnits(account), 8).add(worth(block, account, market, price));
    }

    private static BigDecimal balance(FollowerBlock block, String account, Market market, long price) {
        BigDecimal owed = worth(block, account, market, price).min(BigDecimal.ZERO);
        return BigDecimal.valueOf(block.cashUnits(account) - block.reservedUnits(account), 8)
                .add(owed)
                .add(owed);
    }

    @Property(tries = 2 * TRIES)
    void roundingNeverExceedsALimit(@ForAll("cases") Case any) {
        Market market = any.market();
        FollowerBlock block = block(any);
        CopyWorld world = new CopyWorld(market, 20 * market.usualValue());
        for (Step step : any.steps()) {
            LeaderFill event = world.next("leader", step);
            DecisionColumns d = decide(block, event, market, world.latest(step));
            for (int i = 0; i < d.size(); i++) {
                long signed = CopyWorld.signed(d, i);
                long position = position(d, i);
                boolean reduces =
                        Long.signum(signed) == -Long.signum(position) && Math.abs(signed) <= Math.abs(position);
                String what = event + ", link "
                        + any.followers().get(i).link(name(i), market).terms() + ": " + Fixture.row(d, i);
                if (signed != 0 && !reduces) {
                    List<String> exceeded = exceeded(any, i, block, d, signed, event.priceUnits());
                    assertThat(exceeded).as(what).isEmpty();
                    ErrorCode code = d.code(i);
                    if (code != null && code != ErrorCode.SLIPPAGE) {
                        // as much as there was room for: a lot more is too much
                        long more =
                                signed + Long.signum(signed) * market.terms().lotUnits();
                        assertThat(exceeded(any, i, block, d, more, event.priceUnits()))
                                .as(what)
                                .isNotEmpty();
                    }
                }
            }
            block.apply(event, market.terms(), d);
            fill(block, world.settle(d, step, true), market);
        }
    }

    /** The limits that an order breaks, in decimals. */
    private static List<String> exceeded(
            Case of, int follower, FollowerBlock block, DecisionColumns d, long signed, long price) {
        Market market = of.market();
        LinkTerms link =
                of.followers().get(follower).link(name(follower), market).terms();
        AccountTerms account = of.followers().get(follower).account(name(follower), market);
        long after = position(d, follower) + signed;
        BigDecimal value = market.value(Math.abs(signed), price);
        List<String> exceeded = new ArrayList<>();
        atMost("max_quantity", market.quantity(Math.abs(signed)), link.maxQuantityUnits(), exceeded);
        atMost("max_cost", value, link.maxCostUnits(), exceeded);
        atMost("max_position", market.quantity(Math.abs(after)), link.maxPositionUnits(), exceeded);
        atMost(
                "position of the account",
                market.value(Math.abs(after), price),
                account.maxPositionValueUnits(),
                exceeded);
        // what an order closes pays for what it opens; the fee is of all of it
        long closes = Math.abs(signed) - Math.min(Math.abs(signed), Math.abs(after));
        BigDecimal fee = value.multiply(BigDecimal.valueOf(market.terms().feePpm(), 6));
        BigDecimal opens = market.value(Math.abs(signed) - closes, price).add(fee);
        BigDecimal freed = market.value(closes, price);
        if (opens.compareTo(balance(block, name(follower), market, price).add(freed)) > 0) {
            exceeded.add("balance");
        }
        return exceeded;
    }

    private static void atMost(String name, BigDecimal number, long limitUnits, List<String> exceeded) {
        if (limitUnits > 0 && number.compareTo(BigDecimal.valueOf(limitUnits, 8)) > 0) {
            exceeded.add(name);
        }
    }

    @Property(tries = TRIES)
    void reverseOfReverseIsTheOriginal(@ForAll("cases") Case any) {
        Market market = any.market();
        InstrumentTerms terms = market.terms();
        FollowerBlock block = new FollowerBlock();
        // the mirror takes the other side of the leader, lot for lot; who reverses the mirror is the leader's plain
        // follower
        Follower all =
                new Follower(SizingMode.MULTIPLIER, 1_000, true, false, List.of(0, 0, 0, 0), List.of(0, 0), 0, 0);
        block.putAccount(all.account("mirror", market));
        block.putLink(all.link("mirror", market).terms());
        for (int i = 0; i < any.followers().size(); i++) {
            if (any.followers().get(i).mode() != SizingMode.RISK_PERCENT) {
                Follower plain = any.followers().get(i).reverse(false);
                block.putAccount(plain.account(name(i), market));
                block.putLink(plain.link(name(i), market).terms());
                Follower twice = plain.reverse(true);
                block.putAccount(twice.account("twice-" + i, market));
                block.putLink(twice.link("twice-" + i, market).leader("mirror").terms());
            }
        }
        CopyWorld world = new CopyWorld(market, 20 * market.usualValue());
        long least = terms.minimumUnits(market.price() / 2);
        long sequence = 0;
        for (Step step : any.steps()) {
            long position = world.position("leader");
            boolean adds = step.move() == Move.ADD || position == 0;
            boolean buy = position == 0 ? step.buy() : adds == position > 0;
            // whole orders of the mirror, so that it has all that its leader has
            long opened = terms.lots(least + market.usualUnits() * step.sizePermille() / 1_000);
            long size = Math.abs(position);
            long part = terms.lots(size / 1_000 * step.sizePermille() + size % 1_000 * step.sizePermille() / 1_000);
            long quantity = adds
                    ? opened
                    : step.move() == Move.TURN
                            ? size + opened
                            : step.move() == Move.CLOSE || part < terms.minimumUnits(world.price(step)) ? size : part;
            LeaderFill event = world.fill("leader", step, buy, quantity);
            DecisionColumns once = decide(block, event, market, world.latest(step));
            String what = event + ": " + Fixture.rows(once);
            assertThat(once.orderedUnits(0)).as(what).isEqualTo(quantity);
            assertThat(once.buy(0)).as(what).isEqualTo(!buy);
            LeaderFill copied = world.fill("mirror", step, !buy, quantity);
            DecisionColumns twice = decide(block, copied, market, world.latest(step));
            assertThat(twice.size()).as(what).isEqualTo(once.size() - 1);
            for (int i = 0; i < twice.size(); i++) {
                assertThat(said(twice, i)).as(what).isEqualTo(said(once, i + 1));
            }
            block.apply(event, terms, once);
            block.apply(copied, terms, twice);
            sequence = fillAlike(block, once, twice, step, market, world.price(step), sequence);
        }
    }

    private static String said(DecisionColumns d, int row) {
        return (d.buy(row) ? "buy " : "sell ") + d.orderedUnits(row) + " " + d.outcome(row) + " " + d.code(row) + " "
                + intended(d, row) + " held " + d.heldBefore(row) + " working " + d.workingBefore(row);
    }

    /** Gives the orders of both kinds of followers the same end; all of the mirror's are filled. */
    private static long fillAlike(
            FollowerBlock block,
            DecisionColumns once,
            DecisionColumns twice,
            Step step,
            Market market,
            long price,
            long sequence) {
        long next = sequence;
        for (int i = 0; i < once.size(); i++) {
            long signed = CopyWorld.signed(once, i);
            int fate = i == 0 ? 0 : (step.fate() + i) % 5;
            long filled = fate == 3 ? signed / 2 : fate == 4 ? 0 : signed;
            long cash = market.value(filled, price)
                    .negate()
                    .movePointRight(8)
                    .setScale(0, RoundingMode.FLOOR)
                    .longValueExact();
            if (signed != 0) {
                block.fill(event(once, i, ++next, market, filled, signed, cash), market.terms());
                if (i > 0) {
                    block.fill(event(twice, i - 1, ++next, market, filled, signed, cash), market.terms());
                }
            }
        }
        return next;
    }

    private static OrderEvent event(
            DecisionColumns d, int row, long sequence, Market market, long filled, long released, long cash) {
        return new OrderEvent(
                sequence,
                "demo",
                d.followerAccountId(row),
                d.clientOrderId(row),
                market.terms().id(),
                "FILLED",
                filled,
                released,
                cash,
                0);
    }

    @Property(tries = TRIES)
    void anyOrderOfLinksGivesTheSameDecisions(@ForAll("cases") Case any, @ForAll Random order) {
        Market market = any.market();
        // every second follower has two leaders, whose links share its account
        List<LinkTerms> links = new ArrayList<>();
        List<AccountTerms> accounts = new ArrayList<>();
        for (int i = 0; i < any.followers().size(); i++) {
            Follower follower = any.followers().get(i);
            accounts.add(follower.account(name(i), market));
            links.add(follower.link(name(i), market).terms());
            if (i % 2 == 0) {
                Follower other = any.followers().get((i + 1) % any.followers().size());
                // an id before the first link's for some, behind it for others
                links.add(other.reverse(follower.reverse())
                        .link(name(i), market)
                        .id((i % 4 == 0 ? "a-" : "z-") + name(i))
                        .leader("second")
                        .terms());
            }
        }
        FollowerBlock block = new FollowerBlock();
        accounts.forEach(block::putAccount);
        links.forEach(block::putLink);
        Collections.shuffle(accounts, order);
        Collections.shuffle(links, order);
        FollowerBlock other = new FollowerBlock();
        accounts.forEach(other::putAccount);
        links.forEach(other::putLink);

        CopyWorld world = new CopyWorld(market, 20 * market.usualValue());
        for (Step step : any.steps()) {
            String leader = step.fate() % 3 == 0 ? "second" : "leader";
            LeaderFill event = world.next(leader, step);
            DecisionColumns d = decide(block, event, market, world.latest(step));
            DecisionColumns e = decide(other, event, market, world.latest(step));
            assertThat(sorted(e)).as(event.toString()).isEqualTo(sorted(d));
            block.apply(event, market.terms(), d);
            other.apply(event, market.terms(), e);
            List<OrderEvent> events = world.settle(d, step, true);
            if (step.fate() % 4 == 0) {
                // a user sells by hand what links hold
                String account = name(step.fate() % any.followers().size());
                long held = block.heldUnits(account, market.terms().id());
                if (held / 2 != 0) {
                    events.add(world.byHand(account, -held / 2, step));
                }
            }
            fill(block, events, market);
            fill(other, events, market);
        }
    }

    private static List<String> sorted(DecisionColumns d) {
        return Fixture.rows(d).stream().sorted().toList();
    }

    @Property(tries = TRIES)
    void aRerunChangesNothing(@ForAll("cases") Case any, @ForAll Random random) throws IOException {
        Market market = any.market();
        FollowerBlock block = block(any);
        CopyWorld world = new CopyWorld(market, 20 * market.usualValue());
        List<Done> done = new ArrayList<>();
        byte[] saved = Fixture.bytes(block);
        for (Step step : any.steps()) {
            LeaderFill event = world.next("leader", step);
            byte[] before = Fixture.bytes(block);
            DecisionColumns d = decide(block, event, market, world.latest(step));
            DecisionColumns again = decide(block, event, market, world.latest(step));
            DecisionColumns readBack = decide(Fixture.read(before), event, market, world.latest(step));
            assertThat(Fixture.rows(again)).isEqualTo(Fixture.rows(d));
            assertThat(Fixture.rows(readBack)).isEqualTo(Fixture.rows(d));
            assertThat(Fixture.bytes(block)).isEqualTo(before);

            assertThat(block.apply(event, market.terms(), d))
                    .isEqualTo(any.followers().size());
            byte[] applied = Fixture.bytes(block);
            assertThat(block.apply(event, market.terms(), d)).isZero();
            assertThat(decide(block, event, market, world.latest(step)).size()).isZero();
            assertThat(Fixture.bytes(block)).isEqualTo(applied);

            List<OrderEvent> events = world.settle(d, step, true);
            fill(block, events, market);
            byte[] filled = Fixture.bytes(block);
            for (OrderEvent old : events) {
                assertThat(block.fill(old, market.terms())).as(old.toString()).isFalse();
            }
            assertThat(Fixture.bytes(block)).isEqualTo(filled);
            done.add(new Done(event, d, events));
            if (random.nextInt(done.size()) == 0) {
                saved = filled;
            }
        }
        // all inputs from the first come again, to a block of any moment: what it had is skipped, and it ends the same
        FollowerBlock restored = Fixture.read(saved);
        for (Done old : done) {
            restored.apply(old.event(), market.terms(), old.decisions());
            fill(restored, old.fills(), market);
        }
        assertThat(state(restored, any)).isEqualTo(state(block, any));
    }

    private record Done(LeaderFill event, DecisionColumns decisions, List<OrderEvent> fills) {}

    private static List<String> state(FollowerBlock block, Case of) {
        String instrument = of.market().terms().id();
        List<String> state = new ArrayList<>();
        for (int i = 0; i < of.followers().size(); i++) {
            String account = name(i);
            state.add(account + " " + block.cashUnits(account) + " " + block.reservedUnits(account) + " "
                    + block.heldUnits(account, instrument) + " " + block.workingUnits(account, instrument) + " "
                    + block.intended("link-" + account, instrument));
        }
        state.add(block.openOrderCount() + " " + block.lastEventSequence());
        return state;
    }
}
