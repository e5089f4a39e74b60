package io.tickgrid.pipelines.agent;

/** How a measurement becomes a part of an opinion: clamps and ramps shared by the agents. */
final class Scale {
    private Scale() {}

    /** {@code value} clamped to [-1, 1]. */
    static double unit(double value) {
        return Math.max(-1, Math.min(1, value));
    }

    /** 0 up to {@code zeroAt}, 1 from {@code oneAt} on, linear between. */
    static double ramp(double value, double zeroAt, double oneAt) {
        return Math.max(0, Math.min(1, (value - zeroAt) / (oneAt - zeroAt)));
    }

    /** {@link #ramp} of the absolute value, with the sign of the value: silent within ±{@code zeroAt}. */
    static double beyond(double value, double zeroAt, double oneAt) {
        return Math.signum(value) * ramp(Math.abs(value), zeroAt, oneAt);
    }

    /** {@code numerator / denominator}, or 0 where nothing can be measured (a flat market has no range). */
    static double ratio(double numerator, double denominator) {
        return denominator > 0 ? numerator / denominator : 0;
    }

    /**
     * Confidence of parts in [-1, 1] that speak of one thing: |sum| / max(1, sum of absolutes). 1 when they are of one
     * mind and together reach at least one full part; 0 when they cancel out or say nothing.
     */
    static double unanimity(double sum, double absoluteSum) {
        return Math.min(1, Math.abs(sum) / Math.max(1, absoluteSum));
    }
}
