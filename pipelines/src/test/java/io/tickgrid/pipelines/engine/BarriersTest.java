package io.tickgrid.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.engine.UnsavedInput;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A restart begins before all input that is in no saved state, and never behind where it could. */
class BarriersTest {
    private static final long ALL_SAVED = UnsavedInput.NONE;

    private final Barriers barriers = new Barriers();
    private final UnsavedEngines unsaved = new UnsavedEngines();

    @Test
    void furthestStartIsThatOfTheLastBarrierBeforeWhatIsUnsaved() {
        barriers.passed(10, Map.of("", 1L));
        barriers.passed(20, Map.of("", 2L));
        barriers.passed(30, Map.of("", 3L));
        assertThat(barriers.furthest(9)).isNull();
        assertThat(barriers.furthest(25)).isEqualTo(new Barriers.Start(20, Map.of("", 2L)));
        assertThat(barriers.furthest(25)).as("told once").isNull();
        assertThat(barriers.furthest(30)).isEqualTo(new Barriers.Start(30, Map.of("", 3L)));
        barriers.passed(30, Map.of("", 3L));
        assertThat(barriers.furthest(ALL_SAVED)).as("nothing came").isNull();
    }

    @Test
    void startThatWasNotStoredIsFoundAgain() {
        barriers.passed(10, Map.of());
        Barriers.Start start = Objects.requireNonNull(barriers.furthest(ALL_SAVED));
        barriers.putBack(start);
        assertThat(barriers.furthest(ALL_SAVED)).isEqualTo(start);
        barriers.putBack(start);
        barriers.passed(20, Map.of());
        assertThat(barriers.furthest(ALL_SAVED)).isEqualTo(new Barriers.Start(20, Map.of()));
    }

    @Test
    void engineThatIsAppliedWhileItIsSavedWaitsAnew() {
        unsaved.applied("A", 0, 5);
        unsaved.applied("B", 1, 7);
        unsaved.applied("A", 0, 6);
        assertThat(unsaved.firstPositions()).containsExactly(5, 7);
        assertThat(unsaved.take(1)).containsExactly("A");
        unsaved.applied("A", 0, 8);
        assertThat(unsaved.firstPositions()).as("not saved yet").containsExactly(5, 7);
        assertThatThrownBy(() -> unsaved.take(1)).isInstanceOf(IllegalStateException.class);
        unsaved.saved();
        assertThat(unsaved.firstPositions()).containsExactly(8, 7);
        assertThat(unsaved.take(5)).containsExactly("B", "A");
        unsaved.saved();
        assertThat(unsaved.firstPositions()).isEmpty();
        assertThat(unsaved.take(5)).isEmpty();
    }

    /** A model of one partition: whatever start is stored, every input before it is in the saved state of its engine. */
    @Test
    void noInputBeforeAStoredStartIsMissingInTheSavedStates() {
        Random random = new Random(20_261_126);
        TreeMap<String, Long> applied = new TreeMap<>();
        TreeMap<String, Long> saved = new TreeMap<>();
        TreeMap<String, Long> underWay = new TreeMap<>();
        TreeMap<Long, String> input = new TreeMap<>();
        long stored = 0;
        int starts = 0;
        for (long position = 0; position < 20_000; position++) {
            String engine = "E" + (int) (40 * random.nextDouble() * random.nextDouble());
            input.put(position, engine);
            applied.put(engine, position);
            unsaved.applied(engine, 0, position);
            if (random.nextInt(20) > 0) {
                continue;
            }
            if (random.nextInt(3) > 0) {
                saved.putAll(underWay);
                underWay.clear();
                unsaved.saved();
                unsaved.take(5).forEach(e -> underWay.put(e, Objects.requireNonNull(applied.get(e))));
            }
            barriers.passed(position + 1, Map.of("", 7 * position));
            long[] first = unsaved.firstPositions();
            Barriers.Start start = barriers.furthest(new UnsavedInput("", first).firstPosition(0));
            if (start != null) {
                assertThat(start.next()).isGreaterThan(stored);
                stored = start.next();
                assertThat(start.clocks()).as("of that moment").isEqualTo(Map.of("", 7 * (stored - 1)));
                starts++;
            }
            for (var i : input.headMap(stored).entrySet()) {
                assertThat(saved.getOrDefault(i.getValue(), -1L)).isGreaterThanOrEqualTo(i.getKey());
            }
            input.headMap(stored).clear();
        }
        assertThat(starts).isGreaterThan(100);
        assertThat(20_000 - stored).as("how far back it lies").isLessThan(2_000);
    }
}
