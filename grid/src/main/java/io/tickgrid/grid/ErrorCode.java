package io.tickgrid.grid;

/**
 * Every code that a caller, a ledger row or a metric can meet. HTTP status, gRPC status and documentation derive from
 * this table. Numbers are never reused.
 */
public enum ErrorCode {
    // requests
    INVALID_REQUEST(100, Kind.CALLER, false, 400),
    INVALID_SYMBOL(101, Kind.CALLER, false, 404),
    NOT_FOUND(102, Kind.CALLER, false, 404),
    INVALID_CURSOR(103, Kind.CALLER, false, 400),
    UNAUTHENTICATED(104, Kind.CALLER, false, 401),
    FORBIDDEN(105, Kind.CALLER, false, 403),
    CONFLICT(106, Kind.CALLER, false, 409),
    IDEMPOTENCY_KEY_REQUIRED(107, Kind.CALLER, false, 400),
    SQL_REFUSED(108, Kind.CALLER, false, 400),
    SQL_TIMEOUT(109, Kind.CALLER, true, 408),
    SLOW_CONSUMER(110, Kind.CALLER, true, 429),
    RESYNC_REQUIRED(111, Kind.CALLER, true, 409),
    METHOD_NOT_ALLOWED(112, Kind.CALLER, false, 405),
    NOT_ACCEPTABLE(113, Kind.CALLER, false, 406),
    PAYLOAD_TOO_LARGE(114, Kind.CALLER, false, 413),
    UNSUPPORTED_MEDIA_TYPE(115, Kind.CALLER, false, 415),
    TOO_MANY_REQUESTS(116, Kind.CALLER, true, 429),
    // market input
    MALFORMED(200, Kind.INPUT, false, 400),
    NON_FINITE_PRICE(201, Kind.INPUT, false, 400),
    NON_POSITIVE_PRICE(202, Kind.INPUT, false, 400),
    NEGATIVE_SIZE(203, Kind.INPUT, false, 400),
    IMPOSSIBLE_TIME(204, Kind.INPUT, false, 400),
    UNKNOWN_INSTRUMENT(205, Kind.INPUT, false, 400),
    INACTIVE_INSTRUMENT(206, Kind.INPUT, false, 400),
    PRICE_BAND(207, Kind.INPUT, false, 400),
    LATE(208, Kind.INPUT, false, 400),
    CROSSED_QUOTE(209, Kind.INPUT, false, 400),
    ONE_SIDED_QUOTE(210, Kind.INPUT, false, 400),
    // orders and copy trading: why an order was shrunk, skipped or rejected
    LINK_INACTIVE(300, Kind.TRADE, false, 422),
    NOT_ENTITLED(301, Kind.TRADE, false, 422),
    SYMBOL_BLOCKED(302, Kind.TRADE, false, 422),
    BELOW_MINIMUM(303, Kind.TRADE, false, 422),
    NOTHING_TO_DO(304, Kind.TRADE, false, 422),
    ACCOUNT_INACTIVE(305, Kind.TRADE, false, 422),
    INSUFFICIENT_BALANCE(306, Kind.TRADE, false, 422),
    MAX_QUANTITY(307, Kind.TRADE, false, 422),
    MAX_COST(308, Kind.TRADE, false, 422),
    MAX_POSITION(309, Kind.TRADE, false, 422),
    KILL_SWITCH(310, Kind.TRADE, false, 422),
    INVALID_QUANTITY(311, Kind.TRADE, false, 422),
    AMOUNT_OUT_OF_RANGE(312, Kind.TRADE, false, 422),
    INVALID_PRICE(313, Kind.TRADE, false, 422),
    NOTHING_TO_REDUCE(314, Kind.TRADE, false, 422),
    ORDER_CANCELLED(315, Kind.TRADE, false, 422),
    ORDER_EXPIRED(316, Kind.TRADE, false, 422),
    NOT_FILLABLE(317, Kind.TRADE, false, 422),
    OTHER_EXIT_FILLED(318, Kind.TRADE, false, 422),
    ENTRY_ENDED(319, Kind.TRADE, false, 422),
    // terms of links
    SLIPPAGE(320, Kind.TRADE, false, 422),
    MAX_OPEN_TRADES(321, Kind.TRADE, false, 422),
    STOP_REQUIRED(322, Kind.TRADE, false, 422),
    WAITING_FOR_PRICE(323, Kind.TRADE, false, 422),
    STOP_COPY(324, Kind.TRADE, false, 422),
    // limits of accounts
    MARKET_CLOSED(330, Kind.TRADE, false, 422),
    MAX_EXPOSURE(331, Kind.TRADE, false, 422),
    DAILY_LOSS(332, Kind.TRADE, false, 422),
    DRAWDOWN_STOP(333, Kind.TRADE, false, 422),
    MAX_LEVERAGE(334, Kind.TRADE, false, 422),
    ORDER_PRICE_BAND(335, Kind.TRADE, false, 422),
    ORDER_RATE(336, Kind.TRADE, false, 422),
    // brokers
    BROKER_REJECTED(350, Kind.TRADE, false, 422),
    ORDER_UNSUPPORTED(351, Kind.TRADE, false, 422),
    // the platform
    UNAVAILABLE(900, Kind.PLATFORM, true, 503),
    INTERNAL(901, Kind.PLATFORM, false, 500);

    /** Who can do something about it. */
    public enum Kind {
        CALLER,
        INPUT,
        TRADE,
        PLATFORM
    }

    private final int number;
    private final Kind kind;
    private final boolean retryable;
    private final int httpStatus;

    ErrorCode(int number, Kind kind, boolean retryable, int httpStatus) {
        this.number = number;
        this.kind = kind;
        this.retryable = retryable;
        this.httpStatus = httpStatus;
    }

    /** The stable number of this code. */
    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed later, unchanged. */
    public boolean retryable() {
        return retryable;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The code as callers see it: {@code invalid_symbol}. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
