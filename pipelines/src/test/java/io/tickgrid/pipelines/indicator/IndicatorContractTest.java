package io.tickgrid.pipelines.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every indicator of the table keeps, with its defaults and with other parameters, and the demo set as a whole. */
class IndicatorContractTest {
    private static final int UNDO = 5;
    private static final Bars BARS = Bars.generated(2_600, 42);

    static Stream<IndicatorSpec> specs() {
        return Indicators.all().stream();
    }

    static Stream<List<IndicatorRequest>> sets() {
        Stream<List<IndicatorRequest>> defaults =
                specs().map(spec -> List.of(new IndicatorRequest(spec.id(), Map.of())));
        return Stream.concat(
                Stream.concat(defaults, specs().flatMap(IndicatorContractTest::variants)),
                Stream.of(Indicators.demo()));
    }

    /** Longer and shorter parameters, some of a power of two, and the smallest that are allowed. */
    private static Stream<List<IndicatorRequest>> variants(IndicatorSpec spec) {
        if (spec.params().isEmpty()) {
            return Stream.of();
        }
        return Stream.of(scaled(spec, 2), scaled(spec, 8), smallest(spec)).map(List::of);
    }

    private static IndicatorRequest scaled(IndicatorSpec spec, int factor) {
        Map<String, Double> params = new HashMap<>();
        spec.params()
                .forEach(p -> params.put(
                        p.name(), p.whole() ? Math.min(p.max(), p.defaultValue() * factor) : p.defaultValue() * 1.25));
        return new IndicatorRequest(spec.id(), params);
    }

