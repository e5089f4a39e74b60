package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A field of a case with its path, so that every complaint names the field, what was expected and what came.
 *
 * @param path as people write it: {@code followers[0].link.value}
 * @param node null where the field is missing or JSON null
 */
record CaseField(String path, @Nullable JsonNode node) {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,400}(\\.\\d{1,400})?");
    private static final int SHOWN = 60;
    private static final int MAX_DIGITS = 18;

    CaseField at(String name) {
        JsonNode child = object().get(name);
        return new CaseField(path.isEmpty() ? name : path + "." + name, child == null || child.isNull() ? null : child);
    }

    boolean isMissing() {
        return node == null;
    }

    private JsonNode object() {
        if (node == null || !node.isObject()) {
            throw wrong("an object");
        }
        return node;
    }

    List<CaseField> list() {
        if (node == null || !node.isArray()) {
            throw wrong("a list");
        }
        List<CaseField> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode item = node.get(i);
            items.add(new CaseField(path + "[" + i + "]", item.isNull() ? null : item));
        }
        return items;
    }

    /** Refuses fields that are not known here: a limit that is misspelt must not be dropped in silence. */
    void allow(Set<String> known) {
        for (String name : object().propertyNames()) {
            if (!known.contains(name)) {
                throw new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        path + "." + shorten(name) + " is not known here: expected any of "
                                + known.stream().sorted().toList());
            }
        }
    }

    String text() {
        if (node == null || !node.isString() || node.stringValue().isBlank()) {
            throw wrong("a text");
        }
        return node.stringValue().strip();
    }

    boolean flag(boolean otherwise) {
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrong("true or false");
        }
        return node.booleanValue();
    }

    String oneOf(String expected, Set<String> allowed) {
        if (node == null
                || !node.isString()
                || !allowed.contains(node.stringValue().toLowerCase(Locale.ROOT))) {
            throw wrong(expected);
        }
        return node.stringValue().toLowerCase(Locale.ROOT);
    }

    /** The exact decimal of a string, or of a number: JSON numbers are decimals too. */
    BigDecimal decimal() {
        BigDecimal value;
        if (node != null
                && node.isString()
                && DECIMAL.matcher(node.stringValue().strip()).matches()) {
            value = new BigDecimal(node.stringValue().strip());
        } else if (node != null && node.isNumber()) {
            value = node.decimalValue();
        } else {
            throw wrong("a decimal as a string, such as \"1.5\"");
        }
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    BigDecimal positive() {
        BigDecimal value = decimal();
        if (value.signum() <= 0) {
            throw wrong("a decimal greater than 0");
        }
        return value;
    }

    BigDecimal notNegative() {
        BigDecimal value = decimal();
        if (value.signum() < 0) {
            throw wrong("a decimal of at least 0");
        }
        return value;
    }

    /** An instrument's name in a list that commas separate. */
    String symbol() {
        if (text().indexOf(',') >= 0) {
            throw wrong("a symbol without a comma");
        }
        return text();
    }

    /** A whole number in [{@code least}, {@code most}]. */
    int count(int least, int most) {
        if (node == null
                || !node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < least
                || node.intValue() > most) {
            throw wrong("a whole number in [" + least + ", " + most + "]");
        }
        return node.intValue();
    }

    /** The decimal in units of 10^-scale, refused where it has more places or is too great for exact arithmetic. */
    long units(BigDecimal value, int scale) {
        if (value.scale() > scale) {
            throw wrong("at most " + scale + " decimal places");
        }
        requireBelow(value, MAX_DIGITS - scale);
        return value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    }

    /** Refuses a number of 10^{@code exponent} and more: units of it would leave the range of exact arithmetic. */
    void requireBelow(BigDecimal value, int exponent) {
        if (value.precision() - value.scale() > exponent) {
            throw wrong("a number below 10^" + exponent + " in size");
        }
    }

    /** The number of decimal places, refused above what units can have. */
    int scale(BigDecimal value, int max) {
        if (value.scale() > max) {
            throw wrong("at most " + max + " decimal places");
        }
        return Math.max(0, value.scale());
    }

    TickgridException wrong(String expected) {
        String found = node == null ? "nothing" : shorten(node.toString());
        return new TickgridException(
                ErrorCode.INVALID_REQUEST,
                (path.isEmpty() ? "the case" : path) + " must be " + expected + ", found " + found);
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
