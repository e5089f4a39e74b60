package io.tickgrid.pipelines.broker;

/** What a broker does with the client order id that an order carries. It decides what may be done when no answer comes. */
public enum ClientIds {
    /** The same id again is the same order: it may be sent again. */
    IDEMPOTENT,
    /** Orders can be found by it, and the same id again is another order: it is sent again only when it is known to be lost. */
    ECHO_ONLY,
    /** It is ignored: an order whose answer is lost is never sent again. */
    NONE
}
