package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static io.tickgrid.pipelines.engine.Engines.config;
import static io.tickgrid.pipelines.engine.Engines.engine;
import static io.tickgrid.pipelines.engine.TestTicks.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickgrid.pipelines.engine.RecordingOutput.Fill;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.TickColumns;
import org.junit.jupiter.api.Test;

/** Terms: latency 1 s, fee 10 bps, slippage 5 bps; prices at 2 places, quantities at 8. */
class PaperBookTest {
    private final RecordingOutput out = new RecordingOutput();
    private final InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
    private final TickColumns columns = new TickColumns("a");
    private final PaperOrders orders = new PaperOrders();
    private long offset;
    private long sequence;

    @Test
    void orderFillsOnceOnTheFirstTickPastTheLatencyAtTheWorsePrice() {
        order("one", SignalSide.BUY, 150_000_000, 0);
        tick(0.999_999_999, 100);
        assertThat(out.fills).isEmpty();
        tick(1, 100.01);
        tick(2, 90);
        // 100.01 x 1.0005 = 100.060005 -> 100.07; fee 1.5 x 100.07 x 0.001 = 0.150105
        assertThat(out.fills)
                .containsExactly(
                        new Fill("one", "t", "a", SignalSide.BUY, 150_000_000, 10_007, 15_010_500, START + SECOND));
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void sellIsRoundedDownAndTheFeeUp() {
        order("one", SignalSide.SELL, 1, 0);
        tick(3, 100.01);
        // 100.01 x 0.9995 = 99.959995 -> 99.95; fee 0.00000001 x 99.95 x 0.001 -> 0.00000001
        assertThat(out.fills)
                .containsExactly(new Fill("one", "t", "a", SignalSide.SELL, 1, 9_995, 1, START + 3 * SECOND));
    }

    @Test
    void sameClientOrderIdIsTakenOnce() {
        order("one", SignalSide.BUY, 1, 0);
        order("one", SignalSide.BUY, 2, 0);
        tick(1, 100);
        order("one", SignalSide.BUY, 3, 0);
        tick(2, 100);
        assertThat(out.fills).extracting(Fill::quantityUnits).containsExactly(1L);
    }

    @Test
    void idsAreForgottenOnlyWhenManyNewerOnesCame() {
        order("open", SignalSide.BUY, 1, 1_000_000);
        for (int i = 0; i < PaperBook.REMEMBERED_IDS * 3; i++) {
            order("id" + i, SignalSide.BUY, 1, 0);
            tick(2 + i * 1e-6, 100);
        }
        order("open", SignalSide.BUY, 1, 0);
        order("id" + (PaperBook.REMEMBERED_IDS * 3 - 1), SignalSide.BUY, 1, 0);
        tick(3, 100);
        assertThat(out.fills).hasSize(PaperBook.REMEMBERED_IDS * 3);
        assertThat(engine.openPaperOrders()).isEqualTo(1);
    }

    @Test
    void restatingAndRefusedTicksFillNothing() {
        tick(61, 100);
        order("one", SignalSide.BUY, 1, 0);
        tick(59, 101);
        tick(1, 102);
        tick(61, -1);
        assertThat(out.fills).isEmpty();
        tick(60.5, 103);
        assertThat(out.fills).extracting(Fill::timeNs).containsExactly(START + 60 * SECOND + SECOND / 2);
    }

    @Test
    void ordersFillInTheOrderTheyCame() {
        order("b", SignalSide.BUY, 1, 1);
        order("a", SignalSide.BUY, 1, 0);
        tick(5, 100);
        assertThat(out.fills).extracting(Fill::clientOrderId).containsExactly("b", "a");
    }

    @Test
    void orderWhosePriceFitsNoUnitsStaysOpen() {
        order("one", SignalSide.BUY, 1, 0);
        tick(1, 1e30);
        assertThat(out.fills).isEmpty();
        tick(2, 100);
        assertThat(out.fills).hasSize(1);
    }

    @Test
    void orderWhoseValueFitsNoUnitsIsRejectedWhenNoTickOfAMinuteFilledIt() {
        order("value", SignalSide.BUY, Long.MAX_VALUE, 0);
        order("fits", SignalSide.BUY, 1, 0);
        // price and fee fit 64 bits, the value does not
        tick(1, 100);
        tick(60.9, 100);
        assertThat(out.fills).extracting(Fill::clientOrderId).containsExactly("fits");
        assertThat(out.rejections).isEmpty();
        tick(61, 100);
        tick(62, 100);
        assertThat(out.rejections).containsExactly("value AMOUNT_OUT_OF_RANGE " + (START + 61 * SECOND));
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void orderWhosePriceIsBelowTheSmallestUnitIsRejected() {
        order("one", SignalSide.SELL, 1, 0);
        tick(1, 0.001);
        tick(100, 0.001);
        assertThat(out.rejections).hasSize(1);
        assertThat(out.fills).isEmpty();
    }

    @Test
    void senselessOrdersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> orders.add(" ", "t", "a", SignalSide.BUY, 1))
                .withMessageContaining("client order id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> orders.add("x", "t", "a", SignalSide.BUY, 0))
                .withMessageContaining("was 0");
    }

    private void order(String id, SignalSide side, long units, long causeSecond) {
        orders.clear(START + causeSecond * SECOND);
        orders.add(id, "t", "a", side, units);
        engine.paperOrders(0, offset++, orders);
    }

    private void tick(double second, double price) {
        columns.clear();
        columns.add(START + Math.round(second * SECOND), ++sequence, price, 1, 0);
        engine.ticks(0, offset++, columns);
    }
}
