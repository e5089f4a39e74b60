package io.tickgrid.pipelines.indicator;

/**
 * One column of an {@link IndicatorSet}.
 *
 * @param column {@code ema_21}
 * @param indicator {@code ema(period=21)}
 * @param output {@code value}
 * @param warmup bars before the first finite value; it is finite from bar {@code warmup} (0-based) on and NaN before
 */
public record OutputColumn(String column, String indicator, String output, int warmup) {
    public OutputColumn {
        if (warmup < 0) {
            throw new IndicatorException(column + " must have a warm-up of 0 bars or more, was " + warmup);
        }
    }
}
