package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.Bar;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.signal.SignalRule;

/**
 * What all frames of an instrument have, however their bars end: the bar that forms, the state of indicators and judges,
 * and what is said of a bar.
 *
 * <p>Doubles of state: {@code [indicators | agent panel | signal rule]}.
 */
abstract sealed class BarEngine permits FrameEngine, ActivityEngine {
    final EngineWorkspace shared;
    final IndicatorSet indicators;
    final double[] state;
    final Bar forming = new Bar();
    /** Whether the forming bar has changed since it was last shown. */
    boolean dirty;

    private final String instrument;
    private final Frame frame;
    private final EngineOutput out;
    private final int panelAt;
    private final int ruleAt;

    BarEngine(String instrument, Frame frame, EngineWorkspace shared, EngineOutput out) {
        this.instrument = instrument;
        this.frame = frame;
        this.shared = shared;
        this.out = out;
        indicators = shared.indicators;
        panelAt = indicators.stateSize();
        ruleAt = panelAt + shared.panel.stateSize();
        state = new double[stateSize(shared)];
        indicators.init(state, 0);
    }

    static int stateSize(EngineWorkspace shared) {
        return shared.indicators.stateSize() + shared.panel.stateSize() + SignalRule.STATE;
    }

    /** Start of the forming bar, milliseconds since the epoch; asked only while it has ticks. */
    abstract long formingOpenMs();

    /** The forming bar, its indicators and its score, if something changed since they were last published. */
    final void publishForming() {
        if (!dirty || forming.isEmpty()) {
            return;
        }
        dirty = false;
        long openMs = formingOpenMs();
        double volume = forming.volume();
        publishCandle(forming, openMs, volume, 0, false);
        indicators.forming(
                state,
                0,
                forming.open(),
                forming.high(),
                forming.low(),
                forming.close(),
                volume,
                shared.scratch,
                shared.row,
                0);
        out.indicators(instrument, frame, openMs, 0, false, shared.row);
        shared.view.set(forming, volume, IndicatorSet.barCount(state, 0) + 1, shared.row);
        shared.panel.judgeForming(state, panelAt, shared.view, shared.opinions);
        fuse(openMs, false);
    }

    final void update(Bar bar, double volume, double[] row) {
        indicators.update(state, 0, bar.open(), bar.high(), bar.low(), bar.close(), volume, row, 0);
    }

    /** Opinions, score and signal of a bar that closed, whose row the indicators have just made. */
    final void judge(Bar bar, long openMs, double volume, double[] row, long nowNs) {
        shared.view.set(bar, volume, IndicatorSet.barCount(state, 0), row);
        shared.panel.judge(state, panelAt, shared.view, shared.opinions);
        out.opinions(instrument, frame, openMs, shared.opinions);
        fuse(openMs, true);
        if (shared.rule.judge(state, ruleAt, shared.fusionResult, shared.view, shared.draft)) {
            out.signal(instrument, frame, openMs, nowNs, shared.draft);
        }
    }

    /** Fuses what the agents have just said, and says the score. */
    private void fuse(long openMs, boolean closed) {
        shared.fusion.fuse(shared.opinions, shared.config.weights(), shared.fusionResult);
        out.fusion(
                instrument,
                frame,
                openMs,
                shared.fusionResult,
                shared.config.weights().version(),
                closed);
    }

    final void publishCandle(Bar bar, long openMs, double volume, int revision, boolean closed) {
        out.candle(
                instrument,
                frame,
                openMs,
                bar.open(),
                bar.high(),
                bar.low(),
                bar.close(),
                volume,
                bar.trades(),
                revision,
                closed);
    }

    final void publishWithdrawn(long openMs, int revision, boolean closed) {
        out.withdrawn(instrument, frame, openMs, revision, closed);
    }

    final void publishRow(long openMs, int revision, double[] row) {
        out.indicators(instrument, frame, openMs, revision, true, row);
    }

    final void saveState(StateWriter to) {
        to.putDoubles(state, state.length);
    }

    /** @param laidOut the indicator set as it was when the state was saved */
    final void loadState(StateReader from, IndicatorSet laidOut) {
        if (laidOut == indicators) {
            from.getDoubles(state, state.length);
            return;
        }
        int judges = state.length - panelAt;
        double[] saved = new double[laidOut.stateSize() + judges];
        from.getDoubles(saved, saved.length);
        indicators.init(state, 0);
        laidOut.copy(saved, indicators, state);
        System.arraycopy(saved, laidOut.stateSize(), state, panelAt, judges);
    }

    final void saveBar(Bar bar, StateWriter to) {
        bar.save(shared.barFields);
        to.putLongs(shared.barFields, Bar.FIELDS);
    }

    final void loadBar(Bar bar, StateReader from) {
        from.getLongs(shared.barFields, Bar.FIELDS);
        bar.load(shared.barFields);
    }
}
