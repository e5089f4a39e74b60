package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.order.OrderCommands;
import io.tickgrid.api.order.OrderQueries;
import io.tickgrid.api.order.OrderView;
import io.tickgrid.api.stream.Channels;
import io.tickgrid.proto.order.v1.CancelOrderRequest;
import io.tickgrid.proto.order.v1.CancelOrderResponse;
import io.tickgrid.proto.order.v1.GetOrderRequest;
import io.tickgrid.proto.order.v1.GetOrderResponse;
import io.tickgrid.proto.order.v1.Leg;
import io.tickgrid.proto.order.v1.ListOrdersRequest;
import io.tickgrid.proto.order.v1.ListOrdersResponse;
import io.tickgrid.proto.order.v1.Order;
import io.tickgrid.proto.order.v1.OrderServiceGrpc;
import io.tickgrid.proto.order.v1.OrderSnapshot;
import io.tickgrid.proto.order.v1.OrderType;
import io.tickgrid.proto.order.v1.PlaceOrderRequest;
import io.tickgrid.proto.order.v1.PlaceOrderResponse;
import io.tickgrid.proto.order.v1.Refusal;
import io.tickgrid.proto.order.v1.Side;
import io.tickgrid.proto.order.v1.StreamOrdersRequest;
import io.tickgrid.proto.order.v1.StreamOrdersResponse;
import io.tickgrid.proto.order.v1.TimeInForce;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class OrderGrpc extends OrderServiceGrpc.OrderServiceImplBase {
    private final OrderQueries queries;
    private final OrderCommands commands;
    private final Channels channels;

    OrderGrpc(OrderQueries queries, OrderCommands commands, Channels channels) {
        this.queries = queries;
        this.commands = commands;
        this.channels = channels;
    }

    @Override
    public void placeOrder(PlaceOrderRequest q, StreamObserver<PlaceOrderResponse> out) {
        Calls.command(
                q,
                () -> commands.place(
                        Calls.caller(),
                        Calls.orNull(q.getIdempotencyKey()),
                        new OrderCommands.OrderRequest(
                                q.getAccountId(),
                                q.getSymbol(),
                                side(q.getSide()),
                                type(q.getType()),
                                q.getQuantity(),
                                Calls.orNull(q.getLimitPrice()),
                                Calls.orNull(q.getStopPrice()),
                                timeInForce(q.getTimeInForce()),
                                q.getExpiresAtMs(),
                                q.getReduceOnly(),
                                Calls.orNull(q.getTakeProfitPrice()),
                                Calls.orNull(q.getStopLossPrice()))),
                order ->
                        PlaceOrderResponse.newBuilder().setOrder(message(order)).build(),
                out);
    }

    @Override
    public void cancelOrder(CancelOrderRequest q, StreamObserver<CancelOrderResponse> out) {
        Calls.command(
                q,
                () -> commands.cancel(Calls.caller(), q.getClientOrderId()),
                order -> CancelOrderResponse.newBuilder()
                        .setOrder(message(order))
                        .build(),
                out);
    }

    @Override
    public void getOrder(GetOrderRequest q, StreamObserver<GetOrderResponse> out) {
        Calls.read(
                q,
                () -> queries.get(Calls.caller(), q.getClientOrderId()),
                order -> GetOrderResponse.newBuilder().setOrder(message(order)).build(),
                out);
    }

    @Override
    public void listOrders(ListOrdersRequest q, StreamObserver<ListOrdersResponse> out) {
        Calls.read(
                q,
                () -> queries.list(Calls.caller(), q.getAccountId(), Calls.page(q.getCursor(), q.getLimit())),
                page -> ListOrdersResponse.newBuilder()
                        .addAllItems(
                                page.items().stream().map(OrderGrpc::message).toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void streamOrders(StreamOrdersRequest q, StreamObserver<StreamOrdersResponse> out) {
        Calls.stream(
                out,
                () -> StreamCall.start(
                        out,
                        channels,
                        "trades",
                        q.getAccountId(),
                        q.hasResumeFrom() ? q.getResumeFrom() : null,
                        streamOrders()));
    }

    private static StreamCall.Messages<StreamOrdersResponse> streamOrders() {
        return new StreamCall.Messages<>() {
            @Override
            public StreamOrdersResponse snapshot(long sequence, Collection<?> data) {
                return StreamOrdersResponse.newBuilder()
                        .setSequence(sequence)
                        .setSnapshot(OrderSnapshot.newBuilder()
                                .addAllItems(data.stream()
                                        .map(OrderView.class::cast)
                                        .map(OrderGrpc::message)
                                        .toList()))
                        .build();
            }

            @Override
            public @Nullable StreamOrdersResponse update(long sequence, Object data) {
                return StreamOrdersResponse.newBuilder()
                        .setSequence(sequence)
                        .setUpdate(OrderGrpc.message((OrderView) data))
                        .build();
            }

            @Override
            public StreamOrdersResponse resyncRequired(long sequence) {
                return StreamOrdersResponse.newBuilder()
                        .setSequence(sequence)
                        .setResyncRequired(true)
                        .build();
            }

            @Override
            public StreamOrdersResponse heartbeat(long timeMs) {
                return StreamOrdersResponse.newBuilder()
                        .setHeartbeatTimeMs(timeMs)
                        .build();
            }
        };
    }

    private static @Nullable String side(Side side) {
        return switch (side) {
            case SIDE_BUY -> "BUY";
            case SIDE_SELL -> "SELL";
            case SIDE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    private static @Nullable String type(OrderType type) {
        return switch (type) {
            case ORDER_TYPE_MARKET, ORDER_TYPE_LIMIT, ORDER_TYPE_STOP, ORDER_TYPE_STOP_LIMIT, ORDER_TYPE_OCO ->
                type.name().substring("ORDER_TYPE_".length());
            case ORDER_TYPE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    private static @Nullable String timeInForce(TimeInForce time) {
        return switch (time) {
            case TIME_IN_FORCE_UNSPECIFIED -> null;
            case UNRECOGNIZED -> "unknown";
            default -> time.name().substring("TIME_IN_FORCE_".length());
        };
    }

    static Order message(OrderView o) {
        Order.Builder message = Order.newBuilder()
                .setClientOrderId(o.clientOrderId())
                .setAccountId(o.accountId())
                .setInstrument(o.instrument())
                .setSide(Side.valueOf("SIDE_" + o.side()))
                .setType(OrderType.valueOf("ORDER_TYPE_" + o.type()))
                .setQuantity(o.quantity())
                .setFilledQuantity(o.filledQuantity())
                .setAveragePrice(Calls.orEmpty(o.averagePrice()))
                .setFee(o.fee())
                .setStatus(o.status())
                .setCode(Calls.orEmpty(o.code()))
                .setCause(o.cause())
                .setCreatedEventTimeMs(o.createdEventTimeMs())
                .setUpdatedEventTimeMs(o.updatedEventTimeMs())
                .setSequence(o.sequence())
                .setLimitPrice(Calls.orEmpty(o.limitPrice()))
                .setStopPrice(Calls.orEmpty(o.stopPrice()))
                .setTimeInForce(TimeInForce.valueOf("TIME_IN_FORCE_" + o.timeInForce()))
                .setExpiresAtMs(o.expiresAtMs() == null ? 0 : o.expiresAtMs())
                .setReduceOnly(o.reduceOnly())
                .setGroupId(Calls.orEmpty(o.groupId()))
                .setLeg(o.leg() == null ? Leg.LEG_UNSPECIFIED : Leg.valueOf("LEG_" + o.leg()));
        OrderView.RefusalView refusal = o.refusal();
        if (refusal != null) {
            message.setRefusal(Refusal.newBuilder()
                    .setRule(refusal.rule())
                    .setSeen(refusal.seen())
                    .setLimit(refusal.limit())
                    .setUnit(refusal.unit()));
        }
        return message.build();
    }
}
