package io.tickgrid.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a poll brought leaves in the order of its records, also through an outbox that is full most of the time. */
class MarketSlicesTest {
    private static MarketSlice.Entry record(long position) {
        return new MarketSlice.Entry(0, position, 0, 0, "V:" + position % 3, "s", "1", new byte[0]);
    }

    @Test
    void outboxThatRefusesGetsEverythingOnceAndInOrder() {
        MarketSlices slices = new MarketSlices();
        List<MarketSlice> taken = new ArrayList<>();
        int records = 3 * MarketSlice.MAX_RECORDS + 10;
        for (long position = 0; position < records; position++) {
            slices.add((int) (position % 3), record(position));
        }
        slices.drained();
        int[] asked = new int[1];
        MarketSlice[] refused = new MarketSlice[1];
        while (!slices.emit(slice -> {
            assertThat(refused[0]).as("a refused slice is offered again first").isIn(null, slice);
            boolean takes = asked[0]++ % 3 == 2;
            refused[0] = takes ? null : slice;
            return takes && taken.add(slice);
        })) {
            assertThat(asked[0]).isLessThan(100);
        }
        assertThat(taken).hasSize(6).allMatch(s -> s.entries().size() <= MarketSlice.MAX_RECORDS);
        for (int partition = 0; partition < 3; partition++) {
            int of = partition;
            List<Long> positions = taken.stream()
                    .filter(s -> s.gridPartition() == of)
                    .flatMap(s -> s.entries().stream())
                    .map(MarketSlice.Entry::position)
                    .toList();
            assertThat(positions).isSorted().doesNotHaveDuplicates().allMatch(p -> p % 3 == of);
        }
        assertThat(taken.stream().mapToInt(s -> s.entries().size()).sum()).isEqualTo(records);
        assertThat(slices.emit(s -> false)).as("nothing is left").isTrue();
    }

    @Test
    void nothingLeavesBeforeThePollIsDrainedButWhatIsFull() {
        MarketSlices slices = new MarketSlices();
        slices.add(1, record(0));
        assertThat(slices.emit(s -> false)).isTrue();
        for (int i = 1; i <= MarketSlice.MAX_RECORDS; i++) {
            slices.add(1, record(3L * i));
        }
        List<Integer> sizes = new ArrayList<>();
        assertThat(slices.emit(s -> sizes.add(s.entries().size()))).isTrue();
        slices.drained();
        assertThat(slices.emit(s -> sizes.add(s.entries().size()))).isTrue();
        assertThat(sizes).containsExactly(MarketSlice.MAX_RECORDS, 1);
    }
}
