package io.tickgrid.pipelines.broker;

/** What came of asking for an order. */
public sealed interface StatusReply {
    /** The broker has it. */
    record Known(OrderReport report) implements StatusReply {}

    /** The broker says that it does not have it. An answer that only may mean that is {@link Unknown}. */
    record NotKnown() implements StatusReply {}

    /** No answer, or one that says nothing. */
    record Unknown(String why) implements StatusReply {}
}
