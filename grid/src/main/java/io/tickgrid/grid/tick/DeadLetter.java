package io.tickgrid.grid.tick;

/**
 * An input that was refused, with its reason.
 *
 * @param id Kafka partition, offset and position within the record: the same input is the same letter
 * @param sequence within its source; -1 when it has none
 * @param reason the code, as {@code late}
 * @param detail what was expected and what came
 */
public record DeadLetter(
        String id, String instrument, String source, long sequence, long eventTimeMs, String reason, String detail) {

    /** What came may hold anything, and must be storable all the same: PostgreSQL's texts hold every character but NUL. */
    public DeadLetter {
        instrument = instrument.replace('\u0000', '\uFFFD');
        source = source.replace('\u0000', '\uFFFD');
        detail = detail.replace('\u0000', '\uFFFD');
    }
}
