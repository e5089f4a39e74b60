package io.tickgrid.pipelines.tick.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.proto.tick.v1.MarketInput;
import io.tickgrid.proto.tick.v1.PaperOrder;
import io.tickgrid.proto.tick.v1.PaperOrderBatch;
import io.tickgrid.proto.tick.v1.Side;
import org.junit.jupiter.api.Test;

class MarketInputWireTest {
    private final MarketInputWire wire = new MarketInputWire();

    @Test
    void paperOrderWithAnIdThatPostgresCannotHoldIsMalformed() {
        assertThat(wire.read("V:S", "outbox", Topics.VERSION, order("id\u0000")))
                .isEqualTo(MarketInputWire.Kind.TICKS);
        assertThat(wire.ticks().fault(0)).isEqualTo(DeadReason.MALFORMED);
        assertThat(wire.read("V:S", "outbox", Topics.VERSION, order("id")))
                .isEqualTo(MarketInputWire.Kind.PAPER_ORDERS);
        assertThat(wire.orders().size()).isEqualTo(1);
    }

    private static byte[] order(String id) {
        return MarketInput.newBuilder()
                .setInstrument("V:S")
                .setPaperOrders(PaperOrderBatch.newBuilder()
                        .addOrders(PaperOrder.newBuilder()
                                .setClientOrderId(id)
                                .setSide(Side.SIDE_BUY)
                                .setQuantityUnits(1)))
                .build()
                .toByteArray();
    }
}
