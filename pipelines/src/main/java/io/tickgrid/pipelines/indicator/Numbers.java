package io.tickgrid.pipelines.indicator;

/** How a parameter is written: {@code 14}, not {@code 14.0}. */
final class Numbers {
    private Numbers() {}

    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** As part of a SQL column's name: {@code 2p5} for 2.5. */
    static String column(double value) {
        return text(value).replace('.', 'p');
    }
}
