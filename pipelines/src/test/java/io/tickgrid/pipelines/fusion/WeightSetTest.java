package io.tickgrid.pipelines.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WeightSetTest {
    @Test
    void defaultsAreEqualWeightsOfVersionOne() {
        WeightSet weights = WeightSet.defaults(5);
        assertThat(weights.version()).isEqualTo(1);
        assertThat(weights).isEqualTo(new WeightSet(1, new double[] {1, 1, 1, 1, 1}));
    }

    @Test
    void keepsItsOwnCopy() {
        double[] given = {1, 2};
        WeightSet weights = new WeightSet(3, given);
        given[0] = 99;
        assertThat(weights.weight(0)).isEqualTo(1);
        assertThat(weights.size()).isEqualTo(2);
        assertThat(weights).hasToString("WeightSet[version=3, weights=[1.0, 2.0]]");
    }

    @Test
    void refusesWhatIsNoWeight() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WeightSet(0, new double[] {1}));
        refused(-0.1, 1);
        refused(Double.NaN, 1);
        refused(Double.POSITIVE_INFINITY, 1);
        refused(Double.MAX_VALUE, Double.MAX_VALUE);
        refused(0, 0);
        refused();
    }

    @Test
    void settingsRefuseWhatIsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FusionSettings(0, 0.3));
        assertThatIllegalArgumentException().isThrownBy(() -> new FusionSettings(3, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new FusionSettings(3, Double.NaN));
    }

    private static void refused(double... weights) {
        assertThatIllegalArgumentException().isThrownBy(() -> new WeightSet(1, weights));
    }
}
