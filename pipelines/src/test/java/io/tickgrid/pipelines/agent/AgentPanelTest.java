package io.tickgrid.pipelines.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AgentPanelTest {
    private static final int AT = 5;

    private final HandView view = HandView.neutral();

    @Test
    void failingAgentIsDroppedAndTheOthersAreHeard() {
        AgentPanel panel = panel(bar -> true);
        Opinion[] out = panel.newOpinions();
        panel.judge(new double[AT + panel.stateSize()], AT, view, out);
        assertThat(out[0].abstained()).isFalse();
        assertThat(out[1].abstained()).isTrue();
        assertThat(out[1].reasonCount()).isZero();
        assertThat(out[2].abstained()).isFalse();
        assertThat(panel.failures(0)).isZero();
        assertThat(panel.failures(1)).isEqualTo(1);
        assertThat(panel.lastFailure(1)).hasMessage("bar 200");
        assertThat(panel.lastFailure(0)).isNull();
    }

    @Test
    void agentIsOffForTwentyBarsAfterThreeFailuresInARowAndThenTriedAgain() {
        AgentPanel panel = panel(bar -> bar <= 3);
        assertThat(barsWithoutTheSecond(panel, 30)).isEqualTo(longs(1, 23));
        assertThat(panel.failures(1)).isEqualTo(3);
    }

    @Test
    void agentThatKeepsFailingIsTriedThreeTimesAfterEachPause() {
        AgentPanel panel = panel(bar -> true);
        assertThat(barsWithoutTheSecond(panel, 46)).isEqualTo(longs(1, 46));
        assertThat(panel.failures(1)).isEqualTo(6);
    }

    @Test
    void successBetweenFailuresStartsTheCountAnew() {
        AgentPanel panel = panel(bar -> bar % 3 != 0);
        assertThat(barsWithoutTheSecond(panel, 30)).hasSize(20);
        assertThat(panel.failures(1)).isEqualTo(20);
    }

    @Test
    void opinionOutOfRangeIsAFailure() {
        Agent wild = agent("wild", bar -> false, 1.5);
        AgentPanel panel = new AgentPanel(List.of(wild));
        Opinion[] out = panel.newOpinions();
        panel.judge(new double[panel.stateSize()], 0, view, out);
        assertThat(out[0].abstained()).isTrue();
        assertThat(panel.failures(0)).isEqualTo(1);
    }

    @Test
    void copiedStateLeavesOutTheSameBars() {
        LongPredicate fails = bar -> bar % 17 < 4;
        List<Long> straight = barsWithoutTheSecond(panel(fails), 100);

        List<Long> resumed = new ArrayList<>();
        double[] state = new double[AT + panel(fails).stateSize()];
        for (long bar = 1; bar <= 100; bar++) {
            AgentPanel fresh = panel(fails);
            state = state.clone();
            Opinion[] out = fresh.newOpinions();
            view.barCount = bar;
            fresh.judge(state, AT, view, out);
            if (out[1].abstained()) {
                resumed.add(bar);
            }
        }
        assertThat(resumed).isEqualTo(straight);
    }

    @Test
    void panelKeepsToItsOwnPartOfTheState() {
        AgentPanel panel = panel(bar -> true);
        double[] state = new double[AT + panel.stateSize() + 3];
        Arrays.fill(state, 0, AT, 7);
        Arrays.fill(state, AT + panel.stateSize(), state.length, 7);
        for (int i = 0; i < 10; i++) {
            panel.judge(state, AT, view, panel.newOpinions());
        }
        assertThat(state).startsWith(7, 7, 7, 7, 7).endsWith(7, 7, 7);
    }

    @Test
    void formingBarLeavesTheStateAsItIs() {
        AgentPanel panel = panel(bar -> true);
        double[] state = new double[AT + panel.stateSize()];
        Opinion[] out = panel.newOpinions();
        for (int i = 0; i < 10; i++) {
            panel.judgeForming(state, AT, view, out);
        }
        assertThat(state).containsOnly(0);
        assertThat(out[1].abstained()).isTrue();
        assertThat(out[2].abstained()).isFalse();
        assertThat(panel.failures(1)).isEqualTo(10);
        for (int i = 0; i < 3; i++) {
            panel.judge(state, AT, view, out);
        }
        panel.judgeForming(state, AT, view, out);
        assertThat(panel.failures(1)).as("an agent that is off is not asked").isEqualTo(13);
    }

    @Test
    void errorsOfTheMachineGoThrough() {
        Agent exhausted = new Agent() {
            @Override
            public AgentSpec spec() {
                return specOf("exhausted");
            }

            @Override
            public void judge(MarketView bar, Opinion out) {
                throw new OutOfMemoryError("test");
            }
        };
        AgentPanel panel = new AgentPanel(List.of(exhausted));
        assertThatThrownBy(() -> panel.judge(new double[2], 0, view, panel.newOpinions()))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void refusesNoAgentsAndTwoOfOneId() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AgentPanel(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AgentPanel(List.of(agent("a", bar -> false, 0), agent("a", bar -> false, 0))));
    }

    @Test
    void judgingAllocatesNothing() {
        AgentPanel panel = new AgentPanel(Agents.bind(HandView.COLUMNS::indexOf));
        double[] state = new double[panel.stateSize()];
        Opinion[] out = panel.newOpinions();
        HandView up = HandView.strongUp();
        assertThat(Allocation.bytesOf(() -> panel.judge(state, 0, up, out))).isZero();
        assertThat(panel.stateSize()).isEqualTo(10);
    }

    private List<Long> barsWithoutTheSecond(AgentPanel panel, int bars) {
        double[] state = new double[AT + panel.stateSize()];
        Opinion[] out = panel.newOpinions();
        List<Long> missing = new ArrayList<>();
        for (long bar = 1; bar <= bars; bar++) {
            view.barCount = bar;
            panel.judge(state, AT, view, out);
            if (out[1].abstained()) {
                missing.add(bar);
            }
        }
        return missing;
    }

    private static List<Long> longs(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static AgentPanel panel(LongPredicate secondFails) {
        return new AgentPanel(List.of(
                agent("first", bar -> false, 0.5),
                agent("second", secondFails, 0.5),
                agent("third", bar -> false, 0.5)));
    }

    private static Agent agent(String id, LongPredicate fails, double direction) {
        return new Agent() {
            @Override
            public AgentSpec spec() {
                return specOf(id);
            }

            @Override
            public void judge(MarketView bar, Opinion out) {
                out.set(direction, 1);
                out.because(ReasonCode.RSI, 50, 1);
                if (fails.test(bar.barCount())) {
                    throw new IllegalStateException("bar " + bar.barCount());
                }
            }
        };
    }

    private static AgentSpec specOf(String id) {
        return new AgentSpec(id, "Test", "Does it fail?", "none", List.of());
    }
}
