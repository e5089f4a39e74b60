package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at stored engine states before a job runs on them. */
public final class EngineStates {
    private EngineStates() {}

    /**
     * Reads every state that PostgreSQL has, as the market job will.
     *
     * @throws StateMismatchException with the first instrument whose state is damaged or of another version or layout: the
     *     job would fail on its first record, again and again
     */
    public static void requireReadable(Stores stores, MarketSettings settings) {
        EngineWorkspace workspace = new EngineWorkspace(settings.engine());
        Map<String, Instrument> listed = Objects.requireNonNull(
                stores.instruments().loadAll().collectMap(Instrument::id).block());
        stores.engine()
                .loadAll()
                .doOnNext(state -> requireReadable(state, settings, listed.get(state.instrument()), workspace))
                .then()
                .block();
    }

    private static void requireReadable(
            EngineState state, MarketSettings settings, @Nullable Instrument listed, EngineWorkspace workspace) {
        EngineTerms terms = listed == null ? EngineTerms.of(0, 0) : settings.terms(listed);
        try {
            new InstrumentEngine(state.instrument(), terms, workspace, new ForwardingOutput()).load(state.bytes());
        } catch (StateMismatchException e) {
            throw new StateMismatchException(state.instrument(), e);
        }
    }
}
