package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decisions on one leader fill, a row for each link of the leader: a reusable batch of columns that grows and is never
 * trimmed. Quantities are at the instrument's quantity scale. Not thread-safe.
 */
public final class DecisionColumns {
    /** What was decided for a link. */
    public enum Outcome {
        ORDER,
        SKIPPED,
        REJECTED
    }

    private String leaderAccountId = "";
    private long leaderSequence;
    private int size;
    private String[] follower = new String[0];
    private String[] tenant = new String[0];
    private String[] link = new String[0];
    private boolean[] buy = new boolean[0];
    private long[] high = new long[0];
    private long[] low = new long[0];
    private long[] held = new long[0];
    private long[] working = new long[0];
    private long[] ordered = new long[0];
    private Outcome[] outcome = new Outcome[0];
    private @Nullable ErrorCode[] code = new ErrorCode[0];

    /** Empties the columns for decisions on a fill. */
    void begin(String newLeaderAccountId, long newLeaderSequence) {
        leaderAccountId = newLeaderAccountId;
        leaderSequence = newLeaderSequence;
        size = 0;
    }

    void add(
            String followerId,
            String tenantId,
            String linkId,
            boolean buySide,
            long intendedHigh,
            long intendedLow,
            long heldBefore,
            long workingBefore,
            long orderedUnits,
            Outcome what,
            @Nullable ErrorCode why) {
        int row = size;
        if (row == follower.length) {
            grow(Columns.grown(row));
        }
        follower[row] = followerId;
        tenant[row] = tenantId;
        link[row] = linkId;
        buy[row] = buySide;
        high[row] = intendedHigh;
        low[row] = intendedLow;
        held[row] = heldBefore;
        working[row] = workingBefore;
        ordered[row] = orderedUnits;
        outcome[row] = what;
        code[row] = why;
        size = row + 1;
    }

    private void grow(int rows) {
        follower = Arrays.copyOf(follower, rows);
        tenant = Arrays.copyOf(tenant, rows);
        link = Arrays.copyOf(link, rows);
        buy = Arrays.copyOf(buy, rows);
        high = Arrays.copyOf(high, rows);
        low = Arrays.copyOf(low, rows);
        held = Arrays.copyOf(held, rows);
        working = Arrays.copyOf(working, rows);
        ordered = Arrays.copyOf(ordered, rows);
        outcome = Arrays.copyOf(outcome, rows);
        code = Arrays.copyOf(code, rows);
    }

    public int size() {
        return size;
    }

    public String leaderAccountId() {
        return leaderAccountId;
    }

    public long leaderSequence() {
        return leaderSequence;
    }

    public String followerAccountId(int row) {
        return follower[row];
    }

    public String tenantId(int row) {
        return tenant[row];
    }

    public String linkId(int row) {
        return link[row];
    }

    /** The side of the order, or of the leader's fill where there is none. */
    public boolean buy(int row) {
        return buy[row];
    }

    /** Upper half of the intended position after the fill, see {@link Intended}. */
    public long intendedHigh(int row) {
        return high[row];
    }

    /** Lower half of the intended position after the fill. */
    public long intendedLow(int row) {
        return low[row];
    }

    /** What the link held before, signed. */
    public long heldBefore(int row) {
        return held[row];
    }

    /** What the link had working before, signed. */
    public long workingBefore(int row) {
        return working[row];
    }

    /** Quantity to order; 0 when nothing is. */
    public long orderedUnits(int row) {
        return ordered[row];
    }

    public Outcome outcome(int row) {
        return outcome[row];
    }

    /** Why it is skipped or rejected, or which limit made the order smaller; else null. */
    public @Nullable ErrorCode code(int row) {
        return code[row];
    }

    /** The id of the order, computed when asked for; empty when there is none. */
    public String clientOrderId(int row) {
        return ordered[row] == 0
                ? ""
                : ClientOrderIds.of(leaderAccountId, leaderSequence, follower[row], ClientOrderIds.LEG);
    }
}
