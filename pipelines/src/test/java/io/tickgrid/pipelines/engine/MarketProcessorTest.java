package io.tickgrid.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.test.TestInbox;
import com.hazelcast.jet.core.test.TestOutbox;
import com.hazelcast.jet.core.test.TestProcessorContext;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.UnsavedInput;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An engine's state is saved only after all that it said before is given to the store, and no snapshot waits for either. */
class MarketProcessorTest {
    private static final String ID = "TEST:A/USD";
    private static final Instrument LISTING = new Instrument(
            ID, "TEST", "A/USD", "A", "crypto", "A", "USD", 2, 8, 1, 1, 1, 1, false, true, Instrument.ALWAYS);

    private static TestMembers members;
    private static HazelcastInstance member;
    /** Processors are given their store by something that can be sent; this one stays here. */
    private static RecordingStore store;

    private MarketProcessor processor;
    private long position;

    @BeforeAll
    static void start() {
        members = new TestMembers("market-processor", 1);
        member = members.first();
    }

    @AfterAll
    static void stop() {
        members.close();
    }

    @BeforeEach
    void begin() throws Exception {
        member.getMap(GridMaps.UNSAVED_INPUT.mapName()).clear();
        store = new RecordingStore();
        processor = new MarketProcessor(MarketSettings.defaults(new KafkaSettings("")), (hazelcast, set) -> store);
        processor.init(
                new TestOutbox(1),
                new TestProcessorContext()
                        .setHazelcastInstance(member)
                        .setPartitionAssignment(Map.of(
                                member.getCluster().getLocalMember().getAddress(),
                                IntStream.range(0, 271).toArray())));
    }

    /** Writes down what it is asked for; a flush and a saving are under way until the test ends them. */
    private static final class RecordingStore implements MarketStore {
        final List<String> log = new ArrayList<>();
        boolean idle = true;
        boolean saving;
        private MarketBuffers current = new MarketBuffers(List.of());

        @Override
        public @Nullable Instrument instrument(String id) {
            return id.equals(ID) ? LISTING : null;
        }

        @Override
        public @Nullable EngineState state(String engine) {
            return null;
        }

        @Override
        public void states(Predicate<String> wanted, Consumer<EngineState> each) {}

        @Override
        public MarketBuffers buffers() {
            current = new MarketBuffers(MarketSettings.indicatorColumns());
            return current;
        }

        @Override
        public boolean isIdle() {
            return idle;
        }

        @Override
        public void flush(MarketBuffers said) {
            assertThat(idle).as("a flush that would wait").isTrue();
            assertThat(said).isSameAs(current);
            idle = false;
            log.add("flush");
        }

        @Override
        public void await() {}

        @Override
        public void save(List<EngineState> states) {
            assertThat(saving).as("a saving under way").isFalse();
            assertThat(current.isEmpty()).as("what was said is flushed").isTrue();
            saving = true;
            states.forEach(s -> log.add("save " + s.instrument() + " " + s.kafkaOffset()));
        }

        @Override
        public boolean isSaved() {
            return !saving;
        }

        @Override
        public void close() {}
    }

    private void tick() {
        TickColumns columns = new TickColumns("test");
        position++;
        columns.add(TestTicks.START + position * 61 * TestTicks.SECOND, position, 100, 5, 1);
        MarketSlice slice =
                new MarketSlice(member.getPartitionService().getPartition(ID).getPartitionId());
        slice.entries()
                .add(new MarketSlice.Entry(
                        0,
                        position,
                        0,
                        TickColumns.NO_TIME,
                        ID,
                        "test",
                        Topics.VERSION,
                        MarketInputWire.ticks(ID, columns)));
        processor.process(0, new TestInbox(List.of(slice)));
    }

    /** As Jet calls it, again and again. */
    private void awaitSaid(String... expected) {
        await(String.join(", ", expected)).until(() -> {
            processor.tryProcess();
            return store.log.equals(List.of(expected));
        });
    }

    /** For longer than flushes are apart. */
    private void callForAWhile() {
        long end = System.nanoTime() + 100_000_000;
        await().until(() -> {
            processor.tryProcess();
            return System.nanoTime() - end > 0;
        });
    }

    private static long firstUnsaved() {
        return Objects.requireNonNull(
                        member.<String, UnsavedInput>getMap(GridMaps.UNSAVED_INPUT.mapName()).values().stream()
                                .findFirst()
                                .orElseThrow())
                .firstPosition(0);
    }

    @Test
    void statesAreSavedBehindTheNextFlushAndAreUnsavedInputUntilThen() {
        tick();
        assertThat(processor.saveToSnapshot()).isTrue();
        assertThat(store.log).isEmpty();
        assertThat(firstUnsaved()).isEqualTo(1);
        tick();
        awaitSaid("flush", "save " + ID + " 2");

        assertThat(processor.saveToSnapshot()).isTrue();
        assertThat(firstUnsaved()).as("saving is under way").isEqualTo(1);
        store.saving = false;
        assertThat(processor.saveToSnapshot()).isTrue();
        assertThat(firstUnsaved()).isEqualTo(UnsavedInput.NONE);
    }

    @Test
    void aSnapshotWaitsForNoFlushAndTheShareForTheNextOne() {
        tick();
        awaitSaid("flush");
        tick();
        assertThat(processor.saveToSnapshot()).isTrue();
        callForAWhile();
        assertThat(store.log).containsExactly("flush");
        store.idle = true;
        awaitSaid("flush", "flush", "save " + ID + " 2");
    }

    @Test
    void whatIsFlushedAlreadyIsSavedWithoutAnother() {
        tick();
        awaitSaid("flush");
        store.idle = true;
        assertThat(processor.saveToSnapshot()).isTrue();
        awaitSaid("flush", "save " + ID + " 1");
    }

    @Test
    void aShareThatIsDueIsTakenWhenTheOneBeforeIsSaved() {
        tick();
        processor.saveToSnapshot();
        awaitSaid("flush", "save " + ID + " 1");
        tick();
        processor.saveToSnapshot();
        assertThat(firstUnsaved()).isEqualTo(1);
        store.idle = true;
        awaitSaid("flush", "save " + ID + " 1", "flush");
        store.saving = false;
        store.idle = true;
        awaitSaid("flush", "save " + ID + " 1", "flush", "save " + ID + " 2");
        assertThat(processor.saveToSnapshot()).isTrue();
        assertThat(firstUnsaved()).isEqualTo(2);
    }
}
