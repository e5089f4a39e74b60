package io.tickgrid.pipelines.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each agent on markets made by hand, with figures that a reader can check on paper. */
class AgentCasesTest {
    private final Opinion opinion = new Opinion();

    @Test
    void trendFollowsAlignedAveragesWithTheConfidenceOfAdx() {
        judge("trend", HandView.strongUp());
        // alignment 1, DI balance (40 - 5) / 45, Supertrend 1; ADX 45 is past 40
        assertThat(opinion.direction()).isCloseTo((1 + 35.0 / 45 + 1) / 3, within(1e-15));
        assertThat(opinion.confidence()).isEqualTo(1);
        assertThat(reasons())
                .containsExactly(ReasonCode.EMA_ALIGNED_UP, ReasonCode.SUPERTREND_BELOW_PRICE, ReasonCode.ADX);
        assertThat(opinion.reasonNumber(0)).isCloseTo(9.0, within(1e-12));
        assertThat(opinion.reasonText())
                .isEqualTo("EMA 9 > 21 > 50 by 9.00%; Supertrend supports at 104.0000; ADX 45.0");
    }

    @Test
    void trendIsHalfConfidentAtWildersThreshold() {
        judge("trend", HandView.strongUp().with("adx_14", 25));
        assertThat(opinion.confidence()).isEqualTo(0.5);
    }

    @Test
    void trendHasNoConfidenceWithoutAdx() {
        judge("trend", HandView.neutral());
        assertThat(opinion.abstained()).isFalse();
        assertThat(opinion.confidence()).isZero();
    }

    @Test
    void trendTurnsWithTheMarket() {
        judge("trend", HandView.strongUp().mirrored(200));
        assertThat(opinion.direction()).isLessThan(-0.9);
        assertThat(reasons()).contains(ReasonCode.EMA_ALIGNED_DOWN, ReasonCode.SUPERTREND_ABOVE_PRICE);
    }

    @Test
    void trendOfAveragesOutOfOrderComesFromTheOtherParts() {
        judge("trend", HandView.strongUp().with("ema_9", 105));
        assertThat(opinion.direction()).isCloseTo((0 + 35.0 / 45 + 1) / 3, within(1e-15));
    }

    @Test
    void momentumIsFullWhenEveryPartIs() {
        judge("momentum", HandView.strongUp());
        // RSI 72 -> 1; 0.6 / 1.5 = 0.4 ATR -> 1; %K 92 -> 1 and 7 points over %D -> 0.7;
        // 6 % of 110.8 = 6.648 against 1.5 x sqrt(10) = 4.743 -> 1
        assertThat(opinion.direction()).isCloseTo((1 + 1 + 0.85 + 1) / 4, within(1e-12));
        assertThat(opinion.confidence()).isEqualTo(1);
        assertThat(opinion.reasonCount()).isEqualTo(3);
    }

    @Test
    void momentumWithoutAnySaysNothing() {
        judge("momentum", HandView.neutral());
        assertThat(opinion.direction()).isZero();
        assertThat(opinion.confidence()).isZero();
    }

    @Test
    void momentumThatContradictsItselfIsNotConfident() {
        judge("momentum", HandView.neutral().with("rsi_14", 70).with("macd_12_26_9_hist", -0.25));
        assertThat(opinion.direction()).isZero();
        assertThat(opinion.confidence()).isZero();
    }

    @Test
    void weakMomentumOfOneMindIsWeaklyConfident() {
        judge("momentum", HandView.neutral().with("rsi_14", 56).with("roc_10", 0));
        assertThat(opinion.direction()).isCloseTo(0.3 / 4, within(1e-15));
        assertThat(opinion.confidence()).isCloseTo(0.3, within(1e-15));
    }

    @Test
    void meanReversionVotesAgainstAStretchedMarketThatHasNoTrend() {
        // at the upper band: 1; RSI 80: 1; 3 ATR over VWAP: 1; ADX 20 takes nothing
        judge(
                "mean_reversion",
                HandView.neutral()
                        .bar(100, 103, 100, 103)
                        .with("bbands_20_2_upper", 103)
                        .with("bbands_20_2_lower", 97)
                        .with("rsi_14", 80)
                        .with("adx_14", 20));
        assertThat(opinion.direction()).isEqualTo(-1);
        assertThat(opinion.confidence()).isEqualTo(1);
    }

