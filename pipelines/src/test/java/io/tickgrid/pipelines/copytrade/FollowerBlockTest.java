package io.tickgrid.pipelines.copytrade;

import static io.tickgrid.pipelines.copytrade.Fixture.CASH;
import static io.tickgrid.pipelines.copytrade.Fixture.PRICE;
import static io.tickgrid.pipelines.copytrade.Fixture.TERMS;
import static io.tickgrid.pipelines.copytrade.Fixture.account;
import static io.tickgrid.pipelines.copytrade.Fixture.bytes;
import static io.tickgrid.pipelines.copytrade.Fixture.decide;
import static io.tickgrid.pipelines.copytrade.Fixture.decideAndApply;
import static io.tickgrid.pipelines.copytrade.Fixture.fill;
import static io.tickgrid.pipelines.copytrade.Fixture.fillAll;
import static io.tickgrid.pipelines.copytrade.Fixture.link;
import static io.tickgrid.pipelines.copytrade.Fixture.read;
import static io.tickgrid.pipelines.copytrade.Fixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.pipelines.copytrade.DecisionColumns.Outcome;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One block through everything that can happen to it. Long, because every case stands on the same hand-made block, and an
 * amount can be followed from case to case.
 */
class FollowerBlockTest {
    private final FollowerBlock block = new FollowerBlock();

    @BeforeEach
    void oneFollower() {
        block.putAccount(account("f"));
        block.putLink(link("f", SizingMode.PERCENT, 50 * CASH));
    }

    private static void assertOnly(DecisionColumns d, Outcome outcome, ErrorCode code, long units) {
        assertThat(d.size()).isEqualTo(1);
        assertThat(d.outcome(0)).isEqualTo(outcome);
        assertThat(d.code(0)).isEqualTo(code);
        assertThat(d.orderedUnits(0)).isEqualTo(units);
    }

    // ---- deciding and applying -------------------------------------------------------------------------------------

    @Test
    void decidingChangesNothingAndGivesTheSameAgain() {
        decideAndApply(block, fill(1, true, 1_000, 0));
        byte[] before = bytes(block);
        LeaderFill event = fill(2, true, 777, 1_000);

        List<String> first = rows(decide(block, event));
        List<String> again = rows(decide(block, event));

        assertThat(again).isEqualTo(first).hasSize(1);
        assertThat(bytes(block)).isEqualTo(before);
    }

    @Test
    void aBlockReadBackAfterACrashDecidesTheSame() throws IOException {
        decideAndApply(block, fill(1, true, 1_000, 0));
        LeaderFill event = fill(2, true, 777, 1_000);
        List<String> first = rows(decide(block, event));

        assertThat(rows(decide(read(bytes(block)), event))).isEqualTo(first);
    }

    @Test
    void applyingTwiceIsApplyingOnce() {
        LeaderFill event = fill(1, true, 1_000, 0);
        DecisionColumns decisions = decide(block, event);
        assertThat(block.apply(event, TERMS, decisions)).isEqualTo(1);
        byte[] once = bytes(block);

        assertThat(block.apply(event, TERMS, decisions)).isZero();
        assertThat(bytes(block)).isEqualTo(once);
        assertThat(decide(block, event).size()).as("an applied fill is decided").isZero();
    }

    @Test
    void theFirstStoredDecisionWins() {
        LeaderFill event = fill(1, true, 1_000, 0);
        DecisionColumns computed = decide(block, event);
        assertThat(computed.orderedUnits(0)).isEqualTo(500);
        LedgerRow row = CopyDecisions.ledger(event, TERMS, computed).getFirst();
        LedgerRow stored = new LedgerRow(
                row.leaderAccountId(),
                row.leaderSequence(),
                row.followerAccountId(),
                row.leg(),
                row.tenantId(),
                row.linkId(),
                row.instrument(),
                row.side(),
                "filled",
                "max_quantity",
                "0.4",
                0,
                300,
                300,
                PRICE,
                PRICE,
                row.clientOrderId(),
                1);
        DecisionColumns first = new DecisionColumns();
        CopyDecisions.read(event, TERMS, List.of(stored), first);

        block.apply(event, TERMS, first);

        assertThat(block.intended("link-f", TERMS.id())).isEqualTo("0.4");
        assertThat(block.workingUnits("f", TERMS.id())).isEqualTo(300);
        assertOnly(decide(block, fill(2, true, 200, 1_000)), Outcome.ORDER, null, 200);
    }

