package io.tickgrid.pipelines.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits;
import io.tickgrid.grid.risk.RiskLimits.Field;
import io.tickgrid.grid.risk.RiskMarks;
import io.tickgrid.grid.risk.RiskPreset;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules that read the limits of an account. Price 100.00, quantity scale 3, lot 0.010; worth 10,000. */
class AccountLimitsTest {
    private static final long CASH = 100_000_000L;
    private static final long EQUITY = 10_000 * CASH;
    private static final long PRICE = 100_00;
    private static final InstrumentTerms TERMS = new InstrumentTerms("V:S", 2, 3, 10, 0, 0, 0, 0, true);

    private final RiskEngine engine = new RiskEngine();
    private final OrderView order = new OrderView();
    private final AccountView account = new AccountView();

    private static RiskLimits only(Field field, String value) {
        long[] values = new long[Field.values().length];
        values[field.ordinal()] =
                new BigDecimal(value).movePointRight(field.unit().scale()).longValueExact();
        return RiskLimits.of(values);
    }

    private long check(
            boolean buy, long units, long position, RiskLimits limits, RiskMarks marks, long equity, long other) {
        account.set(true, false, 1_000_000 * CASH, position, 0)
                .limits(AccountRisk.column(limits, marks), 0, equity, other);
        order.set(TERMS, buy, units, PRICE, account.closing(buy, units), position)
                .permit(true, false)
                .limit(0, 0, 0)
                .market(true, PRICE, 5);
        return engine.check(order, account);
    }

    private long check(boolean buy, long units, long position, RiskLimits limits, long equity, long other) {
        return check(buy, units, position, limits, new RiskMarks(0, EQUITY, EQUITY, -1, 0), equity, other);
    }

    private String found() {
        Finding finding = engine.finding(TERMS);
        return finding == null ? "nothing" : finding.text();
    }

    @Test
    void positionIsAShareOfTheEquityAndTheTighterLimitCounts() {
        RiskLimits five = only(Field.MAX_POSITION_PERCENT, "5");
        assertThat(check(true, 6_000, 0, five, EQUITY, 0)).isEqualTo(5_000);
        assertThat(found()).isEqualTo("max-position: 6 percent, limit 5");
        assertThat(check(true, 5_000, 0, five, EQUITY, 0)).isEqualTo(5_000);
        assertThat(found()).isEqualTo("nothing");
        // 5 % of 9,999.99 are 499.9995, which buy 4.99 in lots
        assertThat(check(true, 6_000, 0, five, EQUITY - CASH / 100, 0)).isEqualTo(4_990);
        assertThat(check(false, 6_000, 0, five, EQUITY, 0)).as("short alike").isEqualTo(5_000);
        assertThat(check(true, 10, 0, five, 0, 0)).as("of nothing").isEqualTo(-ErrorCode.MAX_POSITION.number());
        assertThat(found()).isEqualTo("max-position: more than any limit percent, limit 5");

        check(true, 6_000, 0, five, EQUITY, 0);
        account.set(true, false, 1_000_000 * CASH, 0, 300 * CASH)
                .limits(AccountRisk.column(five, RiskMarks.NONE), 0, EQUITY, 0);
        order.set(TERMS, true, 6_000, PRICE, 0, 0);
        assertThat(engine.check(order, account)).isEqualTo(3_000);
        assertThat(found()).isEqualTo("max-position: 600 money, limit 300");
    }

    @Test
    void exposureCountsWhatIsElsewhere() {
        RiskLimits limits = only(Field.MAX_EXPOSURE, "5000");
        assertThat(check(true, 10_000, 3_000, limits, EQUITY, 4_200 * CASH)).isEqualTo(5_000);
        assertThat(engine.shrunkBy()).isEqualTo(ErrorCode.MAX_EXPOSURE);
        assertThat(check(true, 10, 0, limits, EQUITY, 5_000 * CASH)).isEqualTo(-ErrorCode.MAX_EXPOSURE.number());
        assertThat(check(false, 3_000, 3_000, limits, EQUITY, 9_000 * CASH)).isEqualTo(3_000);
        // turned round: 3 are closed, of the 20 that open 8 have room
        assertThat(check(false, 23_000, 3_000, limits, EQUITY, 4_200 * CASH)).isEqualTo(11_000);
    }

