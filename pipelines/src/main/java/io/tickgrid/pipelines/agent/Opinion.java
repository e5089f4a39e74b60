package io.tickgrid.pipelines.agent;

import java.util.Objects;

/**
 * What one agent thinks of one bar: mutable, reused for every judgement, owned by one thread.
 *
 * <p>Direction is in [-1, 1] (1 = up), confidence in [0, 1]. Up to three reasons, the strongest first. A new or reset
 * opinion abstains: direction and confidence zero, no reasons.
 */
public final class Opinion {
    public static final int MAX_REASONS = 3;

    private double direction;
    private double confidence;
    private boolean abstained = true;
    private int reasonCount;
    private final ReasonCode[] codes = new ReasonCode[MAX_REASONS];
    private final double[] numbers = new double[MAX_REASONS];
    private final double[] strengths = new double[MAX_REASONS];

    /** Abstains. */
    public void reset() {
        direction = 0;
        confidence = 0;
        abstained = true;
        reasonCount = 0;
    }

    /**
     * Votes, and forgets earlier reasons.
     *
     * @throws IllegalArgumentException if a value is NaN or out of range; the opinion is then unchanged
     */
    public void set(double direction, double confidence) {
        if (!(direction >= -1 && direction <= 1)) {
            throw new IllegalArgumentException("direction must be in [-1, 1], was " + direction);
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be in [0, 1], was " + confidence);
        }
        this.direction = direction + 0.0; // -0.0 becomes 0.0: files and tests compare bits
        this.confidence = confidence + 0.0;
        abstained = false;
        reasonCount = 0;
    }

    /**
     * Adds a reason to a vote; the {@value #MAX_REASONS} of greatest |strength| are kept, equal ones in the order they
     * came.
     *
     * @param number the value that the code's text shows, finite
     * @param strength how much this reason moved the opinion; only orders the reasons
     * @throws IllegalStateException if this opinion abstains
     * @throws IllegalArgumentException if a number is not finite
     */
    public void because(ReasonCode code, double number, double strength) {
        if (abstained) {
            throw new IllegalStateException("an opinion that abstains takes no reason, was given " + code);
        }
        if (!Double.isFinite(number) || !Double.isFinite(strength)) {
            throw new IllegalArgumentException(
                    "number and strength of " + code + " must be finite, were " + number + " and " + strength);
        }
        double size = Math.abs(strength);
        int slot = reasonCount;
        while (slot > 0 && strengths[slot - 1] < size) {
            slot--;
        }
        if (slot == MAX_REASONS) {
            return;
        }
        int last = Math.min(reasonCount, MAX_REASONS - 1);
        for (int i = last; i > slot; i--) {
            codes[i] = codes[i - 1];
            numbers[i] = numbers[i - 1];
            strengths[i] = strengths[i - 1];
        }
        codes[slot] = code;
        numbers[slot] = number + 0.0;
        strengths[slot] = size;
        reasonCount = last + 1;
    }

    /** Another one that says the same, and goes on saying it when this one is used again. */
    public Opinion copy() {
        Opinion copy = new Opinion();
        copy.direction = direction;
        copy.confidence = confidence;
        copy.abstained = abstained;
        copy.reasonCount = reasonCount;
        for (int i = 0; i < reasonCount; i++) {
            copy.codes[i] = codes[i];
            copy.numbers[i] = numbers[i];
            copy.strengths[i] = strengths[i];
        }
        return copy;
    }

    public double direction() {
        return direction;
    }

    public double confidence() {
        return confidence;
    }

    public boolean abstained() {
        return abstained;
    }

    /** Number of reasons, in [0, {@value #MAX_REASONS}]. */
    public int reasonCount() {
        return reasonCount;
    }

    /**
     * Code of a reason, the strongest at 0.
     *
     * @throws IndexOutOfBoundsException if there is no such reason
     */
    public ReasonCode reasonCode(int index) {
        return codes[checkReason(index)];
    }

    /**
     * Number of a reason.
     *
     * @throws IndexOutOfBoundsException if there is no such reason
     */
    public double reasonNumber(int index) {
        return numbers[checkReason(index)];
    }

    /** All reasons in words, joined by {@code "; "}; empty without any. Allocates: for the edge only. */
    public String reasonText() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < reasonCount; i++) {
            text.append(i == 0 ? "" : "; ").append(codes[i].text(numbers[i]));
        }
        return text.toString();
    }

    private int checkReason(int index) {
        return Objects.checkIndex(index, reasonCount);
    }
}
