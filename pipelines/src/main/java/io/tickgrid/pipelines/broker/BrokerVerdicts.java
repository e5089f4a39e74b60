package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.BrokerOrderRow;
import io.tickgrid.grid.order.BrokerOrderStore.Contact;
import io.tickgrid.grid.order.BrokerOrderStore.End;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.OrderMove;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.OrderState.Final;
import io.tickgrid.grid.order.OrderState.Open;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of a broker means for an order: moves, fills, and whether it may be sent again. Here stand the rules that
 * keep an order from being sent twice or lost; there is no clock and no call in them.
 */
final class BrokerVerdicts {
    private static final String BROKER = "broker";
    private static final int MONEY_SCALE = 8;

    private final BrokerProfile profile;
    private final long believedMs;

    BrokerVerdicts(BrokerProfile profile) {
        this.profile = profile;
        // an intent is called for within one settling time, repeated within another, and has settled within a third
        believedMs = 3 * profile.settles().toMillis();
    }

    /** What is to be booked of an order, and whether it is to be sent (again) after that. */
    record Verdict(
            List<Fill> fills,
            List<OrderMove> moves,
            @Nullable End end,
            Contact contact,
            boolean send) {

        /** Whether it says anything that is not stored. */
        boolean isNews(BrokerOrderRow row) {
            return send
                    || !moves.isEmpty()
                    || end != null
                    || !fills.isEmpty()
                    || contact.unsent()
                    || !contact.refusal().isEmpty()
                    || !contact.problem().equals(row.problem())
                    || !(contact.brokerOrderId().isEmpty()
                            || contact.brokerOrderId().equals(row.brokerOrderId()));
        }
    }

    /** Why an order that nobody was called for is not sent; null when it is. */
    @Nullable
    Verdict unwanted(BrokerOrderRow row, BrokerOrder order, long nowMs) {
        if (!row.cancelBy().isEmpty()) {
            return ended(row, row.intents(), Final.CANCELLED, ErrorCode.ORDER_CANCELLED, row.cancelBy());
        }
        if (isExpired(row.order(), nowMs)) {
            return ended(row, row.intents(), Final.EXPIRED, ErrorCode.ORDER_EXPIRED, "time");
        }
        // exits wait for their entry and end each other: no broker outside is asked for that
        if (!profile.capabilities().containsAll(order.needs())
                || !row.order().groupId().isEmpty()) {
            return ended(row, row.intents(), Final.REJECTED, ErrorCode.ORDER_UNSUPPORTED, BROKER);
        }
        return null;
    }

    /** Of an order that is over, by whatever ended it: nothing but that is to be noted. */
    Verdict closed(BrokerOrderRow row) {
        return verdict(row, List.of(), "", false, "", false);
    }

    /** @param row as it was before the intent */
    Verdict placed(BrokerOrderRow row, PlaceReply reply) {
        return switch (reply) {
            case PlaceReply.Accepted a ->
                verdict(row, moves(row, Open.ACKNOWLEDGED), a.brokerOrderId(), false, "", false);
            // an earlier call may have brought the order in, and be the reason why this one is refused
            case PlaceReply.Rejected r
            when row.calls() > 0 -> verdict(row, moves(row, Open.UNKNOWN), "", false, r.code() + " " + r.text(), false);
            case PlaceReply.Rejected r ->
                ended(row, row.intents() + 1, Final.REJECTED, ErrorCode.BROKER_REJECTED, BROKER);
            case PlaceReply.NotSent n -> verdict(row, moves(row, Open.UNKNOWN), "", true, "", false);
            case PlaceReply.Unknown u -> verdict(row, moves(row, Open.UNKNOWN), "", false, "", false);
        };
    }

    /** Whether a broker can be asked for an order at all. */
    boolean canAsk(BrokerOrderRow row) {
        return profile.clientIds() != ClientIds.NONE || !row.brokerOrderId().isEmpty();
    }