    @Test
    void leverageIsAMultipleOfTheEquity() {
        RiskLimits limits = only(Field.MAX_LEVERAGE, "1.5");
        assertThat(check(true, 60_000, 0, limits, EQUITY, 10_000 * CASH)).isEqualTo(50_000);
        assertThat(found()).isEqualTo("leverage: 1.6 times the equity, limit 1.5");
        assertThat(check(true, 10, 0, limits, -CASH, 0)).isEqualTo(-ErrorCode.MAX_LEVERAGE.number());
        assertThat(check(true, 10, -10, limits, -CASH, 0)).as("closes").isEqualTo(10);
    }

    @Test
    void aLossOfTheDayStopsOpenings() {
        RiskLimits limits = only(Field.MAX_DAILY_LOSS_PERCENT, "3");
        RiskMarks marks = new RiskMarks(9, EQUITY, 99 * EQUITY, -1, 0);
        assertThat(check(true, 10, 0, limits, marks, 9_700 * CASH + 1, 0)).isEqualTo(10);
        assertThat(check(true, 10, 0, limits, marks, 9_700 * CASH, 0)).isEqualTo(-ErrorCode.DAILY_LOSS.number());
        assertThat(found()).isEqualTo("daily-loss: 3 percent, limit 3");
        assertThat(check(false, 30, 20, limits, marks, 9_000 * CASH, 0)).isEqualTo(20);
        assertThat(check(true, 10, 0, limits, RiskMarks.NONE, CASH, 0))
                .as("not marked yet")
                .isEqualTo(10);
        assertThat(check(true, 10, 0, limits, new RiskMarks(9, 0, 0, -1, 0), 0, 0))
                .as("of nothing everything is lost")
                .isEqualTo(-ErrorCode.DAILY_LOSS.number());
    }

    @Test
    void aFallFromThePeakStopsOpenings() {
        RiskLimits limits = only(Field.MAX_DRAWDOWN_PERCENT, "10");
        RiskMarks marks = new RiskMarks(9, CASH, 12_000 * CASH, -1, 0);
        assertThat(check(true, 10, 0, limits, marks, 10_800 * CASH + 1, 0)).isEqualTo(10);
        assertThat(check(true, 10, 0, limits, marks, 10_800 * CASH, 0)).isEqualTo(-ErrorCode.DRAWDOWN_STOP.number());
        assertThat(check(true, 10, -10, limits, marks, 10_000 * CASH, 0)).isEqualTo(10);
    }

    @Test
    void aPriceFarFromTheLatestOpensNothing() {
        RiskLimits limits = only(Field.PRICE_BAND_PERCENT, "2");
        for (long latest : new long[] {98_04, 102_04}) {
            check(true, 10, 0, limits, EQUITY, 0);
            order.set(TERMS, true, 10, PRICE, 0, 0).market(true, latest, 5);
            assertThat(engine.check(order, account)).as("latest " + latest).isEqualTo(10);
        }
        check(true, 10, 0, limits, EQUITY, 0);
        order.set(TERMS, true, 10, PRICE, 0, 0).market(true, 98_03, 5);
        assertThat(engine.check(order, account)).as("2.01 %").isEqualTo(-ErrorCode.ORDER_PRICE_BAND.number());
        order.set(TERMS, true, 10, PRICE, 0, 0).market(true, 0, 5);
        assertThat(engine.check(order, account)).as("none is known").isEqualTo(10);
    }

