package io.tickgrid.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LogFollowerTest {
    private final List<Long> log = new ArrayList<>(List.of(1L, 2L, 3L));
    private final List<Long> taken = new ArrayList<>();

    private Mono<List<Long>> after(long n) {
        return Mono.fromSupplier(() -> log.stream().filter(x -> x > n).toList());
    }

    @Test
    void aRowWhoseTakerFailsComesAgain() {
        AtomicBoolean fails = new AtomicBoolean(true);
        LogFollower<Long> follower = new LogFollower<>(this::after, Long::longValue, 0, row -> {
            if (row == 2 && fails.getAndSet(false)) {
                throw new IllegalStateException("not now");
            }
            return taken.add(row);
        });
        follower.wake();
        assertThat(taken).containsExactly(1L);
        follower.wake();
        assertThat(taken).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aReadThatGivesNothingOrFailsAtOnceDoesNotEndIt() {
        List<Mono<List<Long>>> odd = new ArrayList<>(List.of(Mono.empty()));
        AtomicBoolean fails = new AtomicBoolean();
        LogFollower<Long> follower = new LogFollower<>(
                n -> {
                    if (fails.getAndSet(false)) {
                        throw new IllegalStateException("no connection");
                    }
                    return odd.isEmpty() ? after(n) : odd.removeFirst();
                },
                Long::longValue,
                0,
                taken::add);
        follower.wake();
        fails.set(true);
        follower.wake();
        assertThat(taken).isEmpty();
        follower.wake();
        assertThat(taken).containsExactly(1L, 2L, 3L);
    }
}
