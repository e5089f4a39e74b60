package io.tickgrid.pipelines.broker;

/** What came of sending an order. */
public sealed interface PlaceReply {
    /** The broker has it. */
    record Accepted(String brokerOrderId) implements PlaceReply {}

    /**
     * The broker does not take it.
     *
     * @param code the broker's own
     */
    record Rejected(String code, String text) implements PlaceReply {}

    /** It has not left, or was turned away unread, as by a limit on calls: it may be sent again. */
    record NotSent(String why) implements PlaceReply {}

    /** Nobody knows: no answer, or one that says nothing. */
    record Unknown(String why) implements PlaceReply {}
}
