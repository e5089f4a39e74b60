package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.engine.TestTicks.Tick;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Bars by activity of ticks in their total order, computed plainly, in decimals, from the text of the frame alone. */
public final class ActivityOracle {
    /** @param closed false for the last one, where it did not reach the threshold */
    public record Bar(
            long openMs,
            double open,
            double high,
            double low,
            double close,
            BigDecimal volume,
            long trades,
            boolean closed) {}

    private ActivityOracle() {}

    public static List<Bar> bars(String frame, List<Tick> inOrder) {
        boolean byValue = frame.startsWith("$");
        BigDecimal threshold = new BigDecimal(frame.substring(1));
        List<Bar> bars = new ArrayList<>();
        List<Tick> ticks = new ArrayList<>();
        BigDecimal counted = BigDecimal.ZERO;
        for (Tick tick : inOrder) {
            ticks.add(tick);
            BigDecimal size = BigDecimal.valueOf(tick.units(), tick.scale());
            BigDecimal price = new BigDecimal(Double.toString(tick.price()));
            counted = counted.add(byValue ? price.multiply(size) : size);
            if (counted.compareTo(threshold) >= 0) {
                bars.add(bar(ticks, bars, true));
                ticks.clear();
                counted = BigDecimal.ZERO;
            }
        }
        if (!ticks.isEmpty()) {
            bars.add(bar(ticks, bars, false));
        }
        return bars;
    }

    private static Bar bar(List<Tick> ticks, List<Bar> before, boolean closed) {
        long firstMs = ticks.getFirst().timeNs() / 1_000_000;
        return new Bar(
                before.isEmpty() ? firstMs : Math.max(firstMs, before.getLast().openMs() + 1),
                ticks.getFirst().price(),
                ticks.stream().mapToDouble(Tick::price).max().orElseThrow(),
                ticks.stream().mapToDouble(Tick::price).min().orElseThrow(),
                ticks.getLast().price(),
                ticks.stream()
                        .map(t -> BigDecimal.valueOf(t.units(), t.scale()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                ticks.size(),
                closed);
    }
}
