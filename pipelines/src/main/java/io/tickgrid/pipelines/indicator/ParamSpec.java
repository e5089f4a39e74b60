package io.tickgrid.pipelines.indicator;

/**
 * One parameter of an indicator: its name, default and bounds, both inclusive.
 *
 * @param name lower snake case, TA-Lib's name without {@code optIn} and {@code optInTime}
 * @param defaultValue used when a request leaves the parameter out
 * @param min smallest value allowed
 * @param max greatest value allowed
 * @param whole only whole numbers are allowed (bars)
 * @param folds left out of a column's name when equal to the parameter before it ({@code bbands_20_2} has two deviations)
 */
public record ParamSpec(String name, double defaultValue, double min, double max, boolean whole, boolean folds) {
    public ParamSpec {
        if (!(min <= defaultValue && defaultValue <= max)) {
            throw new IndicatorException(name + " must have its default in [" + Numbers.text(min) + ", "
                    + Numbers.text(max) + "], was " + Numbers.text(defaultValue));
        }
    }

    static ParamSpec bars(String name, int defaultValue, int min) {
        return new ParamSpec(name, defaultValue, min, 500, true, false);
    }

    static ParamSpec factor(String name, double defaultValue) {
        return new ParamSpec(name, defaultValue, 0.1, 20, false, false);
    }

    static ParamSpec foldingFactor(String name, double defaultValue) {
        return new ParamSpec(name, defaultValue, 0.1, 20, false, true);
    }

    /**
     * The value itself, when it is allowed.
     *
     * @throws IndicatorException outside the bounds, not finite, or not whole where only whole numbers are allowed
     */
    double checked(double value) {
        if (!(value >= min && value <= max)) {
            throw new IndicatorException(name + " must be in " + bounds() + ", was " + Numbers.text(value));
        }
        if (whole && value != Math.rint(value)) {
            throw new IndicatorException(
                    name + " must be a whole number in " + bounds() + ", was " + Numbers.text(value));
        }
        return value;
    }

    private String bounds() {
        return "[" + Numbers.text(min) + ", " + Numbers.text(max) + "]";
    }
}
