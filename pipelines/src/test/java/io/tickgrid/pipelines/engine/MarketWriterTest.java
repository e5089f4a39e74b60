package io.tickgrid.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.engine.EngineState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarketWriterTest {
    @Test
    void statesAreWrittenInBatchesOfSoManyBytesAndALargeOneAlone() {
        assertThat(sizes(4, 3, 3, 2, 2, 25, 1, 10))
                .containsExactly(List.of(4, 3, 3), List.of(2, 2), List.of(25), List.of(1), List.of(10));
        assertThat(sizes()).isEmpty();
        assertThat(sizes(11)).containsExactly(List.of(11));
        assertThat(sizes(0, 10)).containsExactly(List.of(0, 10));
    }

    private static List<List<Integer>> sizes(int... bytes) {
        List<EngineState> states = Arrays.stream(bytes)
                .mapToObj(n -> new EngineState("V:S", 0, 0, new byte[n]))
                .toList();
        return MarketWriter.batches(states, 10).stream()
                .map(batch -> batch.stream().map(s -> s.bytes().length).toList())
                .toList();
    }
}
