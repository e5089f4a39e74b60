package io.tickgrid.api.stream;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Follows a log of PostgreSQL that is numbered in the order of its commits: gives every row after a sequence, in order,
 * once; a row whose taker fails comes again. Woken when there may be more; wakes that come while it reads are one more read.
 */
public final class LogFollower<T> {
    /** Rows of one read at most; {@code after} should give no more. */
    public static final int BATCH = 500;

    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);

    /** Takes a row; gives false to end. */
    @FunctionalInterface
    public interface Taker<T> {
        boolean take(T row);
    }

    private final LongFunction<Mono<List<T>>> after;
    private final ToLongFunction<T> sequence;
    private final Taker<T> taker;
    private long last;
    private boolean reading;
    private boolean again;
    private boolean ended;

    /** @param last sequence that the taker has already */
    public LogFollower(LongFunction<Mono<List<T>>> after, ToLongFunction<T> sequence, long last, Taker<T> taker) {
        this.after = after;
        this.sequence = sequence;
        this.last = last;
        this.taker = taker;
    }

    /** There may be more. */
    public void wake() {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (reading) {
                again = true;
                return;
            }
            reading = true;
        }
        read();
    }

    public synchronized void end() {
        ended = true;
    }

    private void read() {
        long from;
        synchronized (this) {
            from = last;
        }
        Mono.defer(() -> after.apply(from)).defaultIfEmpty(List.of()).subscribe(this::took, e -> {
            log.warn("a log cannot be followed, the next wake tries again: {}", e.toString());
            synchronized (this) {
                reading = false;
            }
        });
    }

    private void took(List<T> rows) {
        synchronized (this) {
            for (T row : rows) {
                if (ended) {
                    return;
                }
                long number = sequence.applyAsLong(row);
                if (number > last) {
                    ended = !taker.take(row);
                    last = number; // after it was taken: a row that could not be is given again
                }
            }
            boolean more = rows.size() >= BATCH || again;
            again = false;
            if (!more || ended) {
                reading = false;
                return;
            }
        }
        read();
    }
}