    @Test
    void ordersOfAMinuteAreCountedAndTheMinuteNeverGoesBack() {
        RiskLimits limits = only(Field.MAX_ORDERS_PER_MINUTE, "2");
        assertThat(check(true, 10, 0, limits, new RiskMarks(0, EQUITY, EQUITY, 5, 1), EQUITY, 0))
                .isEqualTo(10);
        assertThat(check(true, 10, 0, limits, new RiskMarks(0, EQUITY, EQUITY, 5, 2), EQUITY, 0))
                .isEqualTo(-ErrorCode.ORDER_RATE.number());
        assertThat(found()).isEqualTo("order-rate: 3 orders, limit 2");
        assertThat(check(true, 10, 0, limits, new RiskMarks(0, EQUITY, EQUITY, 4, 2), EQUITY, 0))
                .isEqualTo(10);
        assertThat(check(true, 10, 0, limits, new RiskMarks(0, EQUITY, EQUITY, 6, 2), EQUITY, 0))
                .as("an older event counts to the latest minute")
                .isEqualTo(-ErrorCode.ORDER_RATE.number());
        assertThat(check(false, 10, 10, limits, new RiskMarks(0, EQUITY, EQUITY, 5, 9), EQUITY, 0))
                .isEqualTo(10);
    }

    @Test
    void aClosedMarketRefusesWhatReducesToo() {
        check(false, 10, 10, RiskLimits.NONE, EQUITY, 0);
        order.market(false, PRICE, 5);
        assertThat(engine.check(order, account)).isEqualTo(-ErrorCode.MARKET_CLOSED.number());
        account.set(true, false, 0, 10, 0);
        assertThat(engine.check(order, account)).as("without limits too").isEqualTo(-ErrorCode.MARKET_CLOSED.number());
    }

    @Test
    void theRuleThatRefusesIsNamedElseTheFirstThatMadeItSmaller() {
        RiskLimits limits = new RiskLimits(5 * CASH, 400 * CASH, 0, 0, 0, 0, 1);
        assertThat(check(true, 6_000, 0, limits, EQUITY, 0)).isEqualTo(4_000);
        assertThat(engine.shrunkBy()).isEqualTo(ErrorCode.MAX_POSITION);
        assertThat(check(true, 6_000, 0, limits, new RiskMarks(0, EQUITY, EQUITY, 5, 1), EQUITY, 0))
                .isEqualTo(-ErrorCode.ORDER_RATE.number());
        assertThat(engine.shrunkBy()).isNull();
        assertThat(found()).isEqualTo("order-rate: 2 orders, limit 1");
    }

    @Test
    void whatGoesWholeOrNotAtAllIsRefusedByTheFirstRuleThatWouldMakeItSmaller() {
        RiskLimits limits = new RiskLimits(5 * CASH, 0, 0, 0, 0, 0, 1);
        check(true, 5_000, 0, limits, new RiskMarks(0, EQUITY, EQUITY, 5, 0), EQUITY, 0);
        assertThat(engine.checkWhole(order, account)).isEqualTo(5_000);
        order.set(TERMS, true, 5_010, PRICE, 0, 0).limit(0, 400 * CASH, 0);
        assertThat(engine.checkWhole(order, account)).isEqualTo(-ErrorCode.MAX_COST.number());
        assertThat(found()).isEqualTo("max-cost: 501 money, limit 400");
        assertThat(order.units()).as("untouched").isEqualTo(5_010);
    }

    /** Compared with decimals, for random accounts, limits and orders. */
    @Test
    void roundingNeverExceedsALimitAndOneLotMoreWould() {
        long seed = seed();
        Random random = new Random(seed);
        int shrunk = 0;
        for (int n = 0; n < 20_000; n++) {
            long equity = 1 + random.nextLong(20_000 * CASH);
            long other = random.nextLong(15_000 * CASH);
            long position = (random.nextLong(4_000) - 2_000) * 10;
            boolean buy = random.nextBoolean();
            long units = (1 + random.nextLong(9_000)) * 10;
            RiskLimits limits = new RiskLimits(
                    random.nextBoolean() ? 0 : CASH / 10 + random.nextLong(99 * CASH / 10),
                    random.nextBoolean() ? 0 : 1 + random.nextLong(20_000 * CASH),
                    0,
                    0,
                    random.nextBoolean() ? 0 : CASH / 10 + random.nextLong(3 * CASH),
                    0,
                    0);
            long allowed = check(buy, units, position, limits, equity, other);
            long sent = Math.max(allowed, 0);
            long reducing = account.closing(buy, units);
            assertThat(sent).as("seed " + seed).isBetween(reducing, units);
            if (sent > reducing) {
                assertThat(within(limits, position, buy, sent, equity, other))
                        .as("seed " + seed)
                        .isTrue();
            }
            if (sent < units) {
                shrunk++;
                assertThat(within(limits, position, buy, sent + 10, equity, other))
                        .as("seed " + seed)
                        .isFalse();
            }
        }
        assertThat(shrunk).as("seed " + seed).isGreaterThan(1_000);
    }

