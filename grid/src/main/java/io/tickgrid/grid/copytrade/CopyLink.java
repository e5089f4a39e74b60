package io.tickgrid.grid.copytrade;

/**
 * A follower's instruction to copy a leader. Quantities, amounts, percents and factors are in units of 10^-8; a limit of 0
 * is none.
 *
 * @param mode how much of what the leader opens is opened: percent, equity_ratio, balance_ratio, fixed, fixed_amount,
 *     multiplier or risk_percent
 * @param valueUnits percent, factor, quantity or amount, as the mode has it
 * @param reverse whether the follower takes the other side
 * @param maxQuantityUnits greatest single order
 * @param maxCostUnits greatest order value, of the quote currency
 * @param maxPositionUnits greatest position of the link, by quantity
 * @param minQuantityUnits smallest order that adds to the position, where the instrument asks for less
 * @param minCostUnits smallest value of such an order
 * @param maxSlippageUnits percent by which the market may be worse than the leader's price for an opening to be copied
 * @param maxOpenTrades most instruments in which the link has a position at once
 * @param forceMinimum below the minimum: order the minimum instead of skipping
 * @param allowedSymbols instrument ids separated by commas; empty = all
 * @param blockedSymbols instrument ids separated by commas
 * @param joinMode what becomes of the positions that the leader has when the link is made: new_trades, now or better_price
 * @param stopDrawdownUnits percent of its greatest copied equity by which the link may fall before it stops
 * @param pauseReason {@value #STOP_COPY} when it is paused since it stopped; else empty
 * @param stops how often it stopped
 * @param status ACTIVE, PAUSED or CLOSED
 * @param fromSequence fills of the leader up to this sequence are not copied
 * @param changeSequence rises with each change of any link
 */
public record CopyLink(
        String id,
        String tenantId,
        String leaderAccountId,
        String followerAccountId,
        String mode,
        long valueUnits,
        boolean reverse,
        long maxQuantityUnits,
        long maxCostUnits,
        long maxPositionUnits,
        long minQuantityUnits,
        long minCostUnits,
        long maxSlippageUnits,
        int maxOpenTrades,
        boolean forceMinimum,
        String allowedSymbols,
        String blockedSymbols,
        String joinMode,
        long stopDrawdownUnits,
        String pauseReason,
        int stops,
        String status,
        long fromSequence,
        long changeSequence) {

    /** The join mode of a link that copies only what the leader trades once it is there. */
    public static final String NEW_TRADES = "new_trades";

    /** Why a link is paused that fell too far. */
    public static final String STOP_COPY = "STOP_COPY";

    /** A link without limits that copies from the first fill on; a builder says what is otherwise. */
    public static Builder of(
            String id,
            String tenantId,
            String leaderAccountId,
            String followerAccountId,
            String mode,
            long valueUnits) {
        return new Builder(id, tenantId, leaderAccountId, followerAccountId, mode, valueUnits);
    }

    /** The terms of a link, one by one. */
    public static final class Builder {
        private final String id;
        private final String tenantId;
        private final String leaderAccountId;
        private final String followerAccountId;
        private final String mode;
        private final long valueUnits;
        private boolean reverse;
        private long maxQuantityUnits;
        private long maxCostUnits;
        private long maxPositionUnits;
        private long minQuantityUnits;
        private long minCostUnits;
        private long maxSlippageUnits;
        private int maxOpenTrades;
        private boolean forceMinimum;
        private String allowedSymbols = "";
        private String blockedSymbols = "";
        private String joinMode = NEW_TRADES;
        private long stopDrawdownUnits;
        private String status = "ACTIVE";
        private long changeSequence = 1;

        private Builder(String id, String tenantId, String leader, String follower, String mode, long valueUnits) {
            this.id = id;
            this.tenantId = tenantId;
            this.leaderAccountId = leader;
            this.followerAccountId = follower;
            this.mode = mode;
            this.valueUnits = valueUnits;
        }

        public Builder reverse(boolean value) {
            reverse = value;
            return this;
        }

        public Builder maximum(long quantityUnits, long costUnits, long positionUnits) {
            maxQuantityUnits = quantityUnits;
            maxCostUnits = costUnits;
            maxPositionUnits = positionUnits;
            return this;
        }

        public Builder minimum(long quantityUnits, long costUnits) {
            minQuantityUnits = quantityUnits;
            minCostUnits = costUnits;
            return this;
        }

        public Builder maxSlippage(long percentUnits) {
            maxSlippageUnits = percentUnits;
            return this;
        }

        public Builder maxOpenTrades(int most) {
            maxOpenTrades = most;
            return this;
        }

        public Builder forceMinimum(boolean value) {
            forceMinimum = value;
            return this;
        }

        public Builder symbols(String allowed, String blocked) {
            allowedSymbols = allowed;
            blockedSymbols = blocked;
            return this;
        }

        public Builder join(String mode) {
            joinMode = mode;
            return this;
        }

        public Builder stopDrawdown(long percentUnits) {
            stopDrawdownUnits = percentUnits;
            return this;
        }

        public Builder status(String value, long newChangeSequence) {
            status = value;
            changeSequence = newChangeSequence;
            return this;
        }

        public CopyLink build() {
            return new CopyLink(
                    id,
                    tenantId,
                    leaderAccountId,
                    followerAccountId,
                    mode,
                    valueUnits,
                    reverse,
                    maxQuantityUnits,
                    maxCostUnits,
                    maxPositionUnits,
                    minQuantityUnits,
                    minCostUnits,
                    maxSlippageUnits,
                    maxOpenTrades,
                    forceMinimum,
                    allowedSymbols,
                    blockedSymbols,
                    joinMode,
                    stopDrawdownUnits,
                    "",
                    0,
                    status,
                    0,
                    changeSequence);
        }
    }
}
