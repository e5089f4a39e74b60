package io.tickgrid.pipelines.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.ErrorCode;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Price 100.00, quantity scale 3, lot 0.010, minimum 0.100 and 20 of value; cash 1,000. */
class RiskEngineTest {
    private static final long CASH = 100_000_000L;
    private static final InstrumentTerms TERMS = new InstrumentTerms("V:S", 2, 3, 10, 100, 20 * CASH, 1_000, 0, true);
    private static final long PRICE = 100_00;

    private final RiskEngine engine = new RiskEngine();
    private final OrderView order = new OrderView();
    private final AccountView account = new AccountView();

    private void buy(long units) {
        order.set(TERMS, true, units, PRICE, 0, 0).permit(true, false).limit(0, 0, 0);
        account.set(true, false, 1_000 * CASH, 0, 0);
    }

    private ErrorCode refused() {
        return RiskRules.code(engine.check(order, account));
    }

    @Test
    void theRulesStandInTheirFixedOrder() {
        assertThat(RiskRules.TABLE)
                .extracting(r -> r.spec().name())
                .containsExactly(
                        "account-active",
                        "kill-switch",
                        "symbol-allowed",
                        "trading-hours",
                        "max-quantity",
                        "max-cost",
                        "max-position",
                        "exposure",
                        "daily-loss",
                        "drawdown-stop",
                        "leverage",
                        "price-band",
                        "balance",
                        "minimum",
                        "order-rate");
        assertThat(RiskRules.TABLE)
                .extracting(r -> r.spec().code())
                .containsExactly(
                        ErrorCode.ACCOUNT_INACTIVE,
                        ErrorCode.KILL_SWITCH,
                        ErrorCode.SYMBOL_BLOCKED,
                        ErrorCode.MARKET_CLOSED,
                        ErrorCode.MAX_QUANTITY,
                        ErrorCode.MAX_COST,
                        ErrorCode.MAX_POSITION,
                        ErrorCode.MAX_EXPOSURE,
                        ErrorCode.DAILY_LOSS,
                        ErrorCode.DRAWDOWN_STOP,
                        ErrorCode.MAX_LEVERAGE,
                        ErrorCode.ORDER_PRICE_BAND,
                        ErrorCode.INSUFFICIENT_BALANCE,
                        ErrorCode.BELOW_MINIMUM,
                        ErrorCode.ORDER_RATE);
    }

    @Test
    void whatNothingForbidsIsAllowed() {
        buy(2_000);

        assertThat(engine.check(order, account)).isEqualTo(2_000);
        assertThat(engine.shrunkBy()).isNull();
    }

    @Test
    void anInactiveAccountIsRejectedBeforeAllElse() {
        buy(2_000);
        order.permit(false, true);
        account.set(false, true, 0, 0, 0);

        assertThat(refused()).isEqualTo(ErrorCode.ACCOUNT_INACTIVE);
    }

    @Test
    void aKillSwitchStopsReducingOrdersToo() {
        buy(2_000);
        order.set(TERMS, false, 2_000, PRICE, 2_000, 2_000).permit(true, true);

        assertThat(refused()).isEqualTo(ErrorCode.KILL_SWITCH);

        order.permit(true, false);
        account.set(true, true, 1_000 * CASH, 2_000, 0);
        assertThat(refused()).isEqualTo(ErrorCode.KILL_SWITCH);
    }

    @Test
    void aBlockedSymbolMayBeLeftAndNotEntered() {
        buy(2_000);
        order.permit(false, false);
        assertThat(refused()).isEqualTo(ErrorCode.SYMBOL_BLOCKED);

        order.set(TERMS, false, 2_000, PRICE, 500, 500);
        account.set(true, false, 1_000 * CASH, 500, 0);
        assertThat(engine.check(order, account)).isEqualTo(500);
        assertThat(engine.shrunkBy()).isEqualTo(ErrorCode.SYMBOL_BLOCKED);
    }

    @Test
    void anInactiveInstrumentIsNotEntered() {
        buy(2_000);
        InstrumentTerms inactive = new InstrumentTerms("V:S", 2, 3, 10, 0, 0, 0, 0, false);
        order.set(inactive, true, 2_000, PRICE, 0, 0);

        assertThat(refused()).isEqualTo(ErrorCode.SYMBOL_BLOCKED);
    }

