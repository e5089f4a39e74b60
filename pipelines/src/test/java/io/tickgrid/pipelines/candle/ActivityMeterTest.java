package io.tickgrid.pipelines.candle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityMeterTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void barsEndWhereDecimalsSayThatTheyDo(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            boolean byValue = random.nextBoolean();
            int magnitude = random.nextInt(-17, 18);
            BigDecimal threshold = BigDecimal.valueOf(1 + random.nextInt(9_999), 3)
                    .scaleByPowerOfTen(magnitude)
                    .setScale(18, RoundingMode.CEILING)
                    .min(new BigDecimal("999999999999999999.999999999999999999"));
            ActivityMeter meter = new ActivityMeter(
                    new ActivityFrame(byValue ? ActivityFrame.Measure.VALUE : ActivityFrame.Measure.VOLUME, threshold));
            BigDecimal counted = BigDecimal.ZERO;
            for (int i = 0; i < 60; i++) {
                double price = price(random);
                int scale = random.nextInt(19);
                long units = random.nextLong() >>> 1 + random.nextInt(63);
                BigDecimal size = BigDecimal.valueOf(units, scale);
                BigDecimal exact = BigDecimal.valueOf(price);
                BigDecimal rounded = exact.scale() > 18 ? exact.setScale(18, RoundingMode.HALF_EVEN) : exact;
                counted = counted.add(byValue ? rounded.multiply(size) : size);
                boolean ends = counted.compareTo(threshold) >= 0;
                assertThat(meter.add(price, units, scale))
                        .as("seed %d, round %d: %s of %s", seed, round, counted, threshold)
                        .isEqualTo(ends);
                if (ends) {
                    counted = BigDecimal.ZERO;
                }
                if (random.nextInt(10) == 0) {
                    long[] saved = new long[ActivityMeter.FIELDS];
                    meter.save(saved);
                    meter.add(price, 1, 0);
                    meter.load(saved);
                }
            }
        }
    }

    /** Prices of few and of many digits, down to 1e-20 and up to 1e149. */
    private static double price(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> (1 + random.nextInt(1_000_000)) / 100.0;
            case 1 ->
                BigDecimal.valueOf(1 + random.nextLong(1L << 50), random.nextInt(30))
                        .doubleValue();
            case 2 -> random.nextDouble() + 1e-20;
            case 3 -> Math.scalb(1 + random.nextDouble(), random.nextInt(-60, 490));
            default -> 1 + random.nextInt(100);
        };
    }

    @ParameterizedTest
    @CsvSource({"v1,5,0.1,10", "$3,0.3,1,10", "$0.7,0.07,1,10", "v0.000000000000000003,1,0.000000000000000001,3"})
    void tenthsAddUpExactly(String frame, double price, BigDecimal size, int ticks) {
        ActivityMeter meter = new ActivityMeter(ActivityFrame.parse(frame));
        long units = size.unscaledValue().longValueExact();
        for (int round = 0; round < 3; round++) {
            for (int i = 1; i < ticks; i++) {
                assertThat(meter.add(price, units, size.scale()))
                        .as("tick %d", i)
                        .isFalse();
            }
            assertThat(meter.add(price, units, size.scale())).isTrue();
        }
    }

    @Test
    void theGreatestTicksEndABarAndLeaveNothing() {
        ActivityMeter value = new ActivityMeter(ActivityFrame.parse("$999999999999999999"));
        ActivityMeter volume = new ActivityMeter(ActivityFrame.parse("v999999999999999999"));
        assertThat(value.add(9.99e149, Long.MAX_VALUE, 0)).isTrue();
        assertThat(value.add(1e20, 1, 18)).isFalse();
        assertThat(volume.add(1, 999_999_999_999_999_998L, 0)).isFalse();
        assertThat(volume.add(1, Long.MAX_VALUE, 0)).isTrue();
        assertThat(volume.add(1, 999_999_999_999_999_998L, 0)).isFalse();
        assertThat(volume.add(1, 0, 0)).isFalse();
        assertThat(volume.add(1, 1, 0)).isTrue();
    }
}
