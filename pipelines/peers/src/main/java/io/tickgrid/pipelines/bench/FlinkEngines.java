package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.tick.TickColumns;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The keyed step: an engine for each key. */
final class FlinkEngines extends KeyedProcessFunction<String, Tuple3<String, Long, byte[]>, Void> {
    private final String name;
    private final boolean keyedState;
    private transient @Nullable PeerEngines engines;
    private transient @Nullable ValueState<InstrumentEngine> state;
    private transient @Nullable Map<String, InstrumentEngine> map;

    /** @param keyedState whether engines are in Flink's keyed state, else in a map of the subtask */
    FlinkEngines(String name, boolean keyedState) {
        this.name = name;
        this.keyedState = keyedState;
    }

    @Override
    public void open(OpenContext context) {
        engines = PeerRun.named(name).newEngines();
        if (keyedState) {
            state = getRuntimeContext()
                    .getState(new ValueStateDescriptor<>("engine", TypeInformation.of(InstrumentEngine.class)));
        } else {
            map = new HashMap<>();
        }
    }

    @Override
    public void processElement(Tuple3<String, Long, byte[]> record, Context context, Collector<Void> out)
            throws Exception {
        PeerEngines of = Objects.requireNonNull(engines);
        of.apply(
                engine(of, record.f0), 0, record.f1, TickColumns.NO_TIME, MarketLoad.SOURCE, Topics.VERSION, record.f2);
    }

    private InstrumentEngine engine(PeerEngines of, String instrument) throws Exception {
        if (map != null) {
            return map.computeIfAbsent(instrument, of::open);
        }
        ValueState<InstrumentEngine> mine = Objects.requireNonNull(state);
        InstrumentEngine engine = mine.value();
        if (engine == null) {
            engine = of.open(instrument);
            mine.update(engine);
        }
        return engine;
    }
}
