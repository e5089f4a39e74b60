package io.tickgrid.pipelines.tick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceMemoryTest {
    private final SequenceMemory memory = new SequenceMemory();

    @Test
    void sequencesWithoutGapsAreOneRange() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(memory.contains(i)).isFalse();
            memory.add(i, i, 0);
        }
        assertThat(memory.ranges()).isEqualTo(1);
        assertThat(memory.contains(0)).isTrue();
        assertThat(memory.contains(100_000)).isFalse();
        assertThat(memory.contains(-1)).isFalse();
    }

    @Test
    void rangesThatMeetBecomeOne() {
        memory.add(5, 1, 0);
        memory.add(7, 9, 0);
        memory.add(6, 2, 0);
        assertThat(memory.ranges()).isEqualTo(1);
        assertThat(memory.low(0)).isEqualTo(5);
        assertThat(memory.high(0)).isEqualTo(7);
        assertThat(memory.newestNs(0)).isEqualTo(9);
    }

    @Test
    void extremeSequencesDoNotWrapAround() {
        memory.add(Long.MAX_VALUE, 1, 0);
        memory.add(Long.MIN_VALUE + 1, 1, 0);
        memory.add(0, 1, 0);
        assertThat(memory.ranges()).isEqualTo(3);
        assertThat(memory.contains(Long.MAX_VALUE)).isTrue();
        assertThat(memory.contains(Long.MIN_VALUE + 1)).isTrue();
        assertThat(memory.contains(1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anySequenceWithinTheWindowIsKnownExactly(long seed) {
        Random random = new Random(seed);
        Map<Long, Long> timeOf = new HashMap<>();
        Set<Long> all = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            long horizon = i - 500L;
            long sequence = random.nextInt(100_000);
            if (!memory.contains(sequence)) {
                boolean forgotten = all.contains(sequence);
                assertThat(forgotten && timeOf.get(sequence) >= horizon)
                        .as("sequence %d forgotten within the window", sequence)
                        .isFalse();
                memory.add(sequence, i, horizon);
                all.add(sequence);
                timeOf.put(sequence, (long) i);
            } else {
                assertThat(all).contains(sequence);
            }
        }
        assertThat(memory.ranges()).isLessThan(4 * (SequenceMemory.OLD_RANGES + 500));
    }
}
