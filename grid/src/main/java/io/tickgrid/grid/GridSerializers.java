package io.tickgrid.grid;

import com.hazelcast.config.CompactSerializationConfig;
import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.engine.UnsavedInput;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.indicator.IndicatorRowSerializer;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.job.JobRun;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.tick.DeadLetter;
import io.tickgrid.grid.tick.FeedStatus;
import java.util.List;

/** The table of what the grid's maps and feeds hold: record and stable type name. */
final class GridSerializers {
    static final List<RecordSerializer<?>> RECORDS = List.of(
            new RecordSerializer<>("instrument", Instrument.class),
            new RecordSerializer<>("candle", Candle.class),
            new RecordSerializer<>("opinion", OpinionRow.class),
            new RecordSerializer<>("fusion", FusionRow.class),
            new RecordSerializer<>("signal", Signal.class),
            new RecordSerializer<>("dead-letter", DeadLetter.class),
            new RecordSerializer<>("engine-state", EngineState.class),
            new RecordSerializer<>("unsaved-input", UnsavedInput.class),
            new RecordSerializer<>("market-update", MarketUpdate.class),
            new RecordSerializer<>("ledger-counts", LedgerCounts.class),
            new RecordSerializer<>("feed-status", FeedStatus.class),
            new RecordSerializer<>("job-run", JobRun.class),
            new RecordSerializer<>("account", Account.class),
            new RecordSerializer<>("position", Position.class),
            new RecordSerializer<>("order", OrderRow.class),
            new RecordSerializer<>("order-event", OrderEvent.class),
            new RecordSerializer<>("copy-link", CopyLink.class),
            new RecordSerializer<>("kill-switch", KillSwitch.class),
            new RecordSerializer<>("ledger-row", LedgerRow.class));

    private GridSerializers() {}

    /** Registers all of them, and the indicator row with the columns of this deployment. */
    static void register(CompactSerializationConfig config, List<String> indicatorColumns) {
        RECORDS.forEach(config::addSerializer);
        config.addSerializer(new IndicatorRowSerializer(indicatorColumns));
    }

    static RecordSerializer<?> of(String typeName) {
        return RECORDS.stream()
                .filter(s -> s.getTypeName().equals(typeName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no record type " + typeName));
    }
}
