package io.tickgrid.pipelines.fusion;

import io.tickgrid.pipelines.agent.Opinion;

/**
 * The weighted vote. Stateless; one instance serves any number of instruments and threads.
 *
 * <p>With weight w, confidence c and direction d of each agent, and voters = agents that do not abstain and have
 * w x c > 0:
 *
 * <pre>
 *   share_i    = w_i c_i d_i / sum over voters (w_j c_j)          share 0 for the others
 *   score      = sum of share_i, in the agents' order             so the shares add up to the score
 *   agreement  = |score| / sum |share_i|                          0 if no share differs from 0
 *   conflict   = sum of |share_i| whose sign is against the score (half the absolute sum if the score is 0)
 *   confidence = sqrt(agreement x sum (w_j c_j^2) / sum (w_j c_j)) mean confidence, each voter counting by its vote
 *   BUY if quorum and score >= threshold, SELL if quorum and score <= -threshold, else HOLD
 * </pre>
 *
 * <p>A confidence that fades to zero changes score and confidence continuously, up to and including the moment the
 * agent ceases to be a voter.
 */
public final class Fusion {
    private final FusionSettings settings;

    public Fusion(FusionSettings settings) {
        this.settings = settings;
    }

    /**
     * Votes. Allocates nothing.
     *
     * @param opinions one an agent
     * @param weights of the same size
     * @param out of the same size; overwritten
     * @throws IllegalArgumentException if the sizes differ
     */
    public void fuse(Opinion[] opinions, WeightSet weights, FusionResult out) {
        int agents = opinions.length;
        if (weights.size() != agents || out.size() != agents) {
            throw new IllegalArgumentException("opinions, weights and shares must be of one size, were " + agents + ", "
                    + weights.size() + " and " + out.size());
        }
        double votes = 0;
        double confidentVotes = 0;
        int voters = 0;
        for (int i = 0; i < agents; i++) {
            double vote = vote(opinions[i], weights.weight(i));
            if (vote > 0) {
                voters++;
                votes += vote;
                confidentVotes += vote * opinions[i].confidence();
            }
        }
        double[] shares = out.shares;
        double score = 0;
        double absoluteSum = 0;
        for (int i = 0; i < agents; i++) {
            double vote = vote(opinions[i], weights.weight(i));
            double share = vote > 0 ? vote * opinions[i].direction() / votes + 0.0 : 0;
            shares[i] = share;
            score += share;
            absoluteSum += Math.abs(share);
        }
        // Rounding may leave a unanimous score one ulp beyond 1.
        score = Math.max(-1, Math.min(1, score));
        double agreement = absoluteSum > 0 ? Math.min(1, Math.abs(score) / absoluteSum) : 0;
        double meanConfidence = votes > 0 ? Math.min(1, confidentVotes / votes) : 0;
        out.score = score;
        out.agreement = agreement;
        out.conflict = Math.max(0, (absoluteSum - Math.abs(score)) / 2);
        out.confidence = Math.sqrt(agreement * meanConfidence);
        out.voters = voters;
        out.quorum = voters >= settings.quorum();
        out.weightsVersion = weights.version();
        out.recommendation = recommend(score, out.quorum);
    }

    private Recommendation recommend(double score, boolean quorum) {
        if (quorum && score >= settings.threshold()) {
            return Recommendation.BUY;
        }
        if (quorum && score <= -settings.threshold()) {
            return Recommendation.SELL;
        }
        return Recommendation.HOLD;
    }

    private static double vote(Opinion opinion, double weight) {
        return opinion.abstained() ? 0 : weight * opinion.confidence();
    }
}
