package io.tickgrid.pipelines.fusion;

import java.util.Arrays;

/**
 * How much each agent's vote weighs, by the agents' order. Immutable; every fusion row names the version it was made
 * with.
 */
public final class WeightSet {
    private final int version;
    private final double[] weights;

    /**
     * @param version from 1
     * @param weights one an agent, finite and not negative, at least one positive; only their proportions matter
     * @throws IllegalArgumentException if a value is out of range
     */
    public WeightSet(int version, double[] weights) {
        if (version < 1) {
            throw new IllegalArgumentException("weight set version must be at least 1, was " + version);
        }
        double sum = 0;
        for (double weight : weights) {
            if (!(weight >= 0)) {
                throw new IllegalArgumentException("weights must be finite and >= 0, were " + Arrays.toString(weights));
            }
            sum += weight;
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "weights must have a positive finite sum, were " + Arrays.toString(weights));
        }
        this.version = version;
        this.weights = weights.clone();
    }

    /**
     * Version 1: every agent weighs the same. Equal weights are hard to beat before hit rates are measured (Dawes, The
     * Robust Beauty of Improper Linear Models, 1979).
     */
    public static WeightSet defaults(int agents) {
        double[] ones = new double[agents];
        Arrays.fill(ones, 1);
        return new WeightSet(1, ones);
    }

    public int version() {
        return version;
    }

    /** Number of agents. */
    public int size() {
        return weights.length;
    }

    /** Weight of the agent at {@code index}, in [0, size). */
    public double weight(int index) {
        return weights[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WeightSet that && version == that.version && Arrays.equals(weights, that.weights);
    }

    @Override
    public int hashCode() {
        return 31 * version + Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return "WeightSet[version=" + version + ", weights=" + Arrays.toString(weights) + "]";
    }
}
