package io.tickgrid.pipelines.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** String.format is the oracle. */
class ShortDecimalsTest {
    private static final long SEED = 4_711;
    private static final double[] EDGES = {
        0,
        -0.0,
        0.5,
        -0.5,
        0.05,
        0.005,
        0.045,
        1.005,
        2.5,
        99.995,
        999.9999,
        9.999_999_5,
        0.999_999_95,
        1e7,
        9_999_999.5,
        1e12,
        1e15,
        -1e300,
        1e-5,
        1e-4,
        0.1,
        1,
        10,
        100,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY
    };

    private static String fixed(double value, int decimals) {
        StringBuilder text = new StringBuilder();
        ShortDecimals.fixed(text, value, decimals);
        return text.toString();
    }

    private static String general(double value, int digits) {
        StringBuilder text = new StringBuilder();
        ShortDecimals.general(text, value, digits);
        return text.toString();
    }

    private static void assertEqual(double value) {
        for (int n = 0; n <= 4; n++) {
            assertThat(fixed(value, n)).isEqualTo(String.format(Locale.ROOT, "%." + n + "f", value));
        }
        assertThat(general(value, 7)).isEqualTo(String.format(Locale.ROOT, "%.7g", value));
    }

    @Test
    void numbersAreWrittenAsStringFormatWritesThem() {
        for (double edge : EDGES) {
            assertEqual(edge);
        }
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            assertEqual(random.nextGaussian() * Math.pow(10, random.nextInt(-6, 12)));
            // decimals of few digits: where ties are
            assertEqual(random.nextInt(-2_000_000, 2_000_000) / Math.pow(10, random.nextInt(1, 6)));
        }
    }

    @Test
    void reasonsReadAsTheirFormatSays() {
        Random random = new Random(SEED);
        for (ReasonCode code : ReasonCode.values()) {
            for (int i = 0; i < 200; i++) {
                double number = random.nextGaussian() * 100;
                assertThat(code.text(number)).isEqualTo(String.format(Locale.ROOT, code.format(), number));
            }
        }
    }
}
