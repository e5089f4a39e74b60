package io.tickgrid.pipelines.fusion;

/** The outcome of one vote: mutable, reused, owned by one thread, written by {@link Fusion} alone. */
public final class FusionResult {
    double score;
    double confidence;
    double agreement;
    double conflict;
    int voters;
    boolean quorum;
    int weightsVersion;
    Recommendation recommendation = Recommendation.HOLD;
    final double[] shares;

    /**
     * A result to be written over and over.
     *
     * @param agents number of agents that vote
     */
    public FusionResult(int agents) {
        shares = new double[agents];
    }

    /** Sum of the shares, in [-1, 1]; 0 without voters. */
    public double score() {
        return score;
    }

    /** How much to believe the score, in [0, 1]: geometric mean of agreement and the voters' mean confidence. */
    public double confidence() {
        return confidence;
    }

    /** |score| over the sum of |shares|, in [0, 1]: 1 when all voters point one way; 0 when nobody points anywhere. */
    public double agreement() {
        return agreement;
    }

    /** Sum of |shares| against the score's side, in [0, 0.5]: what dissent took off the score. */
    public double conflict() {
        return conflict;
    }

    /** Agents that voted: neither abstained nor weighed or said with zero. */
    public int voters() {
        return voters;
    }

    /** Whether enough agents voted for any advice. */
    public boolean quorum() {
        return quorum;
    }

    /** HOLD without quorum or within the threshold. */
    public Recommendation recommendation() {
        return recommendation;
    }

    /** Version of the weight set that the vote was made with; 0 before the first vote. */
    public int weightsVersion() {
        return weightsVersion;
    }

    /** Number of shares, one an agent. */
    public int size() {
        return shares.length;
    }

    /** Part of the score that the agent at {@code index} made, in [-1, 1]; 0 if it did not vote. */
    public double share(int index) {
        return shares[index];
    }
}
