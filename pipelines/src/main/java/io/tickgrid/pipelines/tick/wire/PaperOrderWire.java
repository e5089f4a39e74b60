package io.tickgrid.pipelines.tick.wire;

import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.pipelines.engine.PaperOrders;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.proto.tick.v1.PaperCancel;
import io.tickgrid.proto.tick.v1.PaperOrder;
import io.tickgrid.proto.tick.v1.PaperOrderBatch;
import io.tickgrid.proto.tick.v1.PaperOrderLeg;
import io.tickgrid.proto.tick.v1.PaperOrderType;
import io.tickgrid.proto.tick.v1.PaperTimeInForce;
import io.tickgrid.proto.tick.v1.Side;

/** Paper orders of a record, as the engine takes them. */
final class PaperOrderWire {
    private PaperOrderWire() {}

    /** Reads a batch; gives what was expected and what came where it is none, else an empty text. */
    static String read(PaperOrderBatch batch, PaperOrders into) {
        into.clear(batch.getCauseTimeNs());
        for (PaperOrder o : batch.getOrdersList()) {
            if (o.getSide() == Side.SIDE_UNSPECIFIED
                    || o.getSide() == Side.UNRECOGNIZED
                    || !isId(o.getClientOrderId())) {
                return "expected a paper order with id, side and positive quantity, got " + text(o);
            }
            try {
                into.add(
                        o.getClientOrderId(),
                        o.getTenantId(),
                        o.getAccountId(),
                        o.getSide() == Side.SIDE_BUY ? SignalSide.BUY : SignalSide.SELL,
                        o.getQuantityUnits(),
                        o.getFilledUnits(),
                        terms(o));
            } catch (IllegalArgumentException e) {
                return "expected a paper order with id, side and positive quantity, got " + text(o) + ": "
                        + e.getMessage();
            }
        }
        for (PaperCancel c : batch.getCancelsList()) {
            if (!isId(c.getClientOrderId())) {
                return "expected the id of the order to cancel, got '" + c.getClientOrderId() + "'";
            }
            into.cancel(c.getClientOrderId(), c.getTenantId(), c.getAccountId(), c.getCause());
        }
        return "";
    }

    private static boolean isId(String text) {
        return !text.isBlank() && text.indexOf('\u0000') < 0;
    }

    private static String text(PaperOrder o) {
        return "'" + o.getClientOrderId() + "', " + o.getSide() + ", " + o.getQuantityUnits();
    }

    private static OrderTerms terms(PaperOrder o) {
        return new OrderTerms(
                type(o.getType()),
                o.getLimitUnits(),
                o.getStopUnits(),
                timeInForce(o.getTimeInForce()),
                o.getExpiresTimeNs(),
                false, // it is booked that knows the position
                o.getGroupId(),
                leg(o.getLeg()));
    }

    private static OrderType type(PaperOrderType type) {
        return switch (type) {
            case PAPER_ORDER_TYPE_UNSPECIFIED -> OrderType.MARKET;
            case PAPER_ORDER_TYPE_LIMIT -> OrderType.LIMIT;
            case PAPER_ORDER_TYPE_STOP -> OrderType.STOP;
            case PAPER_ORDER_TYPE_STOP_LIMIT -> OrderType.STOP_LIMIT;
            case UNRECOGNIZED -> throw new IllegalArgumentException("its type is unknown");
        };
    }

    private static TimeInForce timeInForce(PaperTimeInForce time) {
        return switch (time) {
            case PAPER_TIME_IN_FORCE_UNSPECIFIED -> TimeInForce.GTC;
            case PAPER_TIME_IN_FORCE_IOC -> TimeInForce.IOC;
            case PAPER_TIME_IN_FORCE_FOK -> TimeInForce.FOK;
            case PAPER_TIME_IN_FORCE_DAY -> TimeInForce.DAY;
            case PAPER_TIME_IN_FORCE_GTD -> TimeInForce.GTD;
            case UNRECOGNIZED -> throw new IllegalArgumentException("its time in force is unknown");
        };
    }

    private static OrderLeg leg(PaperOrderLeg leg) {
        return switch (leg) {
            case PAPER_ORDER_LEG_UNSPECIFIED -> OrderLeg.SINGLE;
            case PAPER_ORDER_LEG_ENTRY -> OrderLeg.ENTRY;
            case PAPER_ORDER_LEG_TAKE_PROFIT -> OrderLeg.TAKE_PROFIT;
            case PAPER_ORDER_LEG_STOP_LOSS -> OrderLeg.STOP_LOSS;
            case UNRECOGNIZED -> throw new IllegalArgumentException("its leg is unknown");
        };
    }
}
