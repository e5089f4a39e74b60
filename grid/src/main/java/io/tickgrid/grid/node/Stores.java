package io.tickgrid.grid.node;

import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.copytrade.CopyEquityStore;
import io.tickgrid.grid.copytrade.CopyJoinStore;
import io.tickgrid.grid.copytrade.CopyQualityStore;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.fusion.FusionStore;
import io.tickgrid.grid.indicator.IndicatorStore;
import io.tickgrid.grid.instrument.InstrumentStore;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.grid.order.RefusalStore;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.risk.AccountRiskStore;
import io.tickgrid.grid.risk.KillSwitchStore;
import io.tickgrid.grid.signal.SignalStore;
import io.tickgrid.grid.tick.DeadLetterStore;

/** All stores over one pool. */
public record Stores(
        Db db,
        InstrumentStore instruments,
        CandleStore candles,
        IndicatorStore indicators,
        FusionStore fusion,
        SignalStore signals,
        DeadLetterStore deadLetters,
        EngineStore engine,
        AccountStore accounts,
        OrderStore orders,
        OutboxStore outbox,
        CopyStore copies,
        CopyQualityStore copyQuality,
        CopyJoinStore copyJoins,
        CopyEquityStore copyEquities,
        KillSwitchStore killSwitches,
        AccountRiskStore risk,
        RefusalStore refusals) {

    public Stores(Db db) {
        this(
                db,
                new InstrumentStore(db),
                new CandleStore(db),
                new IndicatorStore(db),
                new FusionStore(db),
                new SignalStore(db),
                new DeadLetterStore(db),
                new EngineStore(db),
                new AccountStore(db),
                new OrderStore(db),
                new OutboxStore(db),
                new CopyStore(db),
                new CopyQualityStore(db),
                new CopyJoinStore(db),
                new CopyEquityStore(db),
                new KillSwitchStore(db),
                new AccountRiskStore(db),
                new RefusalStore(db));
    }
}