    @Test
    void meanReversionBelievesLessInATrend() {
        HandView stretched = HandView.neutral()
                .bar(100, 103, 100, 103)
                .with("bbands_20_2_upper", 103)
                .with("bbands_20_2_lower", 97)
                .with("rsi_14", 70);
        judge("mean_reversion", stretched.with("adx_14", 37.5));
        assertThat(opinion.direction()).isCloseTo(-2.5 / 3, within(1e-15));
        assertThat(opinion.confidence()).isEqualTo(0.5);
        judge("mean_reversion", stretched.with("adx_14", 50));
        assertThat(opinion.confidence()).isZero();
    }

    @Test
    void meanReversionIsSilentWithinOneDeviationAndOneAtr() {
        judge("mean_reversion", HandView.neutral().bar(100, 100.5, 100, 100.5).with("rsi_14", 58));
        assertThat(opinion.direction()).isZero();
        assertThat(opinion.confidence()).isZero();
        assertThat(opinion.abstained()).isFalse();
    }

    @Test
    void volatilityRegimeSupportsTheDirectionOfAnExpansion() {
        judge("volatility_regime", HandView.strongUp());
        // the close 110.8 in [99, 111]; width 12 over 4.5 is past 2; ADX 45 past 40
        assertThat(opinion.direction()).isCloseTo((11.8 - 0.2) / 12, within(1e-12));
        assertThat(opinion.confidence()).isEqualTo(1);
        assertThat(opinion.reasonCode(0)).isEqualTo(ReasonCode.VOLATILITY_EXPANDING);
    }

    @Test
    void volatilityRegimeHasNoConfidenceInASqueeze() {
        judge("volatility_regime", HandView.strongUp().with("atr_14", 5));
        assertThat(opinion.confidence()).isZero();
        assertThat(opinion.reasonCode(0)).isEqualTo(ReasonCode.VOLATILITY_QUIET);
    }

    @Test
    void volumeBacksAMoveThatItPaidFor() {
        judge("volume", HandView.strongUp());
        // MFI 80 -> 1; 4.8 above VWAP over 1.5 ATR -> 1; close location (1.8 - 0.2) / 2 in a bar wider than ATR -> 0.8
        assertThat(opinion.direction()).isCloseTo((1 + 1 + 0.8) / 3, within(1e-12));
        assertThat(opinion.confidence()).isEqualTo(1);
    }

    @Test
    void volumeCountsASmallBarForLittle() {
        judge("volume", HandView.neutral().bar(100, 100.1, 99.9, 100.1).with("vwap_20", 100.1));
        assertThat(opinion.direction()).isCloseTo(0.2 / 3, within(1e-12));
        assertThat(opinion.confidence()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void volumeAbstainsOnABarOfQuotes() {
        HandView quotes = HandView.strongUp();
        quotes.volume = 0;
        judge("volume", quotes);
        assertThat(opinion.abstained()).isTrue();
    }

    @Test
    void flatMarketGivesNobodyAnOpinionThatCounts() {
        HandView flat = HandView.neutral()
                .bar(100, 100, 100, 100)
                .with("atr_14", 0)
                .with("bbands_20_2_upper", 100)
                .with("bbands_20_2_lower", 100)
                .with("supertrend_10_3", 100)
                .with("adx_14", 0)
                .with("plus_di_14", 0)
                .with("minus_di_14", 0);
        for (AgentSpec spec : Agents.all()) {
            judge(spec.id(), flat);
            assertThat(opinion.direction()).as(spec.id()).isZero();
            assertThat(opinion.confidence()).as(spec.id()).isZero();
        }
    }

    private void judge(String id, HandView view) {
        Agents.bind(HandView.COLUMNS::indexOf).stream()
                .filter(agent -> agent.spec().id().equals(id))
                .findFirst()
                .orElseThrow()
                .judge(view, opinion);
    }

    private List<ReasonCode> reasons() {
        return IntStream.range(0, opinion.reasonCount())
                .mapToObj(opinion::reasonCode)
                .toList();
    }
}
