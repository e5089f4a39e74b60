package io.tickgrid.pipelines.risk;

import java.math.BigDecimal;

/** What a rule measures, and how its number is said to people. */
public enum Measure {
    /** 1 or 0: yes or no. */
    FLAG("flag"),
    /** At the instrument's quantity scale. */
    QUANTITY("quantity"),
    /** 10^-8 of the quote currency. */
    MONEY("money"),
    /** 10^-8 of a percent. */
    PERCENT("percent"),
    /** 10^-8 of the equity. */
    RATIO("times the equity"),
    /** Whole. */
    COUNT("orders");

    private final String text;

    Measure(String text) {
        this.text = text;
    }

    /** The unit, for people. */
    public String text() {
        return text;
    }

    /** A number of this measure as plain text; one that no long holds is {@code more than any limit}. */
    String say(long units, InstrumentTerms terms) {
        if (units == Long.MAX_VALUE) {
            return "more than any limit";
        }
        int scale = switch (this) {
            case FLAG, COUNT -> 0;
            case QUANTITY -> terms.quantityScale();
            case MONEY, PERCENT, RATIO -> Money.CASH_SCALE;
        };
        if (this == FLAG) {
            return units == 0 ? "no" : "yes";
        }
        BigDecimal value = BigDecimal.valueOf(units, scale);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
