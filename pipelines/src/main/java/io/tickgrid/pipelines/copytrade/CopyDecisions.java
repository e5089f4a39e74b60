package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.pipelines.copytrade.DecisionColumns.Outcome;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decisions as rows of PostgreSQL, and back. */
public final class CopyDecisions {
    private CopyDecisions() {}

    /** The ledger rows of decisions: pending, skipped or rejected. */
    public static List<LedgerRow> ledger(LeaderFill event, InstrumentTerms terms, DecisionColumns decisions) {
        List<LedgerRow> rows = new ArrayList<>(decisions.size());
        for (int i = 0; i < decisions.size(); i++) {
            ErrorCode code = decisions.code(i);
            rows.add(new LedgerRow(
                    event.leaderAccountId(),
                    event.leaderSequence(),
                    decisions.followerAccountId(i),
                    ClientOrderIds.LEG,
                    decisions.tenantId(i),
                    decisions.linkId(i),
                    event.instrument(),
                    decisions.buy(i) ? "BUY" : "SELL",
                    switch (decisions.outcome(i)) {
                        case ORDER -> "pending";
                        case SKIPPED -> "skipped";
                        case REJECTED -> "rejected";
                    },
                    code == null ? "" : code.text(),
                    Intended.text(decisions.intendedHigh(i), decisions.intendedLow(i), terms.quantityScale()),
                    decisions.heldBefore(i),
                    decisions.orderedUnits(i),
                    0,
                    0,
                    event.priceUnits(),
                    decisions.clientOrderId(i),
                    event.eventTimeNs(),
                    0));
        }
        return rows;
    }

    /** The orders of the ledger rows that order something. */
    public static List<OrderRow> orders(LeaderFill event, Collection<LedgerRow> ledger) {
        List<OrderRow> rows = new ArrayList<>();
        for (LedgerRow row : ledger) {
            if (row.orderedUnits() > 0) {
                rows.add(OrderRow.market(
                        row.clientOrderId(),
                        row.tenantId(),
                        row.followerAccountId(),
                        row.instrument(),
                        row.side().equals("BUY"),
                        row.orderedUnits(),
                        "leader:" + event.leaderAccountId() + ":" + event.leaderSequence(),
                        event.eventTimeNs()));
            }
        }
        return rows;
    }

    /**
     * Reads stored rows of a fill, however far their orders have come, for {@link FollowerBlock#apply}.
     *
     * @throws IllegalArgumentException when a row is of another fill, leg or order id than this fill gives
     */
    public static void read(
            LeaderFill event, InstrumentTerms terms, Collection<LedgerRow> stored, DecisionColumns out) {
        out.begin(event.leaderAccountId(), event.leaderSequence());
        for (LedgerRow row : stored) {
            if (!row.leaderAccountId().equals(event.leaderAccountId())
                    || row.leaderSequence() != event.leaderSequence()
                    || !row.instrument().equals(event.instrument())
                    || !row.leg().equals(ClientOrderIds.LEG)) {
                throw new IllegalArgumentException("a decision must be of " + event.leaderAccountId() + ", "
                        + event.leaderSequence() + ", " + event.instrument() + ", " + ClientOrderIds.LEG + ", was of "
                        + row.leaderAccountId() + ", " + row.leaderSequence() + ", " + row.instrument() + ", "
                        + row.leg());
            }
            BigInteger intended = Intended.parse(row.intendedText(), terms.quantityScale());
            Outcome outcome = row.orderedUnits() > 0
                    ? Outcome.ORDER
                    : row.outcome().equals("rejected") ? Outcome.REJECTED : Outcome.SKIPPED;
            out.add(
                    row.followerAccountId(),
                    row.tenantId(),
                    row.linkId(),
                    row.side().equals("BUY"),
                    Intended.high(intended),
                    Intended.low(intended),
                    row.heldUnits(),
                    0,
                    row.orderedUnits(),
                    outcome,
                    code(row.code()));
            String id = out.clientOrderId(out.size() - 1);
            if (!row.clientOrderId().equals(id)) {
                throw new IllegalArgumentException("the order of " + row.followerAccountId() + " must have the id '"
                        + id + "', was '" + row.clientOrderId() + "'");
            }
        }
    }

    private static @Nullable ErrorCode code(String text) {
        return text.isEmpty() ? null : ErrorCode.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
