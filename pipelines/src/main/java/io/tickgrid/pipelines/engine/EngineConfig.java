package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.candle.TimeFrame;
import io.tickgrid.pipelines.fusion.WeightSet;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.time.Duration;
import java.util.List;

/**
 * What every engine of a deployment computes.
 *
 * @param frames of the candles, each once; kept in ascending order
 * @param indicators the set computed on every frame, made with at least {@link #undoBars} bars of undo
 * @param latenessNs how much older than the greatest event time seen a tick may be, nanoseconds
 * @param correctionsNs how much older a trade may be that is corrected, nanoseconds: so long the ticks are kept. 0 = none is;
 *     else at least the lateness
 * @param weights the agents' weights
 * @param paper how paper orders fill
 */
public record EngineConfig(
        List<Frame> frames,
        IndicatorSet indicators,
        long latenessNs,
        long correctionsNs,
        WeightSet weights,
        PaperTerms paper) {
    /** Lateness of a deployment that names none: 5 s. */
    public static final long DEFAULT_LATENESS_NS = 5_000_000_000L;

    /** Bars of the shortest frame that lateness or corrections may span: what is kept to restate grows with it. */
    public static final int MAX_UNDO_BARS = 4096;

    private static final long MAX_BACK_NS = Duration.ofDays(366).toNanos();

    public EngineConfig {
        frames = frames.stream().sorted().toList();
        if (correctionsNs != 0 && correctionsNs < latenessNs) {
            throw new IllegalArgumentException("corrections must be 0 or reach back as far as the lateness of "
                    + latenessNs / 1_000_000 + " ms, were " + correctionsNs / 1_000_000 + " ms");
        }
        int undoBars = Math.max(undoBars(frames, latenessNs), undoBars(frames, correctionsNs));
        if (indicators.undoBars() < undoBars) {
            throw new IllegalArgumentException("indicator set must be able to undo " + undoBars + " bars (lateness "
                    + latenessNs + " ns, corrections " + correctionsNs + " ns, shortest frame " + frames.getFirst()
                    + "), was made for "
                    + indicators.undoBars());
        }
    }

    /** Without corrections. */
    public EngineConfig(
            List<Frame> frames, IndicatorSet indicators, long latenessNs, WeightSet weights, PaperTerms paper) {
        this(frames, indicators, latenessNs, 0, weights, paper);
    }

    /**
     * Closed bars of one frame that a tick, or a correction, of so long ago can change at most, in any calendar: what the indicator set
     * must be able to undo. Bars by activity are never undone.
     *
     * @throws IllegalArgumentException if frames are none or repeated, or that time is negative or spans more than
     *     {@value #MAX_UNDO_BARS} bars
     */
    public static int undoBars(List<Frame> frames, long backNs) {
        if (frames.isEmpty() || frames.stream().distinct().count() != frames.size()) {
            throw new IllegalArgumentException("frames must be at least one, each once, were " + frames);
        }
        long bars = 0;
        if (backNs >= 0 && backNs <= MAX_BACK_NS) {
            for (String calendar : SessionCalendar.IDS) {
                for (Frame frame : frames) {
                    if (frame instanceof TimeFrame time) {
                        bars = Math.max(bars, SessionCalendar.of(calendar).barsWithin(backNs, time.lengthNs()));
                    }
                }
            }
        }
        if (backNs < 0 || backNs > MAX_BACK_NS || bars > MAX_UNDO_BARS) {
            throw new IllegalArgumentException("lateness must be from 0 to " + MAX_UNDO_BARS + " bars of "
                    + frames.stream().sorted().findFirst().orElseThrow()
                    + " and at most 366 days, and so must corrections, was " + backNs + " ns");
        }
        return (int) bars;
    }
}
