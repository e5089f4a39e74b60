package io.tickgrid.pipelines.bench;

import java.util.Map;

/**
 * What a benchmark measured.
 *
 * @param figure median of the rounds, in {@code unit}
 * @param limit median of the plain hand-written loop for the same work, timed in turn with it, in the same unit
 * @param ratio share of the limit's speed that is reached; higher is better, also for times
 * @param rounds how often each was timed
 * @param details further figures by name
 */
public record BenchResult(
        String bench,
        double figure,
        String unit,
        double limit,
        double ratio,
        int rounds,
        Map<String, Object> details) {}
