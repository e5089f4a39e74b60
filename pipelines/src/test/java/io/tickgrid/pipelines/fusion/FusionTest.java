package io.tickgrid.pipelines.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tickgrid.pipelines.agent.Allocation;
import io.tickgrid.pipelines.agent.Opinion;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FusionTest {
    private static final int SEED = 20131125;

    private final Fusion fusion = new Fusion(FusionSettings.DEFAULT);
    private final FusionResult result = new FusionResult(5);

    @Test
    void worksOutTheFormulaWithUnequalWeights() {
        Opinion[] opinions = {vote(1, 0.5), vote(0.5, 1), vote(-0.5, 0.25), abstain(), vote(0, 1)};
        fusion.fuse(opinions, new WeightSet(7, new double[] {2, 1, 4, 8, 1}), result);
        // votes 1, 1, 1, -, 1: W = 4
        assertThat(shares()).containsExactly(0.25, 0.125, -0.125, 0, 0);
        assertThat(result.score()).isEqualTo(0.25);
        assertThat(result.agreement()).isEqualTo(0.5);
        assertThat(result.conflict()).isEqualTo(0.125);
        assertThat(result.confidence()).isCloseTo(Math.sqrt(0.5 * (0.5 + 1 + 0.25 + 1) / 4), within(1e-15));
        assertThat(result.voters()).isEqualTo(4);
        assertThat(result.quorum()).isTrue();
        assertThat(result.weightsVersion()).isEqualTo(7);
        assertThat(result.recommendation()).isEqualTo(Recommendation.HOLD);
    }

    @Test
    void sharesAddUpToTheScoreAndEverythingStaysInRange() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            Opinion[] opinions = new Opinion[5];
            double[] weights = new double[5];
            for (int a = 0; a < 5; a++) {
                opinions[a] = random.nextInt(5) == 0 ? abstain() : vote(signed(random), unsigned(random));
                weights[a] = random.nextInt(6) == 0 ? 0 : 10 * random.nextDouble();
            }
            weights[random.nextInt(5)] = 1;
            fusion.fuse(opinions, new WeightSet(1, weights), result);

            double sum = 0;
            for (double share : shares()) {
                sum += share;
            }
            assertThat(sum).as("seed %d case %d", SEED, i).isCloseTo(result.score(), within(Math.ulp(1.0)));
            assertThat(result.score()).isBetween(-1.0, 1.0);
            assertThat(result.confidence()).isBetween(0.0, 1.0);
            assertThat(result.agreement()).isBetween(0.0, 1.0);
            assertThat(result.conflict()).isBetween(0.0, 0.5 + 1e-15);
        }
    }

    @Test
    void onlyTheProportionsOfWeightsMatter() {
        Opinion[] opinions = {vote(0.9, 0.5), vote(0.5, 1), vote(-0.5, 0.25), vote(0.1, 0.3), vote(0, 1)};
        fusion.fuse(opinions, new WeightSet(1, new double[] {1, 2, 3, 4, 5}), result);
        double[] shares = shares();
        fusion.fuse(opinions, new WeightSet(2, new double[] {4, 8, 12, 16, 20}), result);
        assertThat(shares()).containsExactly(shares);
    }

    @Test
    void unanimousVoteAtFullForceIsWhole() {
        fusion.fuse(
                new Opinion[] {vote(1, 1), vote(1, 1), vote(1, 1), vote(1, 1), vote(1, 1)},
                WeightSet.defaults(5),
                result);
        assertThat(result.score()).isCloseTo(1, within(Math.ulp(1.0)));
        assertThat(result.confidence()).isCloseTo(1, within(Math.ulp(1.0)));
        assertThat(result.conflict()).isZero();
        assertThat(result.recommendation()).isEqualTo(Recommendation.BUY);
    }

    @Test
    void evenlySplitVoteHasNoScoreAndNoConfidence() {
        fusion.fuse(
                new Opinion[] {vote(1, 1), vote(-1, 1), vote(0.5, 1), vote(-0.5, 1), abstain()},
                WeightSet.defaults(5),
                result);
        assertThat(result.score()).isZero();
        assertThat(result.agreement()).isZero();
        assertThat(result.confidence()).isZero();
        assertThat(result.conflict()).isEqualTo(0.375);
        assertThat(result.recommendation()).isEqualTo(Recommendation.HOLD);
    }

    @Test
    void nobodyVotingIsHoldWithoutQuorum() {
        fusion.fuse(
                new Opinion[] {abstain(), abstain(), vote(1, 0), abstain(), abstain()}, WeightSet.defaults(5), result);
        assertThat(result.voters()).isZero();
        assertThat(result.quorum()).isFalse();
        assertThat(result.score()).isZero();
        assertThat(result.confidence()).isZero();
        assertThat(result.recommendation()).isEqualTo(Recommendation.HOLD);
    }

    @Test
    void twoVotersAreNoQuorumWhateverTheyShout() {
        Opinion[] opinions = {vote(1, 1), vote(1, 1), vote(1, 0), abstain(), abstain()};
        fusion.fuse(opinions, WeightSet.defaults(5), result);
        assertThat(result.score()).isEqualTo(1);
        assertThat(result.quorum()).isFalse();
        assertThat(result.recommendation()).isEqualTo(Recommendation.HOLD);

        opinions[4] = vote(1, 0.01);
        fusion.fuse(opinions, WeightSet.defaults(5), result);
        assertThat(result.recommendation()).isEqualTo(Recommendation.BUY);
    }

    @Test
    void agentWeighedWithNothingIsNoVoter() {
        fusion.fuse(
                new Opinion[] {vote(1, 1), vote(1, 1), vote(-1, 1), abstain(), abstain()},
                new WeightSet(2, new double[] {1, 1, 0, 1, 1}),
                result);
        assertThat(result.voters()).isEqualTo(2);
        assertThat(result.share(2)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0.4,BUY", "0.39,HOLD", "0,HOLD", "-0.39,HOLD", "-0.4,SELL"})
    void recommendsFromTheThresholdOn(double direction, Recommendation expected) {
        // four equal votes: dividing by four and adding up again is exact, so the score is the direction itself
        Opinion[] opinions = {vote(direction, 1), vote(direction, 1), vote(direction, 1), vote(direction, 1), abstain()
        };
        fusion.fuse(opinions, WeightSet.defaults(5), result);
        assertThat(result.recommendation()).isEqualTo(expected);
    }

    @Test
    void confidenceIsContinuousWhereAnAgentFallsSilent() {
        Opinion[] opinions = {vote(1, 0.8), vote(0.9, 0.8), vote(0.8, 0.7), vote(-1, 1e-12), abstain()};
        fusion.fuse(opinions, WeightSet.defaults(5), result);
        double score = result.score();
        double confidence = result.confidence();
        opinions[3] = vote(-1, 0);
        fusion.fuse(opinions, WeightSet.defaults(5), result);
        assertThat(result.score()).isCloseTo(score, within(1e-11));
        assertThat(result.confidence()).isCloseTo(confidence, within(1e-11));
    }

    @Test
    void refusesSizesThatDiffer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fusion.fuse(new Opinion[] {vote(1, 1)}, WeightSet.defaults(5), result))
                .withMessageContaining("1, 5 and 5");
    }

    @Test
    void fusingAllocatesNothing() {
        Opinion[] opinions = {vote(0.9, 0.5), vote(0.5, 1), vote(-0.5, 0.25), abstain(), vote(0, 1)};
        WeightSet weights = WeightSet.defaults(5);
        assertThat(Allocation.bytesOf(() -> fusion.fuse(opinions, weights, result)))
                .isZero();
    }

    private double[] shares() {
        double[] shares = new double[result.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = result.share(i);
        }
        return shares;
    }

    private static double signed(Random random) {
        return random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 2 * random.nextDouble() - 1;
    }

    private static double unsigned(Random random) {
        return random.nextInt(8) == 0 ? random.nextInt(2) : random.nextDouble();
    }

    private static Opinion vote(double direction, double confidence) {
        Opinion opinion = new Opinion();
        opinion.set(direction, confidence);
        return opinion;
    }

    private static Opinion abstain() {
        return new Opinion();
    }
}
