package io.tickgrid.pipelines.fusion;

/**
 * When a score becomes advice.
 *
 * @param quorum voters needed for any advice, at least 1
 * @param threshold |score| from which the advice is BUY or SELL, in (0, 1]
 */
public record FusionSettings(int quorum, double threshold) {
    /** Three voters (the majority of five agents), and a score of 0.4: the balance of a 70 to 30 vote at full force. */
    public static final FusionSettings DEFAULT = new FusionSettings(3, 0.4);

    public FusionSettings {
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum must be at least 1, was " + quorum);
        }
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be in (0, 1], was " + threshold);
        }
    }
}
