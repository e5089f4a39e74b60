package io.tickgrid.pipelines.copytrade;

import static io.tickgrid.pipelines.copytrade.Fixture.CASH;
import static io.tickgrid.pipelines.copytrade.Fixture.PRICE;
import static io.tickgrid.pipelines.copytrade.Fixture.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits;
import io.tickgrid.grid.risk.RiskMarks;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Limits of accounts in a block. Followers copy a fixed 50.000 at 100.00; each is worth 10,000. */
class BlockLimitsTest {
    private static final InstrumentTerms OTHER = new InstrumentTerms("V:OTHER/USD", 2, 3, 10, 0, 0, 0, 0, true);
    private static final long EQUITY = 10_000 * CASH;

    private final FollowerBlock block = new FollowerBlock();

    private void follower(String id, RiskLimits limits, RiskMarks marks) {
        block.putAccount(Fixture.account(id, EQUITY));
        block.putLink(Fixture.link(id, SizingMode.FIXED, 50 * CASH));
        if (limits != RiskLimits.NONE) {
            block.putLimits(id, AccountRisk.column(limits, marks), 7);
        }
    }

    private static String row(DecisionColumns d, String follower) {
        for (int i = 0; i < d.size(); i++) {
            if (d.followerAccountId(i).equals(follower)) {
                return d.orderedUnits(i) + " " + d.outcome(i) + " " + d.code(i);
            }
        }
        return "none";
    }

    @Test
    void eachAccountKeepsToItsOwnLimits() {
        RiskMarks lost = new RiskMarks(0, 2 * EQUITY, 2 * EQUITY, 0, 3);
        follower("free", RiskLimits.NONE, lost);
        follower("position", new RiskLimits(5 * CASH, 0, 0, 0, 0, 0, 0), lost);
        follower("exposure", new RiskLimits(0, 3_000 * CASH, 0, 0, 0, 0, 0), lost);
        follower("loss", new RiskLimits(0, 0, 3 * CASH, 0, 0, 0, 0), lost);
        follower("peak", new RiskLimits(0, 0, 0, 10 * CASH, 0, 0, 0), lost);
        follower("leverage", new RiskLimits(0, 0, 0, 0, CASH / 10, 0, 0), lost);
        follower("rate", new RiskLimits(0, 0, 0, 0, 0, 0, 3), lost);

        DecisionColumns d = Fixture.decide(block, Fixture.fill(1, true, 1_000, 0));

        assertThat(row(d, "free")).isEqualTo("50000 ORDER null");
        assertThat(row(d, "position")).isEqualTo("5000 ORDER MAX_POSITION");
        assertThat(row(d, "exposure")).isEqualTo("30000 ORDER MAX_EXPOSURE");
        assertThat(row(d, "loss")).isEqualTo("0 REJECTED DAILY_LOSS");
        assertThat(row(d, "peak")).isEqualTo("0 REJECTED DRAWDOWN_STOP");
        assertThat(row(d, "leverage")).isEqualTo("10000 ORDER MAX_LEVERAGE");
        assertThat(row(d, "rate")).isEqualTo("0 REJECTED ORDER_RATE");
    }

    @Test
    void whatOnlyWaitsCountsAlsoInABlockThatWasMadeAgain() {
        follower("f", new RiskLimits(0, 1_000 * CASH, 0, 0, 0, 0, 0), RiskMarks.NONE);
        block.loadCopy("link-f", OTHER, "0", 0, 0);
        block.loadOrder("link-f", OTHER, "copy-order", 10_000, 100_00, 1);
        assertThat(row(Fixture.decide(block, Fixture.fill(1, true, 1_000, 0)), "f"))
                .as("10 at 100 wait")
                .isEqualTo("0 REJECTED MAX_EXPOSURE");
        Set<String> priced = new HashSet<>();
        block.heldByFollowers("leader", priced);
        assertThat(priced).contains(OTHER.id());
    }