    /** Of an order that its broker cannot be asked for: it stays unknown, until somebody says otherwise. */
    Verdict unasked(BrokerOrderRow row) {
        return row.absentBy().isEmpty()
                ? verdict(row, unknown(row), "", false, "", false)
                : ended(row, row.intents(), Final.REJECTED, ErrorCode.BROKER_REJECTED, row.absentBy());
    }

    /**
     * @param instrument of the order
     * @param askedMs when the broker was asked, by the clock that also timed the last call
     */
    Verdict asked(BrokerOrderRow row, Instrument instrument, StatusReply reply, long askedMs) {
        return switch (reply) {
            case StatusReply.Known known -> reported(row, instrument, known.report());
            case StatusReply.Unknown u -> verdict(row, unknown(row), "", false, "", false);
            case StatusReply.NotKnown n -> notKnown(row, askedMs);
        };
    }

    private Verdict notKnown(BrokerOrderRow row, long askedMs) {
        if (!row.absentBy().isEmpty()) {
            return ended(row, row.intents(), Final.REJECTED, ErrorCode.BROKER_REJECTED, row.absentBy());
        }
        boolean settled = askedMs - row.lastCallMs() >= believedMs;
        if (row.wasKnown() || profile.clientIds() == ClientIds.NONE) {
            if (!settled) {
                return verdict(row, List.of(), "", false, "", false);
            }
            List<OrderMove> moves = row.order().state() == Open.UNKNOWN ? List.of() : moves(row, Open.UNKNOWN);
            return new Verdict(
                    List.of(), moves, null, contact(row, "", false, "", "the broker does not know it any more"), false);
        }
        if (settled && !row.refusal().isEmpty()) {
            return ended(row, row.intents(), Final.REJECTED, ErrorCode.BROKER_REJECTED, BROKER);
        }
        if (settled && !row.cancelBy().isEmpty()) {
            return ended(row, row.intents(), Final.CANCELLED, ErrorCode.ORDER_CANCELLED, row.cancelBy());
        }
        if (settled && isExpired(row.order(), askedMs)) {
            return ended(row, row.intents(), Final.EXPIRED, ErrorCode.ORDER_EXPIRED, "time");
        }
        boolean wanted = row.refusal().isEmpty() && row.cancelBy().isEmpty() && !isExpired(row.order(), askedMs);
        return verdict(row, unknown(row), "", false, "", wanted && (settled || isIdempotent(row, askedMs)));
    }

    private boolean isIdempotent(BrokerOrderRow row, long nowMs) {
        return profile.clientIds() == ClientIds.IDEMPOTENT
                && nowMs - row.firstCallMs() < profile.remembers().toMillis();
    }

    /** What a broker says of an order that it has, whoever asked. */
    Verdict reported(BrokerOrderRow row, Instrument instrument, OrderReport report) {
        OrderRow order = row.order();
        List<Fill> fills = new ArrayList<>();
        long filledUnits;
        try {
            for (Execution e : report.executions()) {
                fills.add(fill(order, instrument, e));
            }
            filledUnits = units(report.filled(), instrument.quantityScale());
        } catch (ArithmeticException e) {
            return problem(row, report, "not in units of " + instrument.id() + ": " + e.getMessage());
        }
        if (filledUnits > order.quantityUnits()) {
            return problem(
                    row, report, "filled " + filledUnits + " at the broker, of " + order.quantityUnits() + " units");
        }
        if (order.state() instanceof Final) {
            // a report of before says less, and nothing of importance
            return filledUnits <= order.filledUnits()
                    ? problem(row, report, filledUnits == order.filledUnits() ? "" : row.problem())
                    : problem(
                            row,
                            report,
                            "filled " + filledUnits + " at the broker, over with " + order.filledUnits() + " units");
        }
        if (filledUnits == order.filledUnits()) {
            fills.clear(); // all are booked
        }
        boolean waits = order.state() == Open.STORED || order.state() == Open.SENT || order.state() == Open.UNKNOWN;
        List<OrderMove> moves = waits ? moves(row, Open.ACKNOWLEDGED) : List.of();
        End end = over(row, report, filledUnits);
        return new Verdict(fills, moves, end, contact(row, report.brokerOrderId(), false, "", ""), false);
    }

