package io.tickgrid.pipelines.copytrade;

import static io.tickgrid.pipelines.copytrade.Fixture.CASH;
import static io.tickgrid.pipelines.copytrade.Fixture.PRICE;
import static io.tickgrid.pipelines.copytrade.Fixture.TERMS;
import static io.tickgrid.pipelines.copytrade.Fixture.account;
import static io.tickgrid.pipelines.copytrade.Fixture.decideAndApply;
import static io.tickgrid.pipelines.copytrade.Fixture.fill;
import static io.tickgrid.pipelines.copytrade.Fixture.fillAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a link says beside its size: the other side, slippage, open trades, its own minimum; over several fills. */
class LinkRulesTest {
    private static final long SEED = 20_261_126L;

    private static FollowerBlock block(Fixture.Link... links) {
        FollowerBlock block = new FollowerBlock();
        for (Fixture.Link link : links) {
            LinkTerms terms = link.terms();
            block.putAccount(account(terms.followerAccountId()));
            block.putLink(terms);
        }
        return block;
    }

    private static String decided(FollowerBlock block, LeaderFill event, long marketUnits) {
        return said(Fixture.decide(block, event, marketUnits), 0);
    }

    private static String said(DecisionColumns d, int row) {
        return (d.buy(row) ? "buy " : "sell ") + d.orderedUnits(row) + " " + d.outcome(row) + " " + d.code(row);
    }

