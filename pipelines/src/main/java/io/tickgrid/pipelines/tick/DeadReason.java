package io.tickgrid.pipelines.tick;

/** Why a tick was refused. Names are stored; rename none. */
public enum DeadReason {
    /** The record or row could not be read as a tick. */
    MALFORMED("record cannot be read as a tick"),
    /** Event time before 1970 or not before 2200 (UTC). */
    IMPOSSIBLE_TIME("event time is not in [1970, 2200)"),
    /** Price NaN or infinite. */
    NON_FINITE_PRICE("price is not finite"),
    /** Price zero or negative. */
    NON_POSITIVE_PRICE("price is not positive"),
    /** Price of 1e150 or more, whose square indicators could not hold. */
    PRICE_OUT_OF_RANGE("price is not below 1e150"),
    /** Size below zero (zero is allowed). */
    NEGATIVE_SIZE("size is negative"),
    /** Size that does not fit 64-bit units of at most 18 decimal places. */
    SIZE_OUT_OF_RANGE("size does not fit 64 bits at 18 decimal places or fewer"),
    /** Quote with only a bid or only an ask (the other one zero or absent): it has no mid. */
    ONE_SIDED_QUOTE("quote has only one side"),
    /** Quote with a bid above its ask. */
    CROSSED_QUOTE("bid is above ask"),
    /** Price further from the recent range than the configured band. */
    PRICE_BAND("price is outside the band around the recent prices"),
    /** Event time too far after the time at which the record was written. */
    TIME_TRAVEL("event time is ahead of the time at which the record was written"),
    /** Event time at which the instrument's market does not trade. */
    OUT_OF_SESSION("event time is outside the sessions of the instrument's market"),
    /** The instrument is not listed. */
    UNKNOWN_INSTRUMENT("instrument is not listed"),
    /** The instrument is listed and takes no ticks now. */
    INACTIVE_INSTRUMENT("instrument is not active"),
    /** In a Kafka partition that is not the one of its key: it has no place in the order of the instrument's records. */
    WRONG_PARTITION("record is not in the partition of its key"),
    /** From a source that is one too many for its instrument. */
    TOO_MANY_SOURCES("instrument has ticks of 64 other sources"),
    /** A correction of a trade that was not used, or of another time. */
    UNKNOWN_TRADE("no trade of that source, sequence and event time was used"),
    /** A correction where the deployment keeps no trades for them. */
    CORRECTIONS_OFF("this deployment takes no corrections of trades"),
    /**
     * Older than the greatest event time seen less the allowed lateness, or a correction of a trade that is not kept any
     * more; counted as late, not as dead.
     */
    LATE("event time is older than the allowed lateness, or than the trades kept for corrections");

    private final String text;

    DeadReason(String text) {
        this.text = text;
    }

    /** What is wrong, in words. */
    public String text() {
        return text;
    }
}
