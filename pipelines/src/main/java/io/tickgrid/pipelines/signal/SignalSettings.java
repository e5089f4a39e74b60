package io.tickgrid.pipelines.signal;

/**
 * When a recommendation becomes a signal, and where its levels lie.
 *
 * @param confidenceFloor confidence that a signal needs at least, in [0, 1]
 * @param rearmBelow |score| under which the side that was last signalled may be signalled again, in (0, 1]; below the
 *     fusion's threshold, or a score that trembles around it would flap
 * @param minBarsBetween bars from one signal to the next of either side, at least 1
 * @param stopAtr distance of the stop from the entry in ATR, positive
 * @param target1Atr distance of the first target from the entry in ATR, positive
 * @param target2Atr distance of the second target in ATR, greater than the first
 */
public record SignalSettings(
        double confidenceFloor,
        double rearmBelow,
        int minBarsBetween,
        double stopAtr,
        double target1Atr,
        double target2Atr) {
    public static final SignalSettings DEFAULT = new SignalSettings(0.6, 0.2, 12, 2, 1.5, 3);

    public SignalSettings {
        if (!(confidenceFloor >= 0 && confidenceFloor <= 1)) {
            throw new IllegalArgumentException("confidence floor must be in [0, 1], was " + confidenceFloor);
        }
        if (!(rearmBelow > 0 && rearmBelow <= 1)) {
            throw new IllegalArgumentException("re-arm threshold must be in (0, 1], was " + rearmBelow);
        }
        if (minBarsBetween < 1) {
            throw new IllegalArgumentException("bars between signals must be at least 1, was " + minBarsBetween);
        }
        if (!(stopAtr > 0 && stopAtr < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("stop distance must be positive and finite, was " + stopAtr);
        }
        if (!(target1Atr > 0 && target1Atr < target2Atr && target2Atr < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "target distances must be 0 < first < second, were " + target1Atr + " and " + target2Atr);
        }
    }
}
