package io.tickgrid.pipelines.candle;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Bars by activity: a bar ends with the tick that brings what was traded in it to the threshold or beyond. A tick is never
 * split, and what is beyond the threshold does not count for the next bar. M. Lopez de Prado, <i>Advances in Financial
 * Machine Learning</i> (2018), section 2.3.1: volume bars and dollar bars.
 *
 * @param measure what is counted
 * @param threshold exact, above 0 and below 10^18, with at most 18 decimal places; kept without trailing zeros
 */
public record ActivityFrame(Measure measure, BigDecimal threshold) implements Frame {
    /** What of the ticks is added up. */
    public enum Measure {
        /** The sizes, in units of what is traded. */
        VOLUME('v'),
        /** Price x size, in the currency of the price, whichever that is: {@code $} is the field's word. */
        VALUE('$');

        private final char sign;

        Measure(char sign) {
            this.sign = sign;
        }
    }

    static final int MAX_SCALE = 18;

    private static final BigDecimal END = BigDecimal.TEN.pow(18);
    private static final Pattern TEXT = Pattern.compile("[v$](?:0|[1-9][0-9]*)(?:\\.[0-9]+)?");

    public ActivityFrame {
        threshold = threshold.stripTrailingZeros();
        if (threshold.scale() < 0) {
            threshold = threshold.setScale(0);
        }
        if (threshold.signum() <= 0 || threshold.compareTo(END) >= 0 || threshold.scale() > MAX_SCALE) {
            throw new IllegalArgumentException(
                    "threshold of a frame must be above 0 and below 10^18 with at most 18 decimal places, was "
                            + threshold.toPlainString());
        }
    }

    /**
     * Reads {@code v} or {@code $} and a decimal: {@code v100}, {@code v0.5}, {@code $1000000}. Trailing zeros mean nothing:
     * {@code v0.50} is {@code v0.5}.
     *
     * @throws IllegalArgumentException if the text is not such a frame
     */
    public static ActivityFrame parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "frame by activity must be v (volume) or $ (value) and a decimal such as v1000, v0.5 or $1000000,"
                            + " was '"
                            + text + "'");
        }
        Measure measure = text.charAt(0) == Measure.VOLUME.sign ? Measure.VOLUME : Measure.VALUE;
        return new ActivityFrame(measure, new BigDecimal(text.substring(1)));
    }

    @Override
    public int compareTo(Frame other) {
        return switch (other) {
            case TimeFrame _ -> 1;
            case ActivityFrame activity ->
                measure == activity.measure
                        ? threshold.compareTo(activity.threshold)
                        : measure.compareTo(activity.measure);
        };
    }

    /** The one text that stands for this frame. */
    @Override
    public String toString() {
        return measure.sign + threshold.toPlainString();
    }
}