    @Test
    void whatIsHeldAndWorkingOfOtherInstrumentsCountsAtItsLatestPrice() {
        follower("f", new RiskLimits(0, 3_000 * CASH, 0, 0, 0, 0, 0), RiskMarks.NONE);
        block.loadHolding("f", OTHER, -10_000, -500 * CASH);
        block.price(OTHER, 120_00);
        assertThat(row(Fixture.decide(block, Fixture.fill(1, true, 1_000, 0)), "f"))
                .as("10 at 120 are 1,200")
                .isEqualTo("18000 ORDER MAX_EXPOSURE");

        block.loadCopy("link-f", OTHER, "0", 0, 0);
        block.loadOrder("link-f", OTHER, "copy-order", -5_000, 120_00, 1);
        assertThat(row(Fixture.decide(block, Fixture.fill(1, true, 1_000, 0)), "f"))
                .as("15 at 120 are 1,800")
                .isEqualTo("12000 ORDER MAX_EXPOSURE");
    }

    @Test
    void thePriceOfALeaderIsComparedWithTheLatest() {
        follower("f", new RiskLimits(0, 0, 0, 0, 0, 2 * CASH, 0), RiskMarks.NONE);
        LeaderFill fill = Fixture.fill(1, true, 1_000, 0);
        assertThat(row(Fixture.decide(block, fill, 98_00), "f")).as("2.04 %").isEqualTo("0 REJECTED ORDER_PRICE_BAND");
        assertThat(row(Fixture.decide(block, fill, 98_10), "f")).isEqualTo("50000 ORDER null");
    }

    @Test
    void anOlderChangeIsIgnoredAndLimitsMayBeLifted() {
        follower("f", new RiskLimits(5 * CASH, 0, 0, 0, 0, 0, 0), RiskMarks.NONE);
        long[] none = AccountRisk.column(RiskLimits.NONE, RiskMarks.NONE);
        assertThat(block.putLimits("f", none, 7)).isFalse();
        assertThat(row(Fixture.decide(block, Fixture.fill(1, true, 1_000, 0)), "f"))
                .startsWith("5000 ");
        assertThat(block.putLimits("f", none, 8)).isTrue();
        assertThat(row(Fixture.decide(block, Fixture.fill(1, true, 1_000, 0)), "f"))
                .startsWith("50000 ");
    }

    @Test
    void aBlockThatIsReadBackDecidesTheSameAndTakesNewerLimitsOnly() throws IOException {
        follower("a", RiskLimits.NONE, RiskMarks.NONE);
        follower("f", new RiskLimits(5 * CASH, 0, 0, 0, 0, 0, 0), RiskMarks.NONE);
        FollowerBlock read = Fixture.read(Fixture.bytes(block));
        LeaderFill fill = Fixture.fill(1, true, 1_000, 0);
        assertThat(Fixture.rows(Fixture.decide(read, fill))).isEqualTo(Fixture.rows(Fixture.decide(block, fill)));
        assertThat(read.putLimits("f", AccountRisk.column(RiskLimits.NONE, RiskMarks.NONE), 7))
                .isFalse();
        assertThat(Fixture.bytes(read)).isEqualTo(Fixture.bytes(block));
    }

    @Test
    void aClosedMarketMovesNothingAndIsFollowedOutLater() {
        InstrumentTerms stock = new InstrumentTerms(TERMS.id(), 2, 3, 10, 0, 0, 0, 0, true, "XNYS");
        follower("f", RiskLimits.NONE, RiskMarks.NONE);
        // 2013-11-25, a Monday: 20:00 UTC is open, 22:00 is not
        long open = 1_385_409_600_000_000_000L;
        long closed = open + 2 * 3_600_000_000_000L;
        assertThat(decide(stock, 1, true, 0, open)).isEqualTo("50000 ORDER null");
        assertThat(decide(stock, 2, true, 1_000, closed)).isEqualTo("0 REJECTED MARKET_CLOSED");
        assertThat(block.intended("link-f", TERMS.id())).isEqualTo("50");
        assertThat(decide(stock, 3, false, 2_000, closed)).as("closes half").isEqualTo("0 REJECTED MARKET_CLOSED");
        assertThat(block.intended("link-f", TERMS.id())).isEqualTo("25");
        assertThat(decide(stock, 4, false, 1_000, open)).as("closes the rest").isEqualTo("50000 ORDER null");
    }

    private String decide(InstrumentTerms terms, long n, boolean buy, long before, long timeNs) {
        LeaderFill fill = new LeaderFill(
                "leader", "demo", n, terms.id(), buy, 1_000, PRICE, 0, EQUITY, EQUITY, before, "order-" + n, timeNs);
        DecisionColumns out = new DecisionColumns();
        block.decide(fill, terms, PRICE, 0, out);
        block.apply(fill, terms, out);
        return row(out, "f");
    }
}
