package io.tickgrid.pipelines.tick;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TickRulesTest {
    @Test
    void midIsTheExactMeanRoundedOnce() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            double bid = random.nextDouble() * Math.pow(10, random.nextInt(12) - 5);
            double ask = bid * (1 + random.nextDouble() * 1e-3);
            double exact = new BigDecimal(bid)
                    .add(new BigDecimal(ask))
                    .divide(BigDecimal.TWO)
                    .doubleValue();
            assertThat(TickRules.mid(bid, ask)).isEqualTo(exact);
        }
        assertThat(TickRules.mid(Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void limitsOfAcceptableTicks() {
        assertThat(TickRules.check(0, Double.MIN_VALUE, 0, 0)).isNull();
        assertThat(TickRules.check(TickRules.END_OF_TIME_NS - 1, 9.9e149, Long.MAX_VALUE, 18))
                .isNull();
        assertThat(TickRules.check(Long.MIN_VALUE, 1, 0, 0)).isEqualTo(DeadReason.IMPOSSIBLE_TIME);
        assertThat(TickRules.check(0, -0.0, 0, 0)).isEqualTo(DeadReason.NON_POSITIVE_PRICE);
    }
}
