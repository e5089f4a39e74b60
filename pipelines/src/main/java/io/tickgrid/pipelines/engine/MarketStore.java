package io.tickgrid.pipelines.engine;

import com.hazelcast.core.HazelcastInstance;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the engines of one processor go on from, and where what they say goes. The platform's is {@link MarketWriter};
 * benchmarks time the same job with less behind it. Used by one thread.
 */
public interface MarketStore {
    /** Opens the store of one processor, on its member. */
    @FunctionalInterface
    interface Opener extends Serializable {
        MarketStore open(HazelcastInstance hazelcast, IndicatorSet indicators);
    }

    /** The listing of that id; null when there is none. */
    @Nullable
    Instrument instrument(String id);

    /** The saved state that an engine has to go on from; null when it has none. */
    @Nullable
    EngineState state(String engine);

    /** Gives the saved states of the engines that are wanted, on the calling thread. */
    void states(Predicate<String> wanted, Consumer<EngineState> each);

    /** Empty buffers for what engines will say. */
    MarketBuffers buffers();

    /** Whether a flush can begin without waiting for the one before. */
    boolean isIdle();

    /** Begins to write the buffers, which are the store's from now on. */
    void flush(MarketBuffers said);

    /** Waits for the flush under way; fails as it failed. */
    void await();

    /**
     * Begins to store engine states, once all that was flushed before is stored. To be called when what these engines have
     * said is flushed, and nothing is being saved.
     */
    void save(List<EngineState> states);

    /** Whether no states are being saved; fails as saving them failed. */
    boolean isSaved();

    /** Ends what is under way. */
    void close();
}