    @Test
    void decisionsSurviveTheLedger() {
        block.putAccount(account("g", 777_777 * CASH));
        block.putLink(link("g", SizingMode.EQUITY_RATIO, CASH));
        block.putAccount(account("h", true, false, 1));
        block.putLink(link("h", SizingMode.PERCENT, CASH));
        LeaderFill event = fill(1, false, 123_457, 0);
        DecisionColumns decisions = decide(block, event);
        DecisionColumns back = new DecisionColumns();

        List<LedgerRow> ledger = CopyDecisions.ledger(event, TERMS, decisions);
        CopyDecisions.read(event, TERMS, ledger, back);

        assertThat(rows(back)).isEqualTo(rows(decisions)).hasSize(3);
        assertThat(ledger).extracting(LedgerRow::outcome).containsExactly("pending", "pending", "skipped");
        assertThat(CopyDecisions.orders(event, ledger)).hasSize(2).allSatisfy(o -> {
            assertThat(o.cause()).isEqualTo("leader:leader:1");
            assertThat(o.side()).isEqualTo("SELL");
            assertThat(o.status()).isEqualTo("STORED");
        });
    }

    @Test
    void decisionsOfAnotherFillAreRefused() {
        DecisionColumns decisions = decide(block, fill(1, true, 1_000, 0));

        assertThatThrownBy(() -> block.apply(fill(2, true, 1_000, 0), TERMS, decisions))
                .hasMessage("decisions must be of leader leader and sequence 2, were of leader and 1");
    }

    @Test
    void aLinkCopiesOnlyWhatCameAfterItWasMade() {
        block.putAccount(account("late"));
        block.putLink(new Fixture.Link("late").from(7).terms());

        assertThat(rows(decide(block, fill(7, true, 1_000, 0)))).hasSize(1);
        assertThat(rows(decide(block, fill(8, true, 1_000, 0)))).hasSize(2);
    }

