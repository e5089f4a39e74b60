package io.tickgrid.pipelines.copytrade;

import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import io.tickgrid.pipelines.risk.Wide;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a leader opens a follower intends to open. What a leader closes is closed in proportion in every
 * mode. The order of the constants is stored in bytes: add at the end only.
 *
 * <p>A mode writes the intended quantity into {@code out}, in units of 10^-12 of the instrument's quantity unit, rounded
 * to the nearest. Value of a link, leader's equity and the like are in units of 10^-8.
 */
public enum SizingMode {
    /** The leader's quantity · value / 100. */
    PERCENT {
        @Override
        void size(Wide out, long openedUnits, long value, long followerEquity, Basis basis) {
            out.set(openedUnits).multiply(value).multiply(Intended.ONE_UNIT / Money.ONE / 100);
        }
    },
    /** The leader's quantity · value · follower's equity / leader's equity; 1 is the plain ratio. */
    EQUITY_RATIO {
        @Override
        void size(Wide out, long openedUnits, long value, long followerEquity, Basis basis) {
            out.set(openedUnits).multiply(followerEquity);
            out.multiply(value).multiply(Intended.ONE_UNIT / Money.ONE).divideNearest(basis.leaderEquityUnits());
        }
    },
    /** Value as a quantity, for each opening fill. */
    FIXED {
        @Override
        void size(Wide out, long openedUnits, long value, long followerEquity, Basis basis) {
            out.set(value).multiply(Intended.ONE_UNIT / Money.ONE);
            out.multiply(Money.power(basis.terms().quantityScale()));
        }
    },
    /** Value as an amount of quote currency at the fill's price, for each opening fill. */
    FIXED_AMOUNT {
        @Override
        void size(Wide out, long openedUnits, long value, long followerEquity, Basis basis) {
            InstrumentTerms terms = basis.terms();
            out.set(value).multiply(Intended.ONE_UNIT / Money.ONE).multiply(Money.power(terms.quantityScale()));
            out.multiply(Money.power(terms.priceScale())).divideNearest(basis.priceUnits());
        }
    },
    /** The leader's quantity · value. */
    MULTIPLIER {
        @Override
        void size(Wide out, long openedUnits, long value, long followerEquity, Basis basis) {
            out.set(openedUnits).multiply(value).multiply(Intended.ONE_UNIT / Money.ONE);
        }
    };

    /**
     * What is the same for all followers of one fill.
     *
     * @param leaderEquityUnits units of 10^-8
     * @param priceUnits price of the fill
     */
    record Basis(InstrumentTerms terms, long leaderEquityUnits, long priceUnits) {}

    abstract void size(Wide out, long openedUnits, long value, long followerEquity, Basis basis);

    /** The mode as people write it: {@code equity_ratio}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode that is written so, in any case of letters; null when there is none. */
    public static @Nullable SizingMode of(String text) {
        for (SizingMode mode : values()) {
            if (mode.name().equalsIgnoreCase(text)) {
                return mode;
            }
        }
        return null;
    }

    /** All modes as people write them, for messages. */
    public static String all() {
        return Arrays.stream(values()).map(SizingMode::text).collect(Collectors.joining(", "));
    }
}
