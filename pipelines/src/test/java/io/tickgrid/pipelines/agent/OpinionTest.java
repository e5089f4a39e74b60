package io.tickgrid.pipelines.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpinionTest {
    private final Opinion opinion = new Opinion();

    @Test
    void newOneAbstains() {
        assertThat(opinion.abstained()).isTrue();
        assertThat(opinion.reasonText()).isEmpty();
    }

    @Test
    void keepsTheThreeStrongestReasonsInOrder() {
        opinion.set(0.5, 0.5);
        opinion.because(ReasonCode.RSI, 1, 0.2);
        opinion.because(ReasonCode.ADX, 2, -0.9);
        opinion.because(ReasonCode.PERCENT_B, 3, 0.1);
        opinion.because(ReasonCode.STOCHASTIC, 4, 0.2);
        opinion.because(ReasonCode.MACD_HISTOGRAM, 5, 0.01);
        assertThat(opinion.reasonCount()).isEqualTo(3);
        assertThat(opinion.reasonCode(0)).isEqualTo(ReasonCode.ADX);
        assertThat(opinion.reasonCode(1)).isEqualTo(ReasonCode.RSI);
        assertThat(opinion.reasonCode(2)).isEqualTo(ReasonCode.STOCHASTIC);
        assertThat(opinion.reasonNumber(2)).isEqualTo(4);
        assertThatThrownBy(() -> opinion.reasonCode(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aNewVoteForgetsReasonsAndResetForgetsAll() {
        opinion.set(0.5, 0.5);
        opinion.because(ReasonCode.RSI, 1, 1);
        opinion.set(-0.0, 0.25);
        assertThat(opinion.reasonCount()).isZero();
        assertThat(Double.doubleToRawLongBits(opinion.direction())).isZero();
        opinion.reset();
        assertThat(opinion.abstained()).isTrue();
        assertThat(opinion.confidence()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1.0000001, 1.0000001, Double.POSITIVE_INFINITY})
    void refusesWhatIsOutOfRange(double value) {
        assertThatIllegalArgumentException().isThrownBy(() -> opinion.set(value, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> opinion.set(0.5, value));
        assertThat(opinion.abstained()).isTrue();
    }

    @Test
    void refusesReasonsThatAreNoNumbersOrBelongToNoVote() {
        assertThatIllegalStateException().isThrownBy(() -> opinion.because(ReasonCode.RSI, 1, 1));
        opinion.set(0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> opinion.because(ReasonCode.RSI, Double.NaN, 1));
    }

    @ParameterizedTest
    @EnumSource(ReasonCode.class)
    void everyReasonHasATextThatFitsOneCsvField(ReasonCode code) {
        assertThat(code.text(-1234.5)).contains("1234.5").doesNotContain(",", ";", "\"", "\n");
    }
}