    private static boolean within(RiskLimits limits, long position, boolean buy, long units, long equity, long other) {
        BigDecimal worth = BigDecimal.valueOf(equity, 8);
        BigDecimal value = BigDecimal.valueOf(Math.abs(position + (buy ? units : -units)), 3)
                .multiply(BigDecimal.valueOf(PRICE, 2));
        BigDecimal gross = value.add(BigDecimal.valueOf(other, 8));
        return (limits.maxPositionPercentUnits() == 0
                        || value.movePointRight(2)
                                        .compareTo(
                                                worth.multiply(BigDecimal.valueOf(limits.maxPositionPercentUnits(), 8)))
                                <= 0)
                && (limits.maxExposureUnits() == 0
                        || gross.compareTo(BigDecimal.valueOf(limits.maxExposureUnits(), 8)) <= 0)
                && (limits.maxLeverageUnits() == 0
                        || gross.compareTo(worth.multiply(BigDecimal.valueOf(limits.maxLeverageUnits(), 8))) <= 0);
    }

    @Test
    void ordersThatReducePassEveryLimit() {
        long seed = seed();
        Random random = new Random(seed);
        for (int n = 0; n < 20_000; n++) {
            boolean buy = random.nextBoolean();
            long units = (1 + random.nextLong(900)) * 10;
            long position = (buy ? -1 : 1) * (units + random.nextLong(900) * 10);
            RiskLimits limits = new RiskLimits(
                    CASH / 10 + random.nextLong(99 * CASH / 10),
                    1 + random.nextLong(1_000 * CASH),
                    CASH / 10 + random.nextLong(9 * CASH),
                    CASH + random.nextLong(9 * CASH),
                    CASH / 10 + random.nextLong(CASH),
                    CASH / 10 + random.nextLong(CASH),
                    1 + random.nextInt(5));
            RiskMarks marks =
                    new RiskMarks(0, random.nextLong(2 * EQUITY), random.nextLong(3 * EQUITY), 5, random.nextInt(9));
            long equity = random.nextLong(2 * EQUITY) - EQUITY;
            assertThat(check(buy, units, position, limits, marks, equity, random.nextLong(EQUITY)))
                    .as("seed " + seed)
                    .isEqualTo(units);
        }
    }

    private static long seed() {
        return Long.getLong("tickgrid.seed", System.nanoTime());
    }

    @Test
    void limitsOutOfBoundsAreRefusedByName() {
        assertThatThrownBy(() -> only(Field.MAX_POSITION_PERCENT, "10.00000001"))
                .hasMessage("max_position_percent must be 0 for no limit or in [0.1, 10], was 10.00000001");
        assertThatThrownBy(() -> only(Field.MAX_ORDERS_PER_MINUTE, "-1"))
                .hasMessage("max_orders_per_minute must be 0 for no limit or in [1, 10000], was -1");
        assertThat(only(Field.MAX_LEVERAGE, "0.1").maxLeverageUnits()).isEqualTo(CASH / 10);
    }

    @Test
    void whatIsLooserIsNamed() {
        RiskLimits balanced = RiskPreset.BALANCED.limits();
        assertThat(balanced.looserThan(RiskLimits.NONE)).isNull();
        assertThat(RiskLimits.NONE.looserThan(balanced)).isEqualTo(Field.MAX_POSITION_PERCENT);
        assertThat(RiskPreset.CONSERVATIVE.limits().looserThan(balanced)).isNull();
        assertThat(RiskPreset.AGGRESSIVE.limits().looserThan(balanced)).isEqualTo(Field.MAX_POSITION_PERCENT);
        assertThat(RiskPreset.of(balanced)).isEqualTo(RiskPreset.BALANCED);
        assertThat(RiskPreset.of(RiskLimits.NONE)).isNull();
    }
}
