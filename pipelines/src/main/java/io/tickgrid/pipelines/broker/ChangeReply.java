package io.tickgrid.pipelines.broker;

/** What came of asking to cancel or replace an order. What has become of the order says its report. */
public sealed interface ChangeReply {
    /** The broker does it, or has done it. */
    record Taken() implements ChangeReply {}

    /** The broker does not, as of an order that is over. */
    record Refused(String code, String text) implements ChangeReply {}

    /** Nobody knows; it may be asked again. */
    record Unknown(String why) implements ChangeReply {}
}
