package io.tickgrid.pipelines.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTextTest {
    private final DecimalText number = new DecimalText();

    @Test
    void doublesEqualThoseOfTheJdk() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            String text = switch (i % 4) {
                case 0 -> Double.toString(random.nextDouble() * 1000);
                case 1 -> Double.toString(Double.longBitsToDouble(random.nextLong() & 0x7fefffffffffffffL));
                case 2 ->
                    BigDecimal.valueOf(random.nextLong() >>> random.nextInt(60), random.nextInt(30))
                            .toString();
                default ->
                    BigDecimal.valueOf(random.nextInt(), random.nextInt(15)).toPlainString() + "0000000";
            };
            assertThat(read(text)).as(text).isTrue();
            assertThat(number.toDouble()).as(text).isEqualTo(Double.parseDouble(text));
        }
    }

    @Test
    void unitsEqualTheDecimal() {
        Random random = new Random(12);
        for (int i = 0; i < 100_000; i++) {
            BigDecimal value = BigDecimal.valueOf(random.nextLong() >>> random.nextInt(60), random.nextInt(25) - 3);
            String text = i % 2 == 0 ? value.toString() : value.toPlainString();
            assertThat(read(text)).isTrue();
            BigDecimal bare = value.stripTrailingZeros();
            boolean fits = bare.scale() <= 18
                    && (bare.scale() < 0 ? bare.setScale(0) : bare)
                                    .unscaledValue()
                                    .bitLength()
                            <= 63;
            assertThat(number.toUnits(18)).as(text).isEqualTo(fits);
            if (fits) {
                assertThat(BigDecimal.valueOf(number.units(), number.scale()))
                        .as(text)
                        .isEqualByComparingTo(value);
                assertThat(number.scale()).as(text).isBetween(0, 18);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.100000000000,1,1",
        "1e3,1000,0",
        "12.50E-1,125,2",
        "0,0,0",
        "0e99,0,0",
        "-0.5,-5,1",
        "+7.,7,0",
        ".5,5,1",
        "9223372036854775807,9223372036854775807,0",
        "0.10000000000000000000000,1,1"
    })
    void unitsHaveTheFewestPlaces(String text, long units, int scale) {
        assertThat(read(text)).isTrue();
        assertThat(number.toUnits(18)).isTrue();
        assertThat(number.units()).isEqualTo(units);
        assertThat(number.scale()).isEqualTo(scale);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1e-19", "1e9999", "1e99999999999", "0.1234567890123456789"})
    void numbersThatFitNoUnitsAreToldSo(String text) {
        assertThat(read(text)).isTrue();
        assertThat(number.toUnits(18)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", ".", "e5", "1e", "1e+", "1.2.3", "1 ", "1d", "0x10", "NaN", "1_000", "--1", "1e5.0"})
    void otherTextIsNoNumber(String text) {
        assertThat(read(text)).isFalse();
    }

    private boolean read(String text) {
        byte[] bytes = (",," + text + ",").getBytes(StandardCharsets.UTF_8);
        return number.read(bytes, 2, bytes.length - 1);
    }
}