    @Test
    void anyOrderOfLinksGivesTheSameDecisions() {
        Random random = new Random(5);
        List<AccountTerms> accounts = new ArrayList<>();
        List<LinkTerms> links = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            accounts.add(account("a" + i, random.nextLong(2_000 * CASH)));
            links.add(new Fixture.Link("a" + i)
                    .mode(SizingMode.values()[i % 5], 1 + random.nextLong(100 * CASH))
                    .limits(random.nextLong(CASH), 0, 0)
                    .terms());
        }
        List<String> expected = null;
        for (int round = 0; round < 5; round++) {
            FollowerBlock other = new FollowerBlock();
            Collections.shuffle(accounts, random);
            Collections.shuffle(links, random);
            accounts.forEach(other::putAccount);
            links.forEach(other::putLink);
            decideAndApply(other, fill(1, true, 1_234, 0));
            List<String> decided = rows(decide(other, fill(2, false, 500, 1_234))).stream()
                    .sorted()
                    .toList();
            expected = expected == null ? decided : expected;
            assertThat(decided).isEqualTo(expected).hasSize(40);
        }
    }

    // ---- changes ---------------------------------------------------------------------------------------------------

    @Test
    void anOlderChangeIsIgnored() {
        assertThat(block.putLink(
                        new Fixture.Link("f").status(LinkStatus.PAUSED, 5).terms()))
                .isTrue();
        assertThat(block.putLink(
                        new Fixture.Link("f").status(LinkStatus.ACTIVE, 4).terms()))
                .isFalse();
        assertThat(block.putLink(
                        new Fixture.Link("f").status(LinkStatus.ACTIVE, 5).terms()))
                .isFalse();
        assertOnly(decide(block, fill(1, true, 1_000, 0)), Outcome.SKIPPED, ErrorCode.LINK_INACTIVE, 0);

        assertThat(block.putAccount(account("f", false, true, 3))).isTrue();
        assertThat(block.putAccount(account("f", true, true, 2))).isFalse();
        block.putLink(new Fixture.Link("f").status(LinkStatus.ACTIVE, 6).terms());
        assertOnly(decide(block, fill(1, true, 1_000, 0)), Outcome.REJECTED, ErrorCode.ACCOUNT_INACTIVE, 0);
    }

    @Test
    void aChangeOfAnAccountLeavesItsCash() {
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        long cash = block.cashUnits("f");
        assertThat(cash).isEqualTo(1_000_000 * CASH - 50 * CASH);

        block.putAccount(account("f", true, true, 2));

        assertThat(block.cashUnits("f")).isEqualTo(cash);
    }

    @Test
    void oneOpenLinkForEachPair() {
        assertThatThrownBy(() -> block.putLink(new Fixture.Link("f").id("other").terms()))
                .isInstanceOfSatisfying(
                        TickgridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessage("follower f must have one open link to leader leader, has link-f and was given other");

        block.putLink(new Fixture.Link("f").status(LinkStatus.CLOSED, 2).terms());
        block.putLink(new Fixture.Link("f").id("other").terms());
        assertThat(rows(decide(block, fill(1, true, 1_000, 0)))).hasSize(1);
    }

    @Test
    void theNewerLinkOfAPairIsTheOpenOneInWhateverOrderTheyCome() {
        LinkTerms older = new Fixture.Link("f").status(LinkStatus.ACTIVE, 5).terms();
        LinkTerms newer =
                new Fixture.Link("f").id("newer").status(LinkStatus.ACTIVE, 7).terms();
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        assertThat(block.putLink(newer)).isTrue();
        assertThat(block.putLink(older)).isFalse();
        assertThat(decide(block, fill(2, true, 1_000, 1_000)).linkId(0)).isEqualTo("newer");

        FollowerBlock inOrder = new FollowerBlock();
        inOrder.putAccount(account("f"));
        inOrder.putLink(link("f", SizingMode.PERCENT, 50 * CASH));
        fillAll(inOrder, decideAndApply(inOrder, fill(1, true, 1_000, 0)), 1, PRICE);
        LinkTerms closed = new Fixture.Link("f").status(LinkStatus.CLOSED, 6).terms();
        inOrder.putLink(closed);
        inOrder.putLink(newer);
        block.putLink(closed);
        assertThat(bytes(block)).isEqualTo(bytes(inOrder));
    }

    @Test
    void whatHasNoPriceIsWorthItsCost() {
        InstrumentTerms other = new InstrumentTerms("V:OTHER/USD", 2, 3, 10, 0, 0, 0, 0, true);
        FollowerBlock holder = new FollowerBlock();
        holder.putAccount(account("f", 1_000 * CASH));
        holder.putLink(new Fixture.Link("f").mode(SizingMode.EQUITY_RATIO, CASH).terms());
        // bought 3 for 300 and 1 more for 200, then half of it sold, for whatever: 250 are left in it
        for (long[] f : new long[][] {{1, 3_000, -300}, {2, 1_000, -200}, {3, -2_000, 777}}) {
            holder.fill(
                    new OrderEvent(f[0], "demo", "f", "own-" + f[0], other.id(), "FILLED", f[1], f[1], f[2] * CASH, 0),
                    other);
        }
        Set<String> held = new HashSet<>();
        holder.heldByFollowers("leader", held);
        assertThat(held).containsExactly(other.id());
        // 1,000 - 500 + 777 in cash, and 250: 1,527 of the leader's 1,000,000
        LeaderFill event = fill(1, true, 1_000_000, 0);
        assertThat(decide(holder, event).orderedUnits(0)).isEqualTo(1_520);

        holder.fill(
                new OrderEvent(4, "demo", "f", "own-4", other.id(), "FILLED", -4_000, -4_000, 600 * CASH, 0), other);
        // 2 short, for 300 of the 600: they are owed
        assertThat(decide(holder, event).orderedUnits(0)).isEqualTo(1_570);
    }

    @Test
    void anOrderThatEndsUnfilledBindsNothingAndIsCaughtUp() {
        DecisionColumns first = decideAndApply(block, fill(1, true, 1_000, 0));
        assertThat(block.workingUnits("f", TERMS.id())).isEqualTo(500);
        block.fill(new OrderEvent(1, "demo", "f", first.clientOrderId(0), TERMS.id(), "REJECTED", 0, 500, 0, 0), TERMS);
        assertThat(block.workingUnits("f", TERMS.id())).isZero();
        assertThat(block.openOrderCount()).isZero();
        assertThat(decide(block, fill(2, true, 1_000, 1_000)).orderedUnits(0)).isEqualTo(1_000);
    }

    @Test
    void whatIsNotHereIsNamed() {
        assertThatThrownBy(() -> block.putLink(link("nobody", SizingMode.FIXED, 1)))
                .hasMessage("account nobody must be put into its block before what it owns");
        assertThatThrownBy(() -> block.loadCopy("none", TERMS, "0", 0, 0))
                .hasMessage("link none must be put into its block before its decisions");
        assertThatThrownBy(() -> decide(block, fill(0, true, 1, 0)))
                .hasMessage("a leader's fill must have positive quantity, price and sequence, was 1, 10000, 0");
    }

    // ---- rights and switches ---------------------------------------------------------------------------------------

    @Test
    void aPausedLinkOrdersNothingAndClosesAfterResuming() {
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        block.putLink(new Fixture.Link("f").status(LinkStatus.PAUSED, 2).terms());

        assertOnly(decideAndApply(block, fill(2, true, 1_000, 1_000)), Outcome.SKIPPED, ErrorCode.LINK_INACTIVE, 0);
        assertThat(block.intended("link-f", TERMS.id()))
                .as("opens are not intended")
                .isEqualTo("0.5");
        assertOnly(decideAndApply(block, fill(3, false, 1_500, 2_000)), Outcome.SKIPPED, ErrorCode.LINK_INACTIVE, 0);
        assertThat(block.intended("link-f", TERMS.id())).isEqualTo("0.125");
        assertThat(block.heldUnits("f", TERMS.id())).isEqualTo(500);

        block.putLink(new Fixture.Link("f").status(LinkStatus.ACTIVE, 3).terms());
        DecisionColumns d = decideAndApply(block, fill(4, false, 500, 500));
        assertOnly(d, Outcome.ORDER, null, 500);
        assertThat(d.buy(0)).isFalse();
    }

    @Test
    void whoIsNoLongerEntitledFollowsOutAndNotIn() {
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        block.putAccount(account("f", true, false, 2));

        assertOnly(decideAndApply(block, fill(2, true, 1_000, 1_000)), Outcome.SKIPPED, ErrorCode.NOT_ENTITLED, 0);
        assertThat(block.intended("link-f", TERMS.id())).isEqualTo("0.5");
        DecisionColumns half = decideAndApply(block, fill(3, false, 1_000, 2_000));
        assertOnly(half, Outcome.ORDER, null, 250);
        fillAll(block, half, 2, PRICE);

        DecisionColumns turn = decideAndApply(block, fill(4, false, 3_000, 1_000));
        assertOnly(turn, Outcome.ORDER, ErrorCode.NOT_ENTITLED, 250);
        fillAll(block, turn, 3, PRICE);
        assertThat(block.heldUnits("f", TERMS.id())).isZero();
        assertThat(block.intended("link-f", TERMS.id())).isEqualTo("0");
        assertOnly(decide(block, fill(5, true, 100, -2_000)), Outcome.SKIPPED, ErrorCode.NOT_ENTITLED, 0);
    }

    @Test
    void aBlockedSymbolIsLeftAndNotEntered() {
        block.putAccount(account("b"));
        block.putLink(
                new Fixture.Link("b").symbols(List.of(), List.of("BTC/USD")).terms());
        block.putAccount(account("c"));
        block.putLink(
                new Fixture.Link("c").symbols(List.of("V:ETH/USD"), List.of()).terms());
        block.putAccount(account("d"));
        block.putLink(new Fixture.Link("d")
                .symbols(List.of("V:BTC/USD"), List.of("ETH/USD"))
                .terms());

        DecisionColumns d = decideAndApply(block, fill(1, true, 1_000, 0));

        assertThat(rows(d))
                .extracting(r -> r.split(" ")[0] + " " + r.split(" ")[5] + " " + r.split(" ")[6])
                .containsExactly(
                        "f ORDER null", "b SKIPPED SYMBOL_BLOCKED", "c SKIPPED SYMBOL_BLOCKED", "d ORDER null");
        assertThat(block.intended("link-b", TERMS.id())).isEqualTo("0");
    }

    @Test
    void killSwitchesStopEverythingInTheirScope() {
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        LeaderFill close = fill(2, false, 1_000, 1_000);
        for (KillScope scope : KillScope.values()) {
            String name = switch (scope) {
                case ALL -> "";
                case LEADER -> "leader";
                case INSTRUMENT -> TERMS.id();
                case ACCOUNT -> "f";
            };
            assertThat(block.killSwitch(scope, name, true, 2)).isTrue();
            assertThat(block.killSwitch(scope, name, false, 1)).as("older").isFalse();
            assertOnly(decide(block, close), Outcome.REJECTED, ErrorCode.KILL_SWITCH, 0);
            block.killSwitch(scope, name, false, 3);
            block.killSwitch(scope, "another", true, 3);
            if (scope != KillScope.ALL) {
                assertOnly(decide(block, close), Outcome.ORDER, null, 500);
            }
        }
    }

    @Test
    void aClosedLinkHasNoRowAndItsPositionIsTheUsersOwn() {
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        block.putLink(new Fixture.Link("f").status(LinkStatus.CLOSED, 2).terms());

        assertThat(decide(block, fill(2, false, 1_000, 1_000)).size()).isZero();

        block.putLink(new Fixture.Link("f").id("again").from(2).terms());
        DecisionColumns d = decideAndApply(block, fill(3, true, 1_000, 0));
        assertOnly(d, Outcome.ORDER, null, 1_000);
        fillAll(block, d, 2, PRICE);
        assertOnly(decide(block, fill(4, false, 1_000, 1_000)), Outcome.ORDER, null, 1_000);
        assertThat(block.heldUnits("f", TERMS.id())).isEqualTo(1_500);
    }

    // ---- what belongs to whom --------------------------------------------------------------------------------------

    @Test
    void theUsersOwnTradesStayItsOwn() {
        block.fill(Fixture.event("f", "manual-1", 1, 5_000, 5_000, -500 * CASH), TERMS);

        DecisionColumns open = decideAndApply(block, fill(1, true, 1_000, 0));
        assertOnly(open, Outcome.ORDER, null, 500);
        fillAll(block, open, 2, PRICE);
        DecisionColumns close = decideAndApply(block, fill(2, false, 1_000, 1_000));
        assertOnly(close, Outcome.ORDER, null, 500);
        fillAll(block, close, 3, PRICE);

        assertThat(block.heldUnits("f", TERMS.id())).isEqualTo(5_000);
    }

    @Test
    void whatTheUserSoldByHandIsNotSoldAgain() {
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        block.fill(Fixture.event("f", "manual-1", 2, -300, -300, 30 * CASH), TERMS);

        DecisionColumns close = decideAndApply(block, fill(2, false, 1_000, 1_000));

        assertOnly(close, Outcome.ORDER, null, 200);
        fillAll(block, close, 3, PRICE);
        assertThat(block.heldUnits("f", TERMS.id())).isZero();
    }

    @Test
    void twoLeadersOfOneFollowerDoNotTradeAgainstEachOther() {
        block.putLink(new Fixture.Link("f").id("second").leader("other").terms());
        long next = fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        LeaderFill down = fill("other", 1, false, 2_000, 0, PRICE, CASH);
        DecisionColumns shorts = decideAndApply(block, down);
        assertOnly(shorts, Outcome.ORDER, null, 2_000);
        next = fillAll(block, shorts, next, PRICE);
        assertThat(block.heldUnits("f", TERMS.id())).isEqualTo(-1_500);

        DecisionColumns close = decideAndApply(block, fill(2, false, 1_000, 1_000));
        assertOnly(close, Outcome.ORDER, null, 500);
        next = fillAll(block, close, next, PRICE);
        DecisionColumns cover = decideAndApply(block, fill("other", 2, true, 2_000, -2_000, PRICE, CASH));
        assertOnly(cover, Outcome.ORDER, null, 2_000);
        fillAll(block, cover, next, PRICE);

        assertThat(block.heldUnits("f", TERMS.id())).isZero();
    }

    // ---- order events ----------------------------------------------------------------------------------------------

    @Test
    void fillsReleaseWhatOrdersBind() {
        InstrumentTerms withFee = new InstrumentTerms(TERMS.id(), 2, 3, 10, 0, 0, 1_000, 0, true);
        LeaderFill event = fill(1, true, 1_000, 0);
        DecisionColumns d = new DecisionColumns();
        block.decide(event, withFee, PRICE, d);
        block.apply(event, withFee, d);
        String id = d.clientOrderId(0);
        assertThat(block.reservedUnits("f")).isEqualTo(50 * CASH + CASH / 20);
        assertThat(block.workingUnits("f", TERMS.id())).isEqualTo(500);
        assertThat(block.openOrderCount()).isEqualTo(1);

        assertThat(block.fill(Fixture.event("f", id, 1, 200, 200, -20 * CASH), withFee))
                .isTrue();
        assertThat(block.workingUnits("f", TERMS.id())).isEqualTo(300);
        assertThat(block.heldUnits("f", TERMS.id())).isEqualTo(200);
        assertThat(block.reservedUnits("f")).isEqualTo(30 * CASH + CASH * 3 / 100);

        // the rest is cancelled
        block.fill(Fixture.event("f", id, 2, 0, 300, 0), withFee);
        assertThat(block.workingUnits("f", TERMS.id())).isZero();
        assertThat(block.reservedUnits("f")).isZero();
        assertThat(block.openOrderCount()).isZero();
        assertThat(block.cashUnits("f")).isEqualTo(1_000_000 * CASH - 20 * CASH);

        assertOnly(decide(block, fill(2, true, 20, 1_000)), Outcome.ORDER, null, 310);
    }

    @Test
    void anOrderEventCountsOnce() {
        DecisionColumns d = decideAndApply(block, fill(1, true, 1_000, 0));
        assertThat(block.fill(Fixture.filled(d, 0, 4, PRICE), TERMS)).isTrue();
        byte[] once = bytes(block);

        assertThat(block.fill(Fixture.filled(d, 0, 4, PRICE), TERMS)).isFalse();
        assertThat(block.fill(Fixture.filled(d, 0, 3, PRICE), TERMS)).isFalse();
        assertThat(bytes(block)).isEqualTo(once);
        assertThat(block.lastEventSequence()).isEqualTo(4);
    }

    @Test
    void aFillMayComeBeforeItsDecisionIsApplied() throws IOException {
        LeaderFill event = fill(1, true, 1_000, 0);
        DecisionColumns d = decide(block, event);
        block.fill(Fixture.event("f", d.clientOrderId(0), 1, 200, 200, -20 * CASH), TERMS);
        block.fill(Fixture.event("f", d.clientOrderId(0), 2, 300, 300, -30 * CASH), TERMS);
        FollowerBlock moved = read(bytes(block));

        moved.apply(event, TERMS, d);

        assertThat(moved.heldUnits("f", TERMS.id())).isEqualTo(500);
        assertThat(moved.workingUnits("f", TERMS.id())).isZero();
        assertThat(moved.reservedUnits("f")).isZero();
        assertThat(moved.openOrderCount()).isZero();
        assertOnly(decide(moved, fill(2, false, 1_000, 1_000)), Outcome.ORDER, null, 500);
    }

    @Test
    void eventsOfOthersAreTakenAndIgnored() {
        assertThat(block.fill(Fixture.event("stranger", "x", 9, 1, 1, 1), TERMS))
                .isTrue();

        assertThat(block.lastEventSequence()).isEqualTo(9);
        assertThat(block.fill(Fixture.event("f", "manual", 8, 1, 1, 1), TERMS)).isFalse();
    }

    @Test
    void workingOrdersBindCash() {
        FollowerBlock poor = new FollowerBlock();
        poor.putAccount(account("p", 150 * CASH));
        poor.putLink(link("p", SizingMode.PERCENT, 100 * CASH));
        assertOnly(decideAndApply(poor, fill(1, true, 1_000, 0)), Outcome.ORDER, null, 1_000);

        assertOnly(
                decideAndApply(poor, fill(2, true, 1_000, 1_000)), Outcome.REJECTED, ErrorCode.INSUFFICIENT_BALANCE, 0);
        assertThat(poor.intended("link-p", TERMS.id()))
                .as("what money refused stays intended")
                .isEqualTo("2");
        DecisionColumns half = decide(poor, fill(3, false, 200, 2_000));
        assertOnly(half, Outcome.SKIPPED, ErrorCode.NOTHING_TO_DO, 0);
    }

    @Test
    void aShortBindsItsProceedsAndAsMuchAgain() {
        FollowerBlock poor = new FollowerBlock();
        poor.putAccount(account("p", 150 * CASH));
        poor.putLink(link("p", SizingMode.PERCENT, 100 * CASH));
        fillAll(poor, decideAndApply(poor, fill(1, false, 1_000, 0)), 1, PRICE);
        assertThat(poor.cashUnits("p")).isEqualTo(250 * CASH);

        assertOnly(decide(poor, fill(2, false, 1_000, -1_000)), Outcome.REJECTED, ErrorCode.INSUFFICIENT_BALANCE, 0);
        assertOnly(decide(poor, fill(2, false, 500, -1_000)), Outcome.ORDER, null, 500);
    }

    @Test
    void aLoadedBlockEqualsTheOneThatLivedThroughIt() {
        DecisionColumns first = decideAndApply(block, fill(1, true, 1_001, 0));
        fillAll(block, first, 1, PRICE);
        DecisionColumns second = decideAndApply(block, fill(2, true, 600, 1_001));

        FollowerBlock loaded = new FollowerBlock();
        loaded.putAccount(account("f", block.cashUnits("f")));
        loaded.putLink(link("f", SizingMode.PERCENT, 50 * CASH));
        loaded.price(TERMS, PRICE);
        loaded.loadHolding("f", TERMS, 500, 50 * CASH);
        loaded.loadCopy("link-f", TERMS, "0.8005", 500, 2);
        loaded.loadOrder("link-f", TERMS, second.clientOrderId(0), second.orderedUnits(0), PRICE);
        loaded.loadOrder("link-f", TERMS, second.clientOrderId(0), second.orderedUnits(0), PRICE);
        loaded.loadedUpTo(1);

        assertThat(loaded.intended("link-f", TERMS.id())).isEqualTo(block.intended("link-f", TERMS.id()));
        assertThat(loaded.reservedUnits("f")).isEqualTo(block.reservedUnits("f"));
        LeaderFill third = fill(3, false, 801, 1_601);
        assertThat(rows(decide(loaded, third))).isEqualTo(rows(decide(block, third)));
        assertThat(loaded.apply(fill(2, true, 600, 1_001), TERMS, second)).isZero();
        assertThat(bytes(loaded)).isEqualTo(bytes(block));
    }

    // ---- minimum ---------------------------------------------------------------------------------------------------

    private static DecisionColumns withMinimum(boolean force, long cash, long maxCost, long quantity) {
        InstrumentTerms terms = new InstrumentTerms(TERMS.id(), 2, 3, 10, 1_000, 0, 0, 0, true);
        FollowerBlock block = new FollowerBlock();
        block.putAccount(account("m", cash));
        Fixture.Link link =
                new Fixture.Link("m").mode(SizingMode.PERCENT, 10 * CASH).limits(0, maxCost, 0);
        block.putLink((force ? link.force() : link).terms());
        DecisionColumns d = new DecisionColumns();
        block.decide(fill(1, true, quantity, 0), terms, PRICE, d);
        return d;
    }

    @Test
    void belowTheMinimumIsSkippedOrRaised() {
        assertOnly(withMinimum(false, 1_000 * CASH, 0, 5_000), Outcome.SKIPPED, ErrorCode.BELOW_MINIMUM, 0);
        assertOnly(withMinimum(true, 1_000 * CASH, 0, 5_000), Outcome.ORDER, null, 1_000);
        assertOnly(withMinimum(true, 1_000 * CASH, 0, 5), Outcome.ORDER, null, 1_000);
        assertOnly(withMinimum(false, 1_000 * CASH, 0, 5), Outcome.SKIPPED, ErrorCode.BELOW_MINIMUM, 0);
    }

    @Test
    void raisingToTheMinimumNeverExceedsBalanceOrLimits() {
        assertOnly(withMinimum(true, 99 * CASH, 0, 5_000), Outcome.REJECTED, ErrorCode.INSUFFICIENT_BALANCE, 0);
        assertOnly(withMinimum(true, 1_000 * CASH, 99 * CASH, 5_000), Outcome.SKIPPED, ErrorCode.BELOW_MINIMUM, 0);
        assertOnly(withMinimum(true, 100 * CASH, 100 * CASH, 5_000), Outcome.ORDER, null, 1_000);
    }

    @Test
    void whatWasRaisedIsKeptUntilTheLeaderIsFlat() {
        InstrumentTerms terms = new InstrumentTerms(TERMS.id(), 2, 3, 10, 1_000, 0, 0, 0, true);
        FollowerBlock forced = new FollowerBlock();
        forced.putAccount(account("m"));
        forced.putLink(new Fixture.Link("m")
                .mode(SizingMode.PERCENT, 10 * CASH)
                .force()
                .terms());
        long position = 0;
        long[][] steps = {{5_000, 1_000}, {2_000, 0}, {-3_000, 0}, {20_000, 1_400}, {-23_000, -1_400}, {-1_000, -1_000}
        };
        long next = 1;
        for (int i = 0; i < steps.length; i++) {
            LeaderFill event = fill(i + 1, steps[i][0] > 0, Math.abs(steps[i][0]), position);
            DecisionColumns d = new DecisionColumns();
            forced.decide(event, terms, PRICE, d);
            forced.apply(event, terms, d);
            assertThat(d.buy(0) ? d.orderedUnits(0) : -d.orderedUnits(0))
                    .as("step " + i)
                    .isEqualTo(steps[i][1]);
            next = fillAll(forced, d, next, PRICE);
            position += steps[i][0];
        }
        assertThat(forced.heldUnits("m", TERMS.id())).isZero();
    }

    // ---- numbers that do not fit -----------------------------------------------------------------------------------

    @Test
    void sizesThatCannotBeSaidAreRejectedAndNotIntended() {
        FollowerBlock big = new FollowerBlock();
        big.putAccount(account("m"));
        big.putLink(link("m", SizingMode.MULTIPLIER, Long.MAX_VALUE));
        assertOnly(
                decideAndApply(big, fill(1, true, Long.MAX_VALUE, 0)), Outcome.REJECTED, ErrorCode.INVALID_QUANTITY, 0);
        assertThat(big.intended("link-m", TERMS.id())).isEqualTo("0");

        big.putAccount(account("e"));
        big.putLink(link("e", SizingMode.EQUITY_RATIO, CASH));
        DecisionColumns d = decide(big, fill("leader", 2, true, 10, 0, PRICE, 0));
        assertThat(d.code(1)).as("leader without equity").isEqualTo(ErrorCode.INVALID_QUANTITY);
        big.putAccount(account("z", 0));
        big.putLink(link("z", SizingMode.EQUITY_RATIO, CASH));
        assertThat(decide(big, fill(2, true, 10, 0)).code(2))
                .as("follower without equity")
                .isEqualTo(ErrorCode.INSUFFICIENT_BALANCE);
    }

    @Test
    void aSwitchIsOnlyOfItsScopeAndTheLatestChangeCountsAlsoInBytes() throws IOException {
        fillAll(block, decideAndApply(block, fill(1, true, 1_000, 0)), 1, PRICE);
        LeaderFill close = fill(2, false, 1_000, 1_000);
        for (KillScope scope : List.of(KillScope.LEADER, KillScope.INSTRUMENT, KillScope.ALL)) {
            block.killSwitch(scope, "f", true, 1);
        }
        block.killSwitch(KillScope.ACCOUNT, "leader", true, 1);
        assertOnly(decide(block, close), Outcome.ORDER, null, 500);

        block.killSwitch(KillScope.ACCOUNT, "f", true, 9);
        block.killSwitch(KillScope.ACCOUNT, "g", true, 9);
        FollowerBlock back = read(bytes(block));
        assertOnly(decide(back, close), Outcome.REJECTED, ErrorCode.KILL_SWITCH, 0);
        assertThat(back.killSwitch(KillScope.ACCOUNT, "f", false, 8))
                .as("older")
                .isFalse();
        back.killSwitch(KillScope.ACCOUNT, "f", false, 10);
        assertOnly(decide(back, close), Outcome.ORDER, null, 500);
    }

    // ---- bytes -----------------------------------------------------------------------------------------------------

    @Test
    void bytesComeBackAsTheyWere() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            block.putAccount(account("a" + i));
            block.putLink(new Fixture.Link("a" + i)
                    .leader("leader" + i % 3)
                    .mode(SizingMode.values()[i % 5], 1 + random.nextLong(CASH))
                    .symbols(List.of("V:BTC/USD"), List.of("X", "Y"))
                    .terms());
        }
        block.killSwitch(KillScope.INSTRUMENT, "V:ETH/USD", true, 1);
        DecisionColumns d = decideAndApply(block, fill("leader1", 1, true, 12_345, 0, PRICE, CASH));
        fillAll(block, d, 1, PRICE);
        decideAndApply(block, fill("leader1", 2, false, 345, 12_345, PRICE, CASH));

        FollowerBlock back = read(bytes(block));

        assertThat(bytes(back)).isEqualTo(bytes(block));
        LeaderFill next = fill("leader1", 3, false, 20_000, 12_000, PRICE, CASH);
        assertThat(rows(decideAndApply(back, next))).isEqualTo(rows(decideAndApply(block, next)));
        assertThat(back.putAccount(account("new"))).isTrue();
        assertThat(back.putLink(link("new", SizingMode.FIXED, CASH))).isTrue();
        assertThat(back.linkCount()).isEqualTo(52);
        assertThat(back.accountCount()).isEqualTo(52);
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] bytes = bytes(block);
        ByteBuffer.wrap(bytes).putInt(7);

        assertThatThrownBy(() -> read(bytes)).hasMessage("follower block must be of version 4, was 7");
    }
}