    @Test
    void limitsShrinkToTheLotAndTheFirstOneIsNamed() {
        buy(5_000);
        order.limit(3_005, 250 * CASH, 0);

        assertThat(engine.check(order, account)).isEqualTo(2_500);
        assertThat(engine.shrunkBy()).isEqualTo(ErrorCode.MAX_QUANTITY);
    }

    @Test
    void aLimitBelowOneLotRejects() {
        buy(5_000);
        order.limit(9, 0, 0);
        assertThat(refused()).isEqualTo(ErrorCode.MAX_QUANTITY);

        buy(5_000);
        order.limit(0, CASH / 2, 0);
        assertThat(refused()).isEqualTo(ErrorCode.MAX_COST);
    }

    @Test
    void maxCostIsNeverExceeded() {
        buy(9_990);
        order.limit(0, 333 * CASH + 33, 0);

        long allowed = engine.check(order, account);

        assertThat(allowed).isEqualTo(3_330);
        assertThat(Money.valueUp(allowed, PRICE, TERMS)).isLessThanOrEqualTo(333 * CASH + 33);
    }

    @Test
    void maxPositionCountsWhatIsThere() {
        buy(5_000);
        order.set(TERMS, true, 5_000, PRICE, 0, 2_000).limit(0, 0, 4_500);
        assertThat(engine.check(order, account)).isEqualTo(2_500);
        assertThat(engine.shrunkBy()).isEqualTo(ErrorCode.MAX_POSITION);

        buy(5_000);
        account.set(true, false, 1_000 * CASH, 2_000, 300 * CASH);
        assertThat(engine.check(order, account)).isEqualTo(1_000);

        buy(5_000);
        account.set(true, false, 1_000 * CASH, 3_000, 300 * CASH);
        assertThat(refused()).isEqualTo(ErrorCode.MAX_POSITION);
    }

    @Test
    void balanceMustCoverValueAndFee() {
        buy(5_000);
        account.set(true, false, 500 * CASH + CASH / 2, 0, 0);
        assertThat(engine.check(order, account)).as("500 and 0.1 %").isEqualTo(5_000);

        account.set(true, false, 500 * CASH + CASH / 2 - 1, 0, 0);
        assertThat(refused()).isEqualTo(ErrorCode.INSUFFICIENT_BALANCE);
    }

    @Test
    void slippageIsSetAside() {
        buy(5_000);
        InstrumentTerms careful = new InstrumentTerms("V:S", 2, 3, 10, 0, 0, 1_000, 10_000, true);
        order.set(careful, true, 5_000, PRICE, 0, 0);
        account.set(true, false, 505 * CASH, 0, 0);

        assertThat(refused()).isEqualTo(ErrorCode.INSUFFICIENT_BALANCE);
    }

    @Test
    void openingShortBindsAsMuchAsOpeningLong() {
        buy(5_000);
        order.set(TERMS, false, 5_000, PRICE, 0, 0);
        account.set(true, false, 499 * CASH, 0, 0);

        assertThat(refused()).isEqualTo(ErrorCode.INSUFFICIENT_BALANCE);
    }

    @Test
    void closingNeedsNoMoneyAndNoLimitHoldsItBack() {
        order.set(TERMS, false, 5_000, PRICE, 5_000, 5_000).permit(true, false).limit(10, CASH, 10);
        account.set(true, false, -CASH, 5_000, CASH);

        assertThat(engine.check(order, account)).isEqualTo(5_000);
    }

    @Test
    void turningRoundWithoutMoneyStillCloses() {
        order.set(TERMS, false, 8_000, PRICE, 5_000, 5_000).permit(true, false).limit(0, 0, 0);
        account.set(true, false, -400 * CASH, 5_000, 0);

        assertThat(engine.check(order, account)).isEqualTo(5_000);
        assertThat(engine.shrunkBy()).isEqualTo(ErrorCode.INSUFFICIENT_BALANCE);
    }

    @Test
    void whatAnOrderClosesPaysForWhatItOpens() {
        order.set(TERMS, false, 10_000, PRICE, 5_000, 5_000).permit(true, false).limit(0, 0, 0);
        account.set(true, false, 10 * CASH, 5_000, 0);

        assertThat(engine.check(order, account)).isEqualTo(10_000);
    }

