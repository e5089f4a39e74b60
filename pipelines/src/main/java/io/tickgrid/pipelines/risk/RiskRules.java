package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import java.util.List;

/**
 * The rules in the order in which every order passes them: permission first, then limits that shrink, then money, and
 * the minimum of the venue on what is left.
 */
public final class RiskRules {
    /** All rules, in order. */
    public static final List<RiskRule> TABLE = List.of(
            new AccountActiveRule(),
            new KillSwitchRule(),
            new SymbolAllowedRule(),
            new MaxQuantityRule(),
            new MaxCostRule(),
            new MaxPositionRule(),
            new BalanceRule(),
            new MinimumRule());

    /** How many rules at the head of the table judge permission alone, whatever the quantity. */
    static final int PERMISSIONS = 3;

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
