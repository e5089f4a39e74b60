package io.tickgrid.pipelines.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every agent of the table keeps, whatever it judges. */
class AgentContractTest {
    private static final int SEED = 20131125;

    static Stream<Agent> agents() {
        return Agents.bind(HandView.COLUMNS::indexOf).stream();
    }

    @Test
    void tableBindsItsAgentsInTheOrderOfTheirSpecs() {
        assertThat(agents().map(Agent::spec)).containsExactlyElementsOf(Agents.all());
        assertThat(Agents.all().stream().map(AgentSpec::id))
                .containsExactly("trend", "momentum", "mean_reversion", "volatility_regime", "volume");
    }

    @Test
    void noAgentWaitsForTheTwoHundredBarAverages() {
        assertThat(Agents.all().stream().flatMap(spec -> spec.columns().stream()))
                .doesNotContain("ema_200", "sma_200");
    }

    @Test
    void bindingNamesAgentAndColumnThatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Agents.bind(column -> column.equals("mfi_14") ? -1 : HandView.COLUMNS.indexOf(column)))
                .withMessageContaining("volume")
                .withMessageContaining("mfi_14");
    }

    @ParameterizedTest
    @MethodSource("agents")
    void readsExactlyTheColumnsItDeclares(Agent agent) {
        Recorder view = new Recorder(HandView.strongUp());
        agent.judge(view, new Opinion());
        assertThat(view.read).containsExactlyInAnyOrderElementsOf(agent.spec().columns());
    }

    @ParameterizedTest
    @MethodSource("agents")
    void abstainsWhileAnyOfItsColumnsIsCold(Agent agent) {
        for (String column : agent.spec().columns()) {
            Opinion opinion = new Opinion();
            agent.judge(HandView.strongUp(), opinion);
            assertThat(opinion.abstained()).isFalse();

            agent.judge(HandView.strongUp().with(column, Double.NaN), opinion);

            assertThat(opinion.abstained()).as("cold %s", column).isTrue();
            assertThat(opinion.reasonCount()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void doesNotMindColumnsThatItDoesNotDeclare(Agent agent) {
        HandView view = HandView.strongUp();
        HandView.COLUMNS.stream()
                .filter(column -> !agent.spec().columns().contains(column))
                .forEach(column -> view.with(column, Double.NaN));
        Opinion opinion = new Opinion();
        agent.judge(view, opinion);
        assertThat(opinion.abstained()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("agents")
    void mirroredMarketMirrorsTheDirectionAndKeepsTheConfidence(Agent agent) {
        Random random = new Random(SEED);
        Opinion upright = new Opinion();
        Opinion mirrored = new Opinion();
        for (int i = 0; i < 2_000; i++) {
            HandView view = likely(random);
            agent.judge(view, upright);
            agent.judge(view.mirrored(300), mirrored);
            assertThat(mirrored.direction())
                    .as("seed %d case %d", SEED, i)
                    .isCloseTo(-upright.direction(), within(1e-9));
            assertThat(mirrored.confidence())
                    .as("seed %d case %d", SEED, i)
                    .isCloseTo(upright.confidence(), within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void opinionStaysInRangeOnAnyView(Agent agent) {
        Random random = new Random(SEED);
        Opinion opinion = new Opinion();
        for (int i = 0; i < 20_000; i++) {
            HandView view = anything(random);
            agent.judge(view, opinion);
            assertThat(opinion.direction()).as("seed %d case %d", SEED, i).isBetween(-1.0, 1.0);
            assertThat(opinion.confidence()).as("seed %d case %d", SEED, i).isBetween(0.0, 1.0);
            for (int reason = 0; reason < opinion.reasonCount(); reason++) {
                assertThat(opinion.reasonNumber(reason)).isFinite();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void opinionDependsOnTheViewAlone(Agent agent) {
        Random random = new Random(SEED);
        Opinion first = new Opinion();
        Opinion again = new Opinion();
        agent.judge(HandView.strongUp(), first);
        for (int i = 0; i < 100; i++) {
            agent.judge(likely(random), again);
        }
        agent.judge(HandView.strongUp(), again);
        assertThat(again.direction()).isEqualTo(first.direction());
        assertThat(again.confidence()).isEqualTo(first.confidence());
        assertThat(again.reasonText()).isEqualTo(first.reasonText());
    }

    @ParameterizedTest
    @MethodSource("agents")
    void judgingAllocatesNothing(Agent agent) {
        HandView up = HandView.strongUp();
        HandView down = HandView.strongUp().mirrored(200);
        Opinion opinion = new Opinion();
        assertThat(Allocation.bytesOf(() -> {
                    agent.judge(up, opinion);
                    agent.judge(down, opinion);
                }))
                .isZero();
    }

    /** Values as markets have them, far enough from the mirror's axis for every price to stay positive. */
    private static HandView likely(Random random) {
        double close = 100 + random.nextGaussian();
        double atr = 0.2 + random.nextDouble();
        HandView view = new HandView()
                .bar(close - atr * random.nextGaussian(), close + atr * random.nextDouble(), close - atr, close);
        for (String price : List.of("ema_9", "ema_21", "ema_50", "supertrend_10_3", "vwap_20")) {
            view.with(price, close + 2 * atr * random.nextGaussian());
        }
        for (String oscillator :
                List.of("rsi_14", "stoch_14_3_3_slowk", "stoch_14_3_3_slowd", "mfi_14", "adx_14", "plus_di_14")) {
            view.with(oscillator, 100 * random.nextDouble());
        }
        double width = atr * (1 + 5 * random.nextDouble());
        double middle = close + atr * random.nextGaussian();
        return view.with("minus_di_14", 100 * random.nextDouble())
                .with("bbands_20_2_upper", middle + width)
                .with("bbands_20_2_lower", middle - width)
                .with("macd_12_26_9_hist", 0.3 * atr * random.nextGaussian())
                .with("roc_10", random.nextGaussian())
                .with("atr_14", atr);
    }

    /** Values as nothing has them: any sign, any size, often zero, sometimes cold. */
    private static HandView anything(Random random) {
        HandView view = new HandView().bar(odd(random), odd(random), odd(random), odd(random));
        view.volume = odd(random);
        for (String column : HandView.COLUMNS) {
            view.with(column, random.nextInt(200) == 0 ? Double.NaN : odd(random));
        }
        return view;
    }

    private static double odd(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 100 * random.nextDouble();
            case 2 -> StrictMath.pow(10, random.nextInt(25) - 12) * random.nextDouble();
            default -> -1e6 * random.nextDouble();
        };
    }

    private static final class Recorder implements MarketView {
        private final HandView view;
        private final Set<String> read = new HashSet<>();

        Recorder(HandView view) {
            this.view = view;
        }

        @Override
        public double open() {
            return view.open;
        }

        @Override
        public double high() {
            return view.high;
        }

        @Override
        public double low() {
            return view.low;
        }

        @Override
        public double close() {
            return view.close;
        }

        @Override
        public double volume() {
            return view.volume;
        }

        @Override
        public long barCount() {
            return view.barCount;
        }

        @Override
        public double value(int column) {
            read.add(HandView.COLUMNS.get(column));
            return view.value(column);
        }
    }
}
