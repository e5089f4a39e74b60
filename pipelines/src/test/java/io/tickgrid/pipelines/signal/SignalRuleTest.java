package io.tickgrid.pipelines.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tickgrid.pipelines.agent.Allocation;
import io.tickgrid.pipelines.agent.HandView;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.fusion.Fusion;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.fusion.FusionSettings;
import io.tickgrid.pipelines.fusion.WeightSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignalRuleTest {
    private static final int AT = 3;

    private final SignalRule rule =
            SignalRule.bind(HandView.COLUMNS::indexOf, new SignalSettings(0.5, 0.2, 4, 2, 1.5, 3));
    private final HandView view = HandView.neutral().bar(800, 812, 799, 810).with("atr_14", 4);
    private final SignalDraft draft = new SignalDraft();
    private double[] state = new double[AT + SignalRule.STATE + 2];

    SignalRuleTest() {
        view.barCount = 100;
    }

    @Test
    void buysAtTheCloseWithStopBelowAndTargetsAbove() {
        assertThat(judge(0.6, 0.9)).isTrue();
        assertThat(draft.side()).isEqualTo(SignalSide.BUY);
        assertThat(draft.score()).isCloseTo(0.6, within(1e-15));
        assertThat(draft.confidence()).isCloseTo(StrictMath.sqrt(0.9), within(1e-15));
        assertThat(draft.entry()).isEqualTo(810);
        assertThat(draft.stop()).isEqualTo(802);
        assertThat(draft.target1()).isEqualTo(816);
        assertThat(draft.target2()).isEqualTo(822);
    }

    @Test
    void sellsAtTheCloseWithStopAboveAndTargetsBelow() {
        assertThat(judge(-0.6, 0.9)).isTrue();
        assertThat(draft.side()).isEqualTo(SignalSide.SELL);
        assertThat(draft.score()).isCloseTo(-0.6, within(1e-15));
        assertThat(draft.stop()).isEqualTo(818);
        assertThat(draft.target1()).isEqualTo(804);
        assertThat(draft.target2()).isEqualTo(798);
    }

    @Test
    void standingRecommendationIsSignalledOnce() {
        assertThat(bars(0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6)).containsExactly(0);
    }

    @Test
    void scoreThatTremblesAroundTheThresholdDoesNotFlap() {
        assertThat(bars(0.41, 0.39, 0.41, 0.39, 0.41, 0.3, 0.41, 0.21, 0.5)).containsExactly(0);
    }

    @Test
    void fallenScoreArmsTheSideAgain() {
        assertThat(bars(0.6, 0.6, 0.19, 0.3, 0.6, 0.6)).containsExactly(0, 4);
    }

    @Test
    void armedSideWaitsForTheBarsBetweenSignals() {
        // the second bar arms although the pause lasts
        assertThat(bars(0.6, 0.1, 0.6, 0.6, 0.6, 0.6)).containsExactly(0, 4);
    }

    @Test
    void otherSideIsSignalledWithoutPassingTheLowerThreshold() {
        assertThat(bars(0.6, 0.6, 0.6, 0.6, -0.6, -0.6, -0.6, -0.6, 0.6)).containsExactly(0, 4, 8);
    }

    @Test
    void otherSideWaitsForTheBarsBetweenSignalsToo() {
        assertThat(bars(0.6, -0.6, -0.6, -0.6, -0.6, -0.6)).containsExactly(0, 4);
        assertThat(draft.side()).isEqualTo(SignalSide.SELL);
    }

    @Test
    void lowConfidenceEmitsNothingAndIsTakenUpWhenItRises() {
        assertThat(judge(0.6, 0.2)).isFalse();
        view.barCount++;
        assertThat(judge(0.6, 0.9)).isTrue();
    }

    @Test
    void nothingIsEmittedWithoutQuorumAndTheSideStaysDisarmed() {
        assertThat(judge(0.6, 0.9, 2)).isFalse();
        assertThat(judge(0.6, 0.9)).isTrue();
        for (int i = 0; i < 10; i++) {
            view.barCount++;
            assertThat(judge(0.0, 0.9, 2)).isFalse();
        }
        assertThat(judge(0.6, 0.9)).as("a bar without votes is no fallen score").isFalse();
    }

    @Test
    void coldOrZeroAtrEmitsNothingAndKeepsTheSideArmed() {
        view.with("atr_14", Double.NaN);
        assertThat(judge(0.6, 0.9)).isFalse();
        view.with("atr_14", 0);
        assertThat(judge(0.6, 0.9)).isFalse();
        view.with("atr_14", 4);
        assertThat(judge(0.6, 0.9)).isTrue();
    }

    @Test
    void levelsThatWouldNotBePositiveAreNotEmitted() {
        view.bar(1, 1, 1, 1).with("atr_14", 0.4);
        assertThat(judge(-0.6, 0.9)).as("second target at -0.2").isFalse();
        assertThat(judge(0.6, 0.9)).as("stop at 0.2").isTrue();
    }

    @Test
    void keepsToItsOwnPartOfTheState() {
        state = new double[] {7, 7, 7, 0, 0, 7, 7};
        judge(0.6, 0.9);
        assertThat(state).containsExactly(7, 7, 7, 1, 100, 7, 7);
    }

    @Test
    void decisionsAreTheSameWhenTheStateIsCopiedAtEveryBar() {
        double[] scores = new Random(20131125).doubles(2_000, -0.8, 0.8).toArray();
        List<Integer> straight = bars(scores);
        assertThat(straight).hasSizeGreaterThan(100);

        List<Integer> copied = new ArrayList<>();
        state = new double[state.length];
        view.barCount = 100;
        for (int i = 0; i < scores.length; i++) {
            state = state.clone();
            if (judge(scores[i], 0.9)) {
                copied.add(i);
            }
            view.barCount++;
        }
        assertThat(copied).isEqualTo(straight);
    }

    @Test
    void judgingAllocatesNothing() {
        FusionResult up = fused(0.6, 0.9, 5);
        FusionResult down = fused(-0.6, 0.9, 5);
        assertThat(Allocation.bytesOf(() -> {
                    rule.judge(state, AT, up, view, draft);
                    view.barCount += 4;
                    rule.judge(state, AT, down, view, draft);
                    view.barCount += 4;
                }))
                .isZero();
        assertThat(draft.side()).isEqualTo(SignalSide.SELL);
    }

    @Test
    void bindingNamesTheColumnThatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignalRule.bind(column -> -1, SignalSettings.DEFAULT))
                .withMessageContaining("atr_14");
    }

    @Test
    void settingsRefuseWhatIsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SignalSettings(1.1, 0.2, 4, 2, 1.5, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new SignalSettings(0.5, 0, 4, 2, 1.5, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new SignalSettings(0.5, 0.2, 0, 2, 1.5, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new SignalSettings(0.5, 0.2, 4, Double.NaN, 1.5, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new SignalSettings(0.5, 0.2, 4, 2, 3, 3));
    }

    @Test
    void defaultReArmThresholdLiesBelowTheAdviceThreshold() {
        assertThat(SignalSettings.DEFAULT.rearmBelow()).isLessThan(FusionSettings.DEFAULT.threshold());
    }

    private List<Integer> bars(double... scores) {
        List<Integer> signals = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (judge(scores[i], 0.9)) {
                signals.add(i);
            }
            view.barCount++;
        }
        return signals;
    }

    private boolean judge(double score, double meanConfidence) {
        return judge(score, meanConfidence, 5);
    }

    private boolean judge(double score, double meanConfidence, int voters) {
        return rule.judge(state, AT, fused(score, meanConfidence, voters), view, draft);
    }

    /** A vote of one mind: score and confidence squared are what every voter says. */
    private static FusionResult fused(double score, double meanConfidence, int voters) {
        Opinion[] opinions = new Opinion[5];
        for (int i = 0; i < opinions.length; i++) {
            opinions[i] = new Opinion();
            if (i < voters) {
                opinions[i].set(score, meanConfidence);
            }
        }
        FusionResult result = new FusionResult(5);
        new Fusion(FusionSettings.DEFAULT).fuse(opinions, WeightSet.defaults(5), result);
        return result;
    }
}
