package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.agent.AgentPanel;
import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.Bar;
import io.tickgrid.pipelines.fusion.Fusion;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.fusion.FusionSettings;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.signal.SignalDraft;
import io.tickgrid.pipelines.signal.SignalRule;
import io.tickgrid.pipelines.signal.SignalSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * What the engines of one thread share: the configuration bound to judges, and reused arrays. One per thread, so that ten
 * thousand instruments do not carry ten thousand copies. Not thread-safe.
 */
public final class EngineWorkspace {
    final EngineConfig config;
    final IndicatorSet indicators;
    /** Layouts of saved states that had another number of bars to undo. */
    private final Map<Integer, IndicatorSet> others = new HashMap<>();

    final AgentPanel panel;
    final Fusion fusion = new Fusion(FusionSettings.DEFAULT);
    final SignalRule rule;
    final BarView view = new BarView();
    final Opinion[] opinions;
    final FusionResult fusionResult;
    final SignalDraft draft = new SignalDraft();
    final double[] row;
    final double[] scratch;
    /** Room to make a bar of its ticks again. */
    final Bar bar = new Bar();
    /** Room to save and load a bar. */
    final long[] barFields = new long[Bar.FIELDS];

    /** @throws IllegalArgumentException if agents, rule or weights do not fit the indicator set */
    public EngineWorkspace(EngineConfig config) {
        this.config = config;
        indicators = config.indicators();
        panel = new AgentPanel(Agents.bind(indicators::indexOf));
        rule = SignalRule.bind(indicators::indexOf, SignalSettings.DEFAULT);
        if (config.weights().size() != panel.size()) {
            throw new IllegalArgumentException("weight set must have one weight for each of the " + panel.size()
                    + " agents, had " + config.weights().size());
        }
        opinions = panel.newOpinions();
        fusionResult = new FusionResult(panel.size());
        row = new double[indicators.columns().size()];
        scratch = new double[indicators.scalarCount()];
    }

    /** The indicator set as an engine laid it out that took corrections so far back. */
    IndicatorSet indicatorsFor(long correctionsNs) {
        if (correctionsNs == config.correctionsNs()) {
            return indicators;
        }
        int undoBars = EngineConfig.undoBars(config.frames(), Math.max(config.latenessNs(), correctionsNs));
        return undoBars == indicators.undoBars()
                ? indicators
                : others.computeIfAbsent(undoBars, indicators::withUndoBars);
    }

    /** The configuration that it was made for. */
    public EngineConfig config() {
        return config;
    }

    /** The agents that judge, with their counts of failures over all engines of this thread. */
    public AgentPanel panel() {
        return panel;
    }
}
