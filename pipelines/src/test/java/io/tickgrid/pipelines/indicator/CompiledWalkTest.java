package io.tickgrid.pipelines.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated walk against the interpreted one, bit for bit, states and all. */
class CompiledWalkTest {
    private static final int BARS = 2_000;
    private static final int AT = 3;

    static Stream<List<IndicatorRequest>> sets() {
        Stream<List<IndicatorRequest>> single =
                Indicators.all().stream().map(spec -> List.of(new IndicatorRequest(spec.id(), Map.of())));
        return Stream.concat(single, Stream.of(Indicators.demo(), manyAverages()));
    }

    /** More nodes than one generated method holds. */
    private static List<IndicatorRequest> manyAverages() {
        return Stream.iterate(2, period -> period + 1)
                .limit(150)
                .map(period -> new IndicatorRequest("ema", Map.of("period", (double) period)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void bothWalksAreEqualBitForBit(List<IndicatorRequest> requests) {
        IndicatorSet compiled = IndicatorSet.of(requests, 4);
        IndicatorSet interpreted = IndicatorSet.interpreted(requests, 4);
        assertThat(compiled.layoutHash()).isEqualTo(interpreted.layoutHash());
        double[] a = new double[AT + compiled.stateSize()];
        double[] b = a.clone();
        double[] outA = new double[compiled.columns().size()];
        double[] outB = outA.clone();
        double[] scratch = new double[compiled.scalarCount()];
        Random random = new Random(11);
        double last = 100;
        for (int i = 0; i < BARS; i++) {
            double open = last;
            double close = random.nextInt(5) == 0 ? open : open * (1 + random.nextGaussian() * 0.01);
            double high = Math.max(open, close) * (1 + random.nextInt(2) * 0.002);
            double low = Math.min(open, close) * (1 - random.nextInt(2) * 0.002);
            double volume = random.nextInt(3) == 0 ? 0 : random.nextInt(1_000);
            compiled.forming(a, AT, open, high, low, close, volume, scratch, outA, 0);
            interpreted.forming(b, AT, open, high, low, close, volume, scratch, outB, 0);
            assertThat(bits(outA)).as("forming at bar %d", i).isEqualTo(bits(outB));
            compiled.update(a, AT, open, high, low, close, volume, outA, 0);
            interpreted.update(b, AT, open, high, low, close, volume, outB, 0);
            assertThat(bits(outA)).as("bar %d", i).isEqualTo(bits(outB));
            assertThat(bits(a)).as("state after bar %d", i).isEqualTo(bits(b));
            last = close;
        }
    }

    @Test
    void aKernelWithoutItsMethodIsNamed() {
        Node node =
                new Node("Ema.absent", new Kernel("Ema.absent", 1, (s, b, bar, n) -> 0), List.of(), new double[0], 0);
        assertThatIllegalStateException()
                .isThrownBy(() -> CompiledWalk.compile(List.of(new CompiledWalk.Placed(node, -1, 0)), List.of()))
                .withMessageContaining("Ema.absent");
    }

    private static long[] bits(double[] values) {
        long[] bits = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Double.doubleToRawLongBits(values[i]);
        }
        return bits;
    }
}
