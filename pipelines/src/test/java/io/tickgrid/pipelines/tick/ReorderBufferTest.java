package io.tickgrid.pipelines.tick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReorderBufferTest {
    private record Tick(long timeNs, int source, long sequence, double price) {}

    /** Few times and sequences, so that there are ties of every kind; the numbers of the sources are not their order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void ticksLeaveInTheirTotalOrderAndEqualOnesAsTheyCame(long seed) {
        Random random = new Random(seed);
        Sources sources = new Sources();
        List<String> names = List.of("b", "c", "a");
        names.forEach(sources::intern);
        Comparator<Tick> order = Comparator.comparingLong(Tick::timeNs)
                .thenComparing(tick -> names.get(tick.source()))
                .thenComparingLong(Tick::sequence);
        ReorderBuffer buffer = new ReorderBuffer(sources);
        List<Tick> held = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < 5_000; i++) {
            int most = i % 1_000 < 500 ? 200 : 3; // fills up and empties again
            time += random.nextInt(3);
            Tick tick = new Tick(time - random.nextInt(20), random.nextInt(3), random.nextInt(4), i);
            buffer.add(tick.timeNs(), tick.source(), tick.sequence(), tick.price(), i + 1L, i % 19);
            held.add(tick);
            held.sort(order); // stable
            while (held.size() > most) {
                Tick first = held.removeFirst();
                int slot = buffer.slot(0);
                int number = (int) first.price();
                assertThat(buffer.timeNs(slot)).isEqualTo(first.timeNs());
                assertThat(buffer.source(slot)).isEqualTo(first.source());
                assertThat(buffer.sequence(slot)).isEqualTo(first.sequence());
                assertThat(buffer.price(slot)).as("seed %d", seed).isEqualTo(number);
                assertThat(buffer.sizeUnits(slot)).isEqualTo(number + 1L);
                assertThat(buffer.sizeScale(slot)).isEqualTo(number % 19);
                buffer.removeFirst();
            }
            assertThat(buffer.size()).isEqualTo(held.size());
        }
        buffer.clear();
        assertThat(buffer.isEmpty()).isTrue();
        buffer.add(7, 0, 1, 1, 1, 0);
        assertThat(buffer.timeNs(buffer.slot(0))).isEqualTo(7);
    }
}