    @Test
    void reverseIsTheMirrorOfThePlainLinkThroughWhateverTheLeaderDoes() {
        Random random = new Random(SEED);
        for (int run = 0; run < 40; run++) {
            SizingMode mode = SizingMode.values()[run % SizingMode.values().length];
            if (mode == SizingMode.RISK_PERCENT) {
                assertThatThrownBy(() ->
                                new Fixture.Link("f").mode(mode, CASH).reverse().terms())
                        .hasMessageContaining("reverse must not go with risk_percent");
                continue;
            }
            FollowerBlock block = block(
                    new Fixture.Link("plain").mode(mode, CASH),
                    new Fixture.Link("mirror").mode(mode, CASH).reverse());
            long position = 0;
            long sequence = 1;
            for (int step = 1; step <= 30; step++) {
                boolean last = step == 30 && position != 0;
                boolean buy = last ? position < 0 : random.nextBoolean();
                long quantity = last ? Math.abs(position) : 10 + random.nextInt(3_000);
                DecisionColumns d = decideAndApply(block, fill(step, buy, quantity, position));
                position += buy ? quantity : -quantity;
                BigDecimal plain = new BigDecimal(block.intended("link-plain", TERMS.id()));
                BigDecimal mirror = new BigDecimal(block.intended("link-mirror", TERMS.id()));
                if (mode == SizingMode.PERCENT || mode == SizingMode.MULTIPLIER || mode == SizingMode.FIXED) {
                    // no part of these depends on what the follower is worth by now
                    assertThat(mirror).as("run " + run + ", step " + step).isEqualByComparingTo(plain.negate());
                    assertThat(d.orderedUnits(1)).isEqualTo(d.orderedUnits(0));
                }
                assertThat(mirror.signum()).as("run " + run + ", step " + step).isEqualTo(-plain.signum());
                assertThat(d.buy(1)).isNotEqualTo(d.buy(0));
                sequence = fillAll(block, d, sequence, PRICE);
            }
            if (position == 0) {
                assertThat(block.heldUnits("plain", TERMS.id())).isZero();
                assertThat(block.heldUnits("mirror", TERMS.id())).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // 1 % of 100.00: worse by 1.00 passes, by 1.01 does not; better always does
        "true, false, 10100, buy 1000 ORDER null",
        "true, false, 10101, buy 0 SKIPPED SLIPPAGE",
        "true, false, 5000, buy 1000 ORDER null",
        "false, false, 9900, sell 1000 ORDER null",
        "false, false, 9899, sell 0 SKIPPED SLIPPAGE",
        // the other side has the other worse side
        "true, true, 9899, sell 0 SKIPPED SLIPPAGE",
        "true, true, 10101, sell 1000 ORDER null",
        // nothing known of the market
        "true, false, 0, buy 1000 ORDER null"
    })
    void slippageKeepsAnOpeningOut(boolean buy, boolean reverse, long market, String expected) {
        Fixture.Link link = new Fixture.Link("f").maxSlippage(CASH);
        FollowerBlock block = block(reverse ? link.reverse() : link);
        assertThat(decided(block, fill(1, buy, 1_000, 0), market)).isEqualTo(expected);
    }

    @Test
    void slippageNeverKeepsACloseBack() {
        FollowerBlock block = block(new Fixture.Link("f").maxSlippage(CASH));
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        assertThat(decided(block, fill(2, false, 500, 1_000), 1)).isEqualTo("sell 500 ORDER null");
        // a turn: what closes is closed, what opens is left out
        assertThat(decided(block, fill(2, false, 1_500, 1_000), 1)).isEqualTo("sell 1000 ORDER SLIPPAGE");
    }

    @Test
    void anOpeningThatSlippageKeptOutIsNotMadeUpForLater() {
        FollowerBlock block = block(new Fixture.Link("f").maxSlippage(CASH));
        LeaderFill first = fill(1, true, 1_000, 0);
        block.apply(first, TERMS, Fixture.decide(block, first, 2 * PRICE));
        assertThat(block.intended("link-f", TERMS.id())).isEqualTo("0");
        assertThat(decided(block, fill(2, true, 100, 1_000), PRICE)).isEqualTo("buy 100 ORDER null");
    }

    @Test
    void openTradesAreCountedByInstrumentAndAddingToOneIsNoNewOne() {
        FollowerBlock block = block(new Fixture.Link("f").maxOpenTrades(2));
        InstrumentTerms other = new InstrumentTerms("V:ETH/USD", 2, 3, 10, 0, 0, 0, 0, true);
        InstrumentTerms third = new InstrumentTerms("V:LTC/USD", 2, 3, 10, 0, 0, 0, 0, true);
        hold(block, other, 1_000);
        assertThat(decided(block, fill(1, true, 1_000, 0), 0)).isEqualTo("buy 1000 ORDER null");
        block.loadCopy("link-f", third, "0", 0, 0); // what is flat is not open
        DecisionColumns d = decideAndApply(block, fill(1, true, 1_000, 0));
        assertThat(said(d, 0)).isEqualTo("buy 1000 ORDER null");
        // the order is working: it counts as open already, and so adding to it passes
        assertThat(decided(block, fill(2, true, 500, 1_000), 0)).isEqualTo("buy 500 ORDER null");
        hold(block, third, 1_000);
        assertThat(decided(block, fill(2, true, 500, 1_000), 0)).isEqualTo("buy 500 ORDER null");
        assertThat(decided(block, fill(2, false, 1_000, 1_000), 0)).isEqualTo("sell 1000 ORDER null");

        FollowerBlock full = block(new Fixture.Link("f").maxOpenTrades(2));
        hold(full, other, 1_000);
        hold(full, third, -1_000);
        assertThat(decided(full, fill(1, true, 1_000, 0), 0)).isEqualTo("buy 0 SKIPPED MAX_OPEN_TRADES");
        // the user sells one by hand: its place is free
        full.loadHolding("f", other, 0, 0);
        assertThat(decided(full, fill(1, true, 1_000, 0), 0)).isEqualTo("buy 1000 ORDER null");
    }

    private static void hold(FollowerBlock block, InstrumentTerms terms, long units) {
        block.loadHolding("f", terms, units, units);
        block.loadCopy("link-f", terms, units > 0 ? "1" : "-1", units, 0);
    }

    @Test
    void aMinimumBetweenTwoUnitsIsTheGreater() {
        InstrumentTerms coarse = new InstrumentTerms(TERMS.id(), 2, 2, 1, 0, 0, 0, 0, true);
        FollowerBlock block = block(new Fixture.Link("f").minimum(1_500_000, 0)); // 0.015
        DecisionColumns out = new DecisionColumns();
        block.decide(fill(1, true, 1, 0), coarse, PRICE, 0, out);
        assertThat(said(out, 0)).isEqualTo("buy 0 SKIPPED BELOW_MINIMUM");
        block.decide(fill(1, true, 2, 0), coarse, PRICE, 0, out);
        assertThat(said(out, 0)).isEqualTo("buy 2 ORDER null");
    }

    @Test
    void aLimitBelowOneUnitLetsNothingInAndEverythingOut() {
        InstrumentTerms whole = new InstrumentTerms(TERMS.id(), 2, 0, 1, 0, 0, 0, 0, true);
        FollowerBlock block = block(
                new Fixture.Link("q").limits(CASH / 2, 0, 0),
                new Fixture.Link("p").limits(0, 0, CASH / 2),
                new Fixture.Link("one").limits(CASH, 0, CASH));
        DecisionColumns out = new DecisionColumns();
        block.decide(fill(1, true, 2, 0), whole, PRICE, 0, out);
        assertThat(said(out, 0)).isEqualTo("buy 0 REJECTED MAX_QUANTITY");
        assertThat(said(out, 1)).isEqualTo("buy 0 REJECTED MAX_POSITION");
        assertThat(said(out, 2)).isEqualTo("buy 1 ORDER MAX_QUANTITY");
        for (String follower : new String[] {"q", "p"}) {
            block.loadHolding(follower, whole, 2, 0);
            block.loadCopy("link-" + follower, whole, "2", 2, 0);
        }
        block.decide(fill(1, false, 3, 2), whole, PRICE, 0, out);
        assertThat(said(out, 0)).isEqualTo("sell 2 ORDER MAX_QUANTITY");
        assertThat(said(out, 1)).isEqualTo("sell 2 ORDER MAX_POSITION");
    }

    @Test
    void theMinimumOfALinkBindsWhatAddsAndNeverWhatReduces() {
        // at 100.00 each: at least 0.5, and at least worth 80
        FollowerBlock block = block(new Fixture.Link("f").minimum(CASH / 2, 80 * CASH));
        assertThat(decided(block, fill(1, true, 790, 0), 0)).isEqualTo("buy 0 SKIPPED BELOW_MINIMUM");
        DecisionColumns d = decideAndApply(block, fill(1, true, 800, 0));
        assertThat(said(d, 0)).isEqualTo("buy 800 ORDER null");
        fillAll(block, d, 1, PRICE);
        assertThat(decided(block, fill(2, false, 100, 800), 0)).isEqualTo("sell 100 ORDER null");

        FollowerBlock forced =
                block(new Fixture.Link("f").minimum(CASH / 2, 80 * CASH).force());
        assertThat(decided(forced, fill(1, true, 10, 0), 0)).isEqualTo("buy 800 ORDER null");
    }

    @Test
    void whatCannotBeSizedIsRefusedAndSaysWhy() {
        LeaderFill event = fill(1, true, 1_000, 0);
        LeaderFill bare = new LeaderFill(
                "leader", "demo", 1, TERMS.id(), true, 1_000, PRICE, 0, 0, event.leaderEquityUnits(), 0, "x", 1);
        assertThat(decided(block(new Fixture.Link("f").mode(SizingMode.RISK_PERCENT, CASH)), bare, 0))
                .isEqualTo("buy 0 REJECTED STOP_REQUIRED");
        assertThat(decided(block(new Fixture.Link("f").mode(SizingMode.BALANCE_RATIO, CASH)), bare, 0))
                .isEqualTo("buy 0 REJECTED INVALID_QUANTITY");
    }

    @Test
    void aBlockKeepsAllOfItInItsBytes() throws IOException {
        Fixture.Link link = new Fixture.Link("f")
                .reverse()
                .minimum(CASH, 2 * CASH)
                .maxSlippage(CASH)
                .maxOpenTrades(7)
                .limits(5 * CASH, 6 * CASH, 7 * CASH);
        FollowerBlock block = block(link);
        FollowerBlock read = Fixture.read(Fixture.bytes(block));
        assertThat(Fixture.bytes(read)).isEqualTo(Fixture.bytes(block));
        assertThat(decided(read, fill(1, true, 2_000, 0), 9_899)).isEqualTo("sell 0 SKIPPED SLIPPAGE");
        assertThat(decided(read, fill(1, true, 500, 0), 0)).isEqualTo("sell 0 SKIPPED BELOW_MINIMUM");
    }
}
