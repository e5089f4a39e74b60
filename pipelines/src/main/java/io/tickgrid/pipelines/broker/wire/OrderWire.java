package io.tickgrid.pipelines.broker.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.proto.copytrade.v1.LeaderEvent;
import io.tickgrid.proto.tick.v1.MarketInput;
import io.tickgrid.proto.tick.v1.PaperOrder;
import io.tickgrid.proto.tick.v1.PaperOrderBatch;
import io.tickgrid.proto.tick.v1.Side;
import java.util.List;

/** Orders and leaders' fills as bytes on Kafka. */
public final class OrderWire {
    private OrderWire() {}

    /** The record of {@code market-input} that sends orders of one instrument and cause to the paper broker. */
    public static byte[] paperOrders(List<OrderRow> orders) {
        PaperOrderBatch.Builder batch =
                PaperOrderBatch.newBuilder().setCauseTimeNs(orders.getFirst().createdEventNs());
        for (OrderRow order : orders) {
            batch.addOrders(PaperOrder.newBuilder()
                    .setClientOrderId(order.clientOrderId())
                    .setTenantId(order.tenantId())
                    .setAccountId(order.accountId())
                    .setSide(order.side().equals("BUY") ? Side.SIDE_BUY : Side.SIDE_SELL)
                    .setQuantityUnits(order.quantityUnits()));
        }
        return MarketInput.newBuilder()
                .setInstrument(orders.getFirst().instrument())
                .setPaperOrders(batch)
                .build()
                .toByteArray();
    }

    public static byte[] leaderEvent(LeaderFill fill) {
        return LeaderEvent.newBuilder()
                .setLeaderAccountId(fill.leaderAccountId())
                .setTenantId(fill.tenantId())
                .setLeaderSequence(fill.leaderSequence())
                .setInstrument(fill.instrument())
                .setBuy(fill.buy())
                .setQuantityUnits(fill.quantityUnits())
                .setPriceUnits(fill.priceUnits())
                .setStopPriceUnits(fill.stopPriceUnits())
                .setLeaderBalanceUnits(fill.leaderBalanceUnits())
                .setLeaderEquityUnits(fill.leaderEquityUnits())
                .setLeaderPositionBeforeUnits(fill.leaderPositionBeforeUnits())
                .setClientOrderId(fill.clientOrderId())
                .setEventTimeNs(fill.eventTimeNs())
                .setLinkId(fill.linkId())
                .build()
                .toByteArray();
    }

    /** @throws IllegalArgumentException when the bytes are no leader event */
    public static LeaderFill leaderFill(byte[] bytes) {
        LeaderEvent event;
        try {
            event = LeaderEvent.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("expected a LeaderEvent, got " + bytes.length + " other bytes", e);
        }
        if (event.getLeaderAccountId().isEmpty() || event.getLeaderSequence() <= 0 || event.getQuantityUnits() <= 0) {
            throw new IllegalArgumentException("expected a leader event with account, sequence and quantity, got "
                    + event.getLeaderAccountId() + ", " + event.getLeaderSequence() + ", " + event.getQuantityUnits());
        }
        return new LeaderFill(
                event.getLeaderAccountId(),
                event.getTenantId(),
                event.getLeaderSequence(),
                event.getInstrument(),
                event.getBuy(),
                event.getQuantityUnits(),
                event.getPriceUnits(),
                event.getStopPriceUnits(),
                event.getLeaderBalanceUnits(),
                event.getLeaderEquityUnits(),
                event.getLeaderPositionBeforeUnits(),
                event.getClientOrderId(),
                event.getEventTimeNs(),
                event.getLinkId());
    }
}
