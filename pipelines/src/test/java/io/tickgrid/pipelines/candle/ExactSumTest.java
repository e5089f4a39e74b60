package io.tickgrid.pipelines.candle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sumEqualsBigDecimalAtEveryStep(long seed) {
        Random random = new Random(seed);
        ExactSum sum = new ExactSum();
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 5_000; i++) {
            long units = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
            int scale = random.nextInt(1 + (int) Math.min(18, seed * 4));
            sum.add(units, scale);
            expected = expected.add(BigDecimal.valueOf(units, scale));
            assertThat(sum.toDecimal()).isEqualByComparingTo(expected);
            assertThat(sum.toDouble()).isEqualTo(expected.doubleValue());
        }
    }

    @Test
    void greatestSizesDoNotOverflow() {
        ExactSum sum = new ExactSum();
        sum.add(1, 18);
        BigDecimal expected = BigDecimal.valueOf(1, 18);
        for (int i = 0; i < 1000; i++) {
            sum.add(Long.MAX_VALUE, 0);
            expected = expected.add(BigDecimal.valueOf(Long.MAX_VALUE));
        }
        assertThat(sum.toDecimal()).isEqualByComparingTo(expected);
    }

    @Test
    void tenTenthsAreOne() {
        ExactSum sum = new ExactSum();
        for (int i = 0; i < 10; i++) {
            sum.add(1, 1);
        }
        assertThat(sum.toDouble()).isEqualTo(1.0);
    }
}
