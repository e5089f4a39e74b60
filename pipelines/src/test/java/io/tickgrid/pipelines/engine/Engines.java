package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.fusion.WeightSet;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.QualityRules;
import java.util.Arrays;
import java.util.List;

/** Engines for tests. */
final class Engines {
    static final String BTC = "BITSTAMP:BTC/USD";
    static final long SECOND = TestTicks.SECOND;

    private Engines() {}

    static List<Frame> frames(String... texts) {
        return Arrays.stream(texts).map(Frame::parse).toList();
    }

    static EngineConfig config(List<Frame> frames, long latenessNs) {
        return config(frames, latenessNs, 0);
    }

    private static EngineConfig config(List<Frame> frames, long latenessNs, long correctionsNs) {
        int undoBars = EngineConfig.undoBars(frames, Math.max(0, Math.max(latenessNs, correctionsNs)));
        IndicatorSet set = IndicatorSet.of(Indicators.demo(), undoBars);
        return new EngineConfig(
                frames, set, latenessNs, correctionsNs, WeightSet.defaults(5), new PaperTerms(SECOND, 10, 5));
    }

    /** As the other, where corrections are taken. */
    static EngineConfig correcting(long latenessNs, long correctionsNs, String... frames) {
        return config(frames(frames), latenessNs, correctionsNs);
    }

    static EngineConfig config(long latenessNs, String... frames) {
        return config(frames(frames), latenessNs);
    }

    static InstrumentEngine engine(EngineConfig config, EngineOutput out) {
        return new InstrumentEngine(BTC, EngineTerms.of(2, 8), config, out);
    }

    static InstrumentEngine engine(EngineConfig config, QualityRules quality, EngineOutput out) {
        return new InstrumentEngine(BTC, new EngineTerms(2, 8, SessionCalendar.ALWAYS, quality), config, out);
    }
}