    @Test
    void theMinimumIsByQuantityAndByValue() {
        buy(190);
        assertThat(refused()).as("19 of value").isEqualTo(ErrorCode.BELOW_MINIMUM);

        buy(200);
        assertThat(engine.check(order, account)).isEqualTo(200);
        assertThat(TERMS.minimumUnits(PRICE)).isEqualTo(200);
        assertThat(TERMS.minimumUnits(1_000_00)).as("quantity binds").isEqualTo(100);
        assertThat(TERMS.minimumUnits(99_99)).as("rounded up to the lot").isEqualTo(210);
    }

    @Test
    void theMinimumJudgesWhatLimitsLeft() {
        buy(5_000);
        order.limit(150, 0, 0);

        assertThat(refused()).isEqualTo(ErrorCode.BELOW_MINIMUM);
    }

    @Test
    void anOrderThatMakesFlatMayBeSmall() {
        order.set(TERMS, false, 50, PRICE, 50, 50).permit(true, false).limit(0, 0, 0);
        account.set(true, false, 0, 50, 0);
        assertThat(engine.check(order, account)).isEqualTo(50);

        order.set(TERMS, false, 40, PRICE, 40, 50);
        assertThat(refused()).isEqualTo(ErrorCode.BELOW_MINIMUM);

        order.set(TERMS, false, 90, PRICE, 50, 50);
        account.set(true, false, 1_000 * CASH, 50, 0);
        assertThat(engine.check(order, account)).as("a small turn only closes").isEqualTo(50);
    }

    @Test
    void hugeOrdersAreRefusedNotWrapped() {
        order.set(TERMS, true, Long.MAX_VALUE / 10 * 10, Long.MAX_VALUE, 0, 0)
                .permit(true, false)
                .limit(0, 0, 0);
        account.set(true, false, Long.MAX_VALUE - 1, 0, 0);

        assertThat(refused()).isEqualTo(ErrorCode.INSUFFICIENT_BALANCE);
    }

    @Test
    void aVerdictSaysItInDecimals() {
        buy(5_000);
        assertThat(engine.verdict(order, account)).isEqualTo(new Verdict.Allow());

        order.limit(2_500, 0, 0);
        assertThat(engine.verdict(order, account))
                .isEqualTo(new Verdict.Shrink(
                        new BigDecimal("2.500"),
                        new Finding("max-quantity", ErrorCode.MAX_QUANTITY, "5", "2.5", "quantity")));

        account.set(false, false, 0, 0, 0);
        assertThat(engine.verdict(order, account))
                .isEqualTo(new Verdict.Reject(
                        new Finding("account-active", ErrorCode.ACCOUNT_INACTIVE, "no", "yes", "flag")));
    }

    @Test
    void permissionDoesNotDependOnQuantity() {
        buy(10);
        assertThat(engine.permission(order, account)).isZero();
        order.permit(false, false);
        assertThat(RiskRules.code(engine.permission(order, account))).isEqualTo(ErrorCode.SYMBOL_BLOCKED);
        order.permit(true, false).market(false, 0, 0);
        assertThat(RiskRules.code(engine.permission(order, account))).isEqualTo(ErrorCode.MARKET_CLOSED);
        order.permit(false, false).market(true, 0, 0);
        account.set(false, false, 0, 0, 0);
        assertThat(RiskRules.code(engine.permission(order, account))).isEqualTo(ErrorCode.ACCOUNT_INACTIVE);
    }

    @Test
    void everyRuleSaysWhatItIs() {
        assertThat(RiskRules.TABLE).allSatisfy(rule -> {
            RuleSpec spec = rule.spec();
            assertThat(List.of(spec.name(), spec.unit(), spec.summary())).noneMatch(String::isBlank);
            assertThat(spec.code().kind()).isEqualTo(ErrorCode.Kind.TRADE);
        });
        assertThatThrownBy(() -> RiskRules.code(5)).hasMessage("answer must be the negative number of a code, was 5");
    }

    @Test
    void termsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new InstrumentTerms("V:S", 13, 0, 1, 0, 0, 0, 0, true))
                .hasMessage("price scale must be in [0, 12], was 13");
        assertThatThrownBy(() -> new InstrumentTerms("V:S", 1, 0, 0, 0, 0, 0, 0, true))
                .hasMessageContaining("lot units must be in [1, ");
    }
}