    private static IndicatorRequest smallest(IndicatorSpec spec) {
        Map<String, Double> params = new HashMap<>();
        spec.params().forEach(p -> params.put(p.name(), p.min()));
        params.computeIfPresent("slow_period", (name, min) -> min + 1);
        return new IndicatorRequest(spec.id(), params);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void warmExactlyWhenDeclared(List<IndicatorRequest> requests) {
        IndicatorSet set = IndicatorSet.of(requests, UNDO);
        for (Bars bars :
                List.of(BARS, Bars.flat(1_400, 0.1, 0), Bars.flat(1_400, 3.7, 5), Bars.flat(1_400, 1e-8, 1e-8))) {
            double[][] rows = bars.compute(set);
            for (int bar = 0; bar < rows.length; bar++) {
                for (int i = 0; i < rows[bar].length; i++) {
                    OutputColumn column = set.columns().get(i);
                    assertThat(Double.isFinite(rows[bar][i]))
                            .as("%s at bar %d is %s", column, bar, rows[bar][i])
                            .isEqualTo(bar >= column.warmup());
                    assertThat(Double.isInfinite(rows[bar][i])).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void staysWithinItsDeclaredRange(IndicatorSpec spec) {
        IndicatorSet set = IndicatorSet.of(List.of(new IndicatorRequest(spec.id(), Map.of())), 0);
        for (Bars bars : List.of(BARS, Bars.flat(300, 0.1, 0), Bars.bitstamp())) {
            for (double[] row : bars.compute(set)) {
                for (int i = 0; i < row.length; i++) {
                    OutputSpec output = spec.outputs().get(i);
                    if (!Double.isNaN(row[i])) {
                        assertThat(row[i]).as(output.name()).isBetween(output.min() - 1e-9, output.max() + 1e-9);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void initEqualsNew(List<IndicatorRequest> requests) {
        IndicatorSet set = IndicatorSet.of(requests, UNDO);
        double[] out = new double[set.columns().size()];
        double[] used = new double[set.stateSize() + 7];
        Arrays.fill(used, -3);
        set.init(used, 4);
        for (int bar = 0; bar < 700; bar++) {
            BARS.update(set, used, 4, bar, out);
        }
        assertThat(IndicatorSet.barCount(used, 4)).isEqualTo(700);
        set.init(used, 4);
        assertThat(IndicatorSet.barCount(used, 4)).isZero();
        double[] fresh = new double[set.stateSize()];
        assertThat(Arrays.copyOfRange(used, 4, 4 + set.stateSize())).isEqualTo(fresh);
        double[] expected = new double[out.length];
        for (int bar = 0; bar < 700; bar++) {
            BARS.update(set, used, 4, bar, out);
            BARS.update(set, fresh, 0, bar, expected);
            assertThat(out).isEqualTo(expected);
        }
        assertThat(used[3]).as("nothing written before the state").isEqualTo(-3);
        assertThat(used[4 + set.stateSize()]).as("nor after it").isEqualTo(-3);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void savingAndLoadingAfterEveryBarChangesNothing(List<IndicatorRequest> requests) {
        IndicatorSet set = IndicatorSet.of(requests, UNDO);
        double[][] expected = BARS.compute(set);
        double[] state = new double[set.stateSize()];
        set.init(state, 0);
        double[] out = new double[set.columns().size()];
        for (int bar = 0; bar < 700; bar++) {
            BARS.update(set, state, 0, bar, out);
            assertThat(out).isEqualTo(expected[bar]);
            double[] loaded = new double[set.stateSize()];
            System.arraycopy(state, 0, loaded, 0, state.length);
            Arrays.fill(state, 1e99);
            state = loaded;
            set = IndicatorSet.of(requests, UNDO);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void undoneBarsLeaveNoTrace(List<IndicatorRequest> requests) {
        IndicatorSet set = IndicatorSet.of(requests, UNDO);
        double[][] straight = BARS.compute(set);
        double[] state = new double[set.stateSize()];
        set.init(state, 0);
        double[] saved = new double[set.scalarCount()];
        double[] out = new double[set.columns().size()];
        Random random = new Random(7);
        for (int bar = 0; bar < BARS.size(); bar++) {
            if (bar % 3 == 0) {
                System.arraycopy(state, 0, saved, 0, saved.length);
                int undone = random.nextInt(UNDO + 1);
                for (int k = 0; k < undone; k++) {
                    BARS.update(set, state, 0, random.nextInt(BARS.size()), out);
                }
                System.arraycopy(saved, 0, state, 0, saved.length);
            }
            BARS.update(set, state, 0, bar, out);
            assertThat(out).as("bar %d", bar).isEqualTo(straight[bar]);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void formingLeavesTheStateAndEqualsTheBarThatClosesSo(List<IndicatorRequest> requests) {
        IndicatorSet set = IndicatorSet.of(requests, 0);
        double[] state = new double[set.stateSize()];
        set.init(state, 0);
        double[] scratch = new double[set.scalarCount()];
        double[] forming = new double[set.columns().size()];
        double[] committed = new double[set.columns().size()];
        for (int bar = 0; bar < 700; bar++) {
            double[] before = state.clone();
            BARS.forming(set, state, 0, (bar * 31 + 5) % BARS.size(), scratch, forming);
            BARS.forming(set, state, 0, bar, scratch, forming);
            assertThat(bits(state)).as("bar %d", bar).isEqualTo(bits(before));
            BARS.update(set, state, 0, bar, committed);
            assertThat(forming).isEqualTo(committed);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void allocatesNothingOnceWarm(List<IndicatorRequest> requests) {
        IndicatorSet set = IndicatorSet.of(requests, UNDO);
        double[] state = new double[set.stateSize()];
        set.init(state, 0);
        double[] scratch = new double[set.scalarCount()];
        double[] out = new double[set.columns().size()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5 && allocated != 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int bar = 0; bar < BARS.size(); bar++) {
                BARS.forming(set, state, 0, bar, scratch, out);
                BARS.update(set, state, 0, bar, out);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void refusesParametersOutsideTheirBoundsByName(IndicatorSpec spec) {
        for (ParamSpec param : spec.params()) {
            for (double wrong : new double[] {
                param.min() - 1, param.max() + 1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
            }) {
                assertThatThrownBy(() -> new IndicatorRequest(spec.id(), Map.of(param.name(), wrong)))
                        .isInstanceOf(IndicatorException.class)
                        .hasMessage("%s must be in [%s, %s], was %s"
                                .formatted(
                                        param.name(),
                                        Numbers.text(param.min()),
                                        Numbers.text(param.max()),
                                        Numbers.text(wrong)));
            }
            if (param.whole()) {
                assertThatThrownBy(() -> new IndicatorRequest(spec.id(), Map.of(param.name(), param.max() - 0.5)))
                        .hasMessageStartingWith(param.name() + " must be a whole number in [");
            }
        }
        assertThatThrownBy(() -> new IndicatorRequest(spec.id(), Map.of("perriod", 5.0)))
                .isInstanceOf(IndicatorException.class)
                .hasMessage(spec.id() + " must be given parameters among " + spec.paramNames() + ", was perriod");
    }

    @ParameterizedTest
    @MethodSource("specs")
    void saysEverythingOfItself(IndicatorSpec spec) {
        assertThat(spec.id()).matches("[a-z][a-z0-9_]*");
        for (String text :
                List.of(spec.name(), spec.group(), spec.source(), spec.formula(), spec.seed(), spec.nanPolicy())) {
            assertThat(text).as(spec.id()).isNotBlank();
        }
        assertThat(spec.outputs()).extracting(OutputSpec::name).doesNotHaveDuplicates();
        assertThat(spec.recipe().build(new Graph(), spec.defaults())).hasSameSizeAs(spec.outputs());
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }
}
