package io.tickgrid.pipelines.tick.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.proto.tick.v1.MarketInput;
import io.tickgrid.proto.tick.v1.PaperOrder;
import io.tickgrid.proto.tick.v1.PaperOrderBatch;
import io.tickgrid.proto.tick.v1.Side;
import io.tickgrid.proto.tick.v1.TradeCorrection;
import io.tickgrid.proto.tick.v1.TradeCorrections;
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

    @Test
    void correctionsAreReadAsTheyWereWritten() {
        TickColumns rows = new TickColumns("nyse");
        rows.add(1_000, 7, 10.25, 300, 2);
        rows.add(2_000, -1, TickColumns.BUST, 0, 0);
        assertThat(wire.read("V:S", "nyse", Topics.VERSION, MarketInputWire.corrections("V:S", rows)))
                .isEqualTo(MarketInputWire.Kind.CORRECTIONS);
        TickColumns read = wire.ticks();
        assertThat(read.source()).isEqualTo("nyse");
        assertThat(read.size()).isEqualTo(2);
        for (int row = 0; row < 2; row++) {
            assertThat(read.fault(row)).isNull();
            assertThat(read.timeNs(row)).isEqualTo(rows.timeNs(row));
            assertThat(read.sequence(row)).isEqualTo(rows.sequence(row));
            assertThat(read.price(row)).isEqualTo(rows.price(row));
            assertThat(read.sizeUnits(row)).isEqualTo(rows.sizeUnits(row));
            assertThat(read.sizeScale(row)).isEqualTo(rows.sizeScale(row));
        }
    }

    /** A price that was forgotten must not bust a trade. */
    @Test
    void correctionsThatSayTooLittleOrTooMuchAreRefusedByThemselves() {
        byte[] record = MarketInput.newBuilder()
                .setInstrument("V:S")
                .setCorrections(TradeCorrections.newBuilder()
                        .addCorrections(TradeCorrection.newBuilder().setSequence(1))
                        .addCorrections(
                                TradeCorrection.newBuilder().setSequence(2).setBust(true))
                        .addCorrections(TradeCorrection.newBuilder()
                                .setSequence(3)
                                .setBust(true)
                                .setPrice(5)))
                .build()
                .toByteArray();
        assertThat(wire.read("V:S", "nyse", Topics.VERSION, record)).isEqualTo(MarketInputWire.Kind.CORRECTIONS);
        assertThat(wire.ticks().fault(0)).isEqualTo(DeadReason.NON_POSITIVE_PRICE);
        assertThat(wire.ticks().fault(1)).isNull();
        assertThat(wire.ticks().fault(2)).isEqualTo(DeadReason.MALFORMED);
        wire.refuse(MarketInputWire.Kind.CORRECTIONS, DeadReason.INACTIVE_INSTRUMENT, "asleep");
        assertThat(wire.ticks().size()).isEqualTo(3);

        byte[] none = MarketInput.newBuilder()
                .setInstrument("V:S")
                .setCorrections(TradeCorrections.getDefaultInstance())
                .build()
                .toByteArray();
        assertThat(wire.read("V:S", "nyse", Topics.VERSION, none)).isEqualTo(MarketInputWire.Kind.TICKS);
        assertThat(wire.ticks().fault(0)).isEqualTo(DeadReason.MALFORMED);
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
