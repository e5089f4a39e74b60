package io.tickgrid.pipelines.broker.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.proto.copytrade.v1.LeaderEvent;
import io.tickgrid.proto.tick.v1.MarketInput;
import io.tickgrid.proto.tick.v1.PaperCancel;
import io.tickgrid.proto.tick.v1.PaperOrder;
import io.tickgrid.proto.tick.v1.PaperOrderBatch;
import io.tickgrid.proto.tick.v1.PaperOrderLeg;
import io.tickgrid.proto.tick.v1.PaperOrderType;
import io.tickgrid.proto.tick.v1.PaperTimeInForce;
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
            OrderTerms terms = order.terms();
            batch.addOrders(PaperOrder.newBuilder()
                    .setClientOrderId(order.clientOrderId())
                    .setTenantId(order.tenantId())
                    .setAccountId(order.accountId())
                    .setSide(order.buys() ? Side.SIDE_BUY : Side.SIDE_SELL)
                    .setQuantityUnits(order.quantityUnits())
                    .setFilledUnits(order.filledUnits())
                    .setType(type(terms.type()))
                    .setLimitUnits(terms.limitUnits())
                    .setStopUnits(terms.stopUnits())
                    .setTimeInForce(timeInForce(terms.timeInForce()))
                    .setExpiresTimeNs(terms.expiresEventNs())
                    .setGroupId(terms.groupId())
                    .setLeg(leg(terms.leg())));
        }
        return record(orders.getFirst().instrument(), batch);
    }

    /** The record of {@code market-input} that asks the paper broker to end orders of one instrument. */
    public static byte[] paperCancels(List<OrderRow> orders, String cause, long eventNs) {
        PaperOrderBatch.Builder batch = PaperOrderBatch.newBuilder().setCauseTimeNs(eventNs);
        for (OrderRow order : orders) {
            batch.addCancels(PaperCancel.newBuilder()
                    .setClientOrderId(order.clientOrderId())
                    .setTenantId(order.tenantId())
                    .setAccountId(order.accountId())
                    .setCause(cause));
        }
        return record(orders.getFirst().instrument(), batch);
    }

    private static byte[] record(String instrument, PaperOrderBatch.Builder batch) {
        return MarketInput.newBuilder()
                .setInstrument(instrument)
                .setPaperOrders(batch)
                .build()
                .toByteArray();
    }

    private static PaperOrderType type(OrderType type) {
        return switch (type) {
            case MARKET -> PaperOrderType.PAPER_ORDER_TYPE_UNSPECIFIED;
            case LIMIT -> PaperOrderType.PAPER_ORDER_TYPE_LIMIT;
            case STOP -> PaperOrderType.PAPER_ORDER_TYPE_STOP;
            case STOP_LIMIT -> PaperOrderType.PAPER_ORDER_TYPE_STOP_LIMIT;
        };
    }

    private static PaperTimeInForce timeInForce(TimeInForce time) {
        return switch (time) {
            case GTC -> PaperTimeInForce.PAPER_TIME_IN_FORCE_UNSPECIFIED;
            case IOC -> PaperTimeInForce.PAPER_TIME_IN_FORCE_IOC;
            case FOK -> PaperTimeInForce.PAPER_TIME_IN_FORCE_FOK;
            case DAY -> PaperTimeInForce.PAPER_TIME_IN_FORCE_DAY;
            case GTD -> PaperTimeInForce.PAPER_TIME_IN_FORCE_GTD;
        };
    }

    private static PaperOrderLeg leg(OrderLeg leg) {
        return switch (leg) {
            case SINGLE -> PaperOrderLeg.PAPER_ORDER_LEG_UNSPECIFIED;
            case ENTRY -> PaperOrderLeg.PAPER_ORDER_LEG_ENTRY;
            case TAKE_PROFIT -> PaperOrderLeg.PAPER_ORDER_LEG_TAKE_PROFIT;
            case STOP_LOSS -> PaperOrderLeg.PAPER_ORDER_LEG_STOP_LOSS;
        };
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
