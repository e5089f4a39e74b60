package io.tickgrid.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.pipelines.candle.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown and stored when a bar is withdrawn, or closes after it was said to form. */
class MarketBuffersTest {
    private static final String ID = "V:S";
    private static final Frame MINUTE = Frame.parse("1m");
    private static final String LATEST = IndicatorRow.key(ID, "1m");

    private final MarketBuffers buffers = new MarketBuffers(List.of("x"));

    private void bar(long openMs, double close, int revision, boolean closed) {
        buffers.candle(ID, MINUTE, openMs, close, close, close, close, 1, 1, revision, closed);
        buffers.indicators(ID, MINUTE, openMs, revision, closed, new double[] {close});
    }

    @Test
    void aBarThatIsWithdrawnIsRemovedAndTheRowBeforeItIsTheLatest() {
        bar(60_000, 10, 0, true);
        bar(120_000, 11, 0, true);
        buffers.withdrawn(ID, MINUTE, 120_000, 1, true);
        buffers.indicators(ID, MINUTE, 60_000, 0, true, new double[] {10});

        assertThat(buffers.closedCandles()).containsOnlyKeys(Candle.key(ID, "1m", 60_000));
        assertThat(buffers.withdrawnCandles()).containsOnlyKeys(Candle.key(ID, "1m", 120_000));
        assertThat(buffers.restatedCandles()).extracting(Candle::openTimeMs).containsExactly(120_000L);
        assertThat(buffers.closedIndicators())
                .extracting(IndicatorRow::openTimeMs)
                .containsExactly(60_000L);
        assertThat(buffers.latestIndicators().get(LATEST).openTimeMs()).isEqualTo(60_000);
        assertThat(sent()).extracting(MarketUpdate::count).containsExactly(1L, 0L);
    }

    @Test
    void aBarThatComesBackInTheSameFlushIsNoneThatIsRemoved() {
        buffers.withdrawn(ID, MINUTE, 60_000, 1, true);
        bar(60_000, 12, 2, true);
        assertThat(buffers.withdrawnCandles()).isEmpty();
        assertThat(buffers.closedCandles().values())
                .extracting(Candle::revision)
                .containsExactly(2);
        assertThat(buffers.closedIndicators()).hasSize(1);
    }

    @Test
    void aFormingBarThatIsWithdrawnIsRemovedUnlessItFormsAgain() {
        bar(60_000, 10, 0, false);
        buffers.withdrawn(ID, MINUTE, 60_000, 0, false);
        assertThat(buffers.formingCandles()).isEmpty();
        assertThat(buffers.withdrawnForming()).containsOnlyKeys(LATEST);
        assertThat(buffers.latestIndicators()).isEmpty();
        bar(60_000, 11, 0, false);
        assertThat(buffers.formingCandles()).containsOnlyKeys(LATEST);
        assertThat(buffers.withdrawnForming()).isEmpty();
    }

    @Test
    void aBarThatHasClosedIsNotSaidToFormBehindIt() {
        bar(60_000, 10, 0, false);
        bar(60_000, 11, 0, true);
        bar(120_000, 12, 0, false);
        assertThat(buffers.formingCandles().values())
                .extracting(Candle::openTimeMs)
                .containsExactly(120_000L);
        assertThat(sent()).extracting(MarketUpdate::closed).containsExactly(true, false);
        assertThat(sent()).extracting(MarketUpdate::openTimeMs).containsExactly(60_000L, 120_000L);
    }

    @Test
    void aBarThatClosedAndNoneFormsYetIsShownWithWhatItClosedWith() {
        bar(60_000, 10, 0, false);
        bar(60_000, 11, 0, true);
        bar(60_000, 12, 1, true);
        bar(0, 9, 1, true);
        assertThat(buffers.formingCandles().get(LATEST).close()).isEqualTo(12);
        assertThat(buffers.formingCandles().get(LATEST).closed()).isFalse();
        assertThat(buffers.formingCandles().get(LATEST).openTimeMs()).isEqualTo(60_000);
    }

    private List<MarketUpdate> sent() {
        return buffers.feed(List.of()).values().stream().flatMap(List::stream).toList();
    }
}