    private static @Nullable End over(BrokerOrderRow row, OrderReport report, long filledUnits) {
        String by = row.cancelBy().isEmpty() ? BROKER : row.cancelBy();
        return switch (report.status()) {
            // a filled one ends with its last fill
            case WORKING, FILLED -> null;
            case CANCELLED -> end(row, Final.CANCELLED, ErrorCode.ORDER_CANCELLED, by, report, filledUnits);
            case REJECTED -> end(row, Final.REJECTED, ErrorCode.BROKER_REJECTED, BROKER, report, filledUnits);
            case EXPIRED -> end(row, Final.EXPIRED, ErrorCode.ORDER_EXPIRED, BROKER, report, filledUnits);
        };
    }

    private static End end(
            BrokerOrderRow row, OrderState to, ErrorCode code, String by, OrderReport report, long filledUnits) {
        OrderRow o = row.order();
        return new End(
                new OrderMove(o.clientOrderId(), o.tenantId(), o.accountId(), to, code, by, report.timeNs()),
                filledUnits,
                row.intents());
    }

    private static Fill fill(OrderRow o, Instrument instrument, Execution e) {
        return new Fill(
                o.clientOrderId(),
                e.executionId(),
                o.tenantId(),
                o.accountId(),
                o.instrument(),
                o.buys(),
                units(e.quantity(), instrument.quantityScale()),
                // some brokers give averages with more digits than the instrument has
                e.price()
                        .setScale(instrument.priceScale(), RoundingMode.HALF_EVEN)
                        .unscaledValue()
                        .longValueExact(),
                e.fee()
                        .setScale(MONEY_SCALE, RoundingMode.CEILING)
                        .unscaledValue()
                        .longValueExact(),
                e.timeNs());
    }

    /** @throws ArithmeticException when it is no whole number of units, or too great */
    private static long units(BigDecimal quantity, int scale) {
        return quantity.setScale(scale, RoundingMode.UNNECESSARY)
                .unscaledValue()
                .longValueExact();
    }

    private static boolean isExpired(OrderRow order, long nowMs) {
        return order.expiresEventNs() > 0
                && Duration.ofNanos(order.expiresEventNs()).toMillis() <= nowMs;
    }

    private static List<OrderMove> unknown(BrokerOrderRow row) {
        // what the broker has acknowledged stays so while it does not answer
        return row.order().state() == Open.SENT ? moves(row, Open.UNKNOWN) : List.of();
    }

    private static List<OrderMove> moves(BrokerOrderRow row, OrderState to) {
        OrderRow o = row.order();
        return List.of(
                new OrderMove(o.clientOrderId(), o.tenantId(), o.accountId(), to, null, BROKER, o.updatedEventNs()));
    }

    /** @param intents after which nobody may have meant to send it */
    private static Verdict ended(BrokerOrderRow row, int intents, OrderState to, ErrorCode code, String by) {
        OrderRow o = row.order();
        OrderMove move =
                new OrderMove(o.clientOrderId(), o.tenantId(), o.accountId(), to, code, by, o.updatedEventNs());
        return new Verdict(
                List.of(), List.of(), new End(move, o.filledUnits(), intents), contact(row, "", false, "", ""), false);
    }

    private static Verdict problem(BrokerOrderRow row, OrderReport report, String problem) {
        return new Verdict(List.of(), List.of(), null, contact(row, report.brokerOrderId(), false, "", problem), false);
    }

    private static Verdict verdict(
            BrokerOrderRow row,
            List<OrderMove> moves,
            String brokerOrderId,
            boolean unsent,
            String refusal,
            boolean send) {
        return new Verdict(List.of(), moves, null, contact(row, brokerOrderId, unsent, refusal, row.problem()), send);
    }

    private static Contact contact(
            BrokerOrderRow row, String brokerOrderId, boolean unsent, String refusal, String problem) {
        return new Contact(row.clientOrderId(), brokerOrderId, unsent, refusal, problem);
    }
}
