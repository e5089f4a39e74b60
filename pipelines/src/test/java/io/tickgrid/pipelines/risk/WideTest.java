package io.tickgrid.pipelines.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WideTest {
    private static final long SEED = 20260721L;
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /** Extremes more often than not: powers of two and their neighbours, small numbers, any number. */
    private static long extreme(Random random, long least) {
        long value = switch (random.nextInt(5)) {
            case 0 -> random.nextLong() >>> 1 + random.nextInt(62);
            case 1 -> (1L << random.nextInt(63)) - random.nextInt(2);
            case 2 -> Long.MAX_VALUE - random.nextInt(3);
            case 3 -> random.nextInt(4);
            default -> random.nextLong() >>> 1;
        };
        return Math.max(least, value);
    }

    private static BigInteger number(Wide wide) {
        return BigInteger.valueOf(wide.high()).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(wide.low())));
    }

    @Test
    void productsAndQuotientsEqualBigInteger() {
        Random random = new Random(SEED);
        Wide wide = new Wide();
        for (int i = 0; i < 300_000; i++) {
            long a = extreme(random, 0);
            long b = extreme(random, 0);
            long c = extreme(random, 0);
            long d = extreme(random, 0);
            long divisor = extreme(random, 1);
            BigInteger product = BigInteger.valueOf(a)
                    .multiply(BigInteger.valueOf(b))
                    .multiply(BigInteger.valueOf(c))
                    .multiply(BigInteger.valueOf(d));
            BigDecimal exact = new BigDecimal(product);
            RoundingMode mode = switch (i % 3) {
                case 0 -> RoundingMode.DOWN;
                case 1 -> RoundingMode.UP;
                default -> RoundingMode.HALF_UP;
            };
            BigInteger expected =
                    exact.divide(BigDecimal.valueOf(divisor), 0, mode).toBigInteger();
            wide.set(a).multiply(b).multiply(c).multiply(d);
            switch (mode) {
                case DOWN -> wide.divideDown(divisor);
                case UP -> wide.divideUp(divisor);
                default -> wide.divideNearest(divisor);
            }
            String what = "seed " + SEED + ": " + a + " " + b + " " + c + " " + d + " / " + divisor + " " + mode;
            assertThat(wide.fits127()).as(what).isEqualTo(expected.bitLength() <= 127);
            assertThat(wide.saturated()).as(what).isEqualTo(expected.min(MAX).longValueExact());
            if (wide.fits127()) {
                assertThat(number(wide)).as(what).isEqualTo(expected);
            }
        }
    }

    @Test
    void aCarryRunsThroughAllLimbs() {
        Wide wide = new Wide().set(-1L, -1L).add(1);

        assertThat(wide.fits127()).isFalse();
        assertThat(wide.divideDown(1L << 62).divideDown(1L << 62).low()).isEqualTo(16);
    }

    @Test
    void aProductBeyond256BitsIsRefused() {
        Wide wide = new Wide().set(Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            wide.multiply(Long.MAX_VALUE);
        }
        wide.multiply(15);

        assertThatThrownBy(() -> wide.multiply(Long.MAX_VALUE)).hasMessage("a product must fit into 256 bits");
    }

    @Test
    void moneyEqualsBigDecimal() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            long units = extreme(random, 0);
            long price = extreme(random, 1);
            int priceScale = random.nextInt(13);
            int quantityScale = random.nextInt(13);
            InstrumentTerms terms = new InstrumentTerms("V:S", priceScale, quantityScale, 1, 0, 0, 0, 0, true);
            BigDecimal exact = BigDecimal.valueOf(units, quantityScale).multiply(BigDecimal.valueOf(price, priceScale));
            String what = "seed " + SEED + ": " + units + " " + price + " " + terms;
            assertThat(Money.valueDown(units, price, terms)).as(what).isEqualTo(cash(exact, RoundingMode.DOWN));
            assertThat(Money.valueUp(units, price, terms)).as(what).isEqualTo(cash(exact, RoundingMode.UP));

            BigDecimal quantity =
                    BigDecimal.valueOf(units, 8).divide(BigDecimal.valueOf(price, priceScale), 40, RoundingMode.DOWN);
            long down = Money.quantityDown(units, price, terms);
            long up = Money.quantityUp(units, price, terms);
            assertThat(down)
                    .as(what)
                    .isEqualTo(quantity.setScale(quantityScale, RoundingMode.DOWN)
                            .unscaledValue()
                            .min(MAX)
                            .longValueExact());
            if (down < Long.MAX_VALUE) {
                assertThat(Money.valueDown(down, price, terms)).as(what).isLessThanOrEqualTo(units);
                assertThat(up - down).as(what).isBetween(0L, 1L);
                assertThat(Money.valueUp(up, price, terms)).as(what).isGreaterThanOrEqualTo(units);
            }

            long ppm = random.nextInt(2_000_001);
            assertThat(Money.share(units, ppm))
                    .as(what)
                    .isEqualTo(new BigDecimal(units)
                            .multiply(BigDecimal.valueOf(ppm, 6))
                            .setScale(0, RoundingMode.UP)
                            .toBigInteger()
                            .min(MAX)
                            .longValueExact());
        }
    }

    private static long cash(BigDecimal exact, RoundingMode rounding) {
        return exact.setScale(8, rounding).unscaledValue().min(MAX).longValueExact();
    }

    @Test
    void sumsStayWithinALong() {
        assertThat(Money.sum(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(Money.sum(-Long.MAX_VALUE, -5)).isEqualTo(-Long.MAX_VALUE);
        assertThat(Money.sum(3, -5)).isEqualTo(-2);
        assertThat(Money.rescale(150_000_000, 2)).isEqualTo(150);
        assertThat(Money.rescale(1, 12)).isEqualTo(10_000);
        assertThat(Money.rescale(Long.MAX_VALUE, 12)).isEqualTo(Long.MAX_VALUE);
    }
}
