package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import java.util.List;

/**
 * The rules in the order in which every order passes them: permission first, then limits that shrink or stop openings,
 * then the price, money, the minimum of the venue on what is left, and how many orders there were.
 */
public final class RiskRules {
    /** All rules, in order. */
    public static final List<RiskRule> TABLE = List.of(
            new AccountActiveRule(),
            new KillSwitchRule(),
            new SymbolAllowedRule(),
            new TradingHoursRule(),
            new MaxQuantityRule(),
            new MaxCostRule(),
            new MaxPositionRule(),
            new ExposureRule(),
            new DailyLossRule(),
            new DrawdownRule(),
            new LeverageRule(),
            new PriceBandRule(),
            new BalanceRule(),
            new MinimumRule(),
            new OrderRateRule());

    /** How many rules at the head of the table judge permission alone, whatever the quantity. */
    static final int PERMISSIONS = 4;

    private static final ErrorCode[] BY_NUMBER = new ErrorCode[1_000];

    static {
        for (ErrorCode code : ErrorCode.values()) {
            BY_NUMBER[code.number()] = code;
        }
    }

    private RiskRules() {}

    /** The code of a negative answer. */
    public static ErrorCode code(long answer) {
        ErrorCode code = answer < 0 && answer > -BY_NUMBER.length ? BY_NUMBER[(int) -answer] : null;
        if (code == null) {
            throw new IllegalArgumentException("answer must be the negative number of a code, was " + answer);
        }
        return code;
    }
}
