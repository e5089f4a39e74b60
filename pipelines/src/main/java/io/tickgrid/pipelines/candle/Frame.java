package io.tickgrid.pipelines.candle;

/**
 * When the bars of an instrument end: after a time, or after so much was traded. Frames of time come first in the order,
 * by length; then those of volume, then those of value, by threshold.
 */
public sealed interface Frame extends Comparable<Frame> permits TimeFrame, ActivityFrame {
    /**
     * Reads {@code 1m} or {@code 4h} ({@link TimeFrame#parse}), {@code v1000} or {@code $1000000} ({@link
     * ActivityFrame#parse}). Frames that mean the same are equal, and {@link #toString} gives their one text.
     *
     * @throws IllegalArgumentException if the text is no frame
     */
    static Frame parse(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        if (first == 'v' || first == '$') {
            return ActivityFrame.parse(text);
        }
        if (first >= '0' && first <= '9') {
            return TimeFrame.parse(text);
        }
        throw new IllegalArgumentException(
                "frame must be a time such as 1m or 1h, a volume such as v1000 or a value such as $1000000, was '"
                        + text + "'");
    }

    @Override
    int compareTo(Frame other);
}
