package io.tickgrid.grid.instrument;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.int32;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Listings in PostgreSQL. */
public final class InstrumentStore {
    private final Db db;

    public InstrumentStore(Db db) {
        this.db = db;
    }

    /** Adds a listing; one that is there stays as it is. */
    public Mono<Long> add(Instrument i) {
        return db.update(
                """
                insert into instruments values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                on conflict do nothing
                """,
                i.id(),
                i.venue(),
                i.symbol(),
                i.name(),
                i.assetClass(),
                i.baseCurrency(),
                i.quoteCurrency(),
                i.priceScale(),
                i.quantityScale(),
                i.tickUnits(),
                i.lotUnits(),
                i.minQuantityUnits(),
                i.minNotionalUnits(),
                i.simulated(),
                i.active(),
                i.calendar());
    }

    public Flux<Instrument> loadAll() {
        return db.query("select * from instruments order by id", InstrumentStore::row);
    }

    public Flux<Instrument> byIds(List<String> ids) {
        return db.query("select * from instruments where id = any($1::text[])", InstrumentStore::row, (Object)
                ids.toArray(String[]::new));
    }

    /** As {@link #byIds}, within a transaction. */
    public static Flux<Instrument> byIdsIn(Connection c, List<String> ids) {
        return Db.query(c, "select * from instruments where id = any($1::text[])", InstrumentStore::row, (Object)
                ids.toArray(String[]::new));
    }

    private static Instrument row(Readable row) {
        return new Instrument(
                text(row, "id"),
                text(row, "venue"),
                text(row, "symbol"),
                text(row, "name"),
                text(row, "asset_class"),
                text(row, "base_currency"),
                text(row, "quote_currency"),
                int32(row, "price_scale"),
                int32(row, "quantity_scale"),
                int64(row, "tick_units"),
                int64(row, "lot_units"),
                int64(row, "min_quantity_units"),
                int64(row, "min_notional_units"),
                bool(row, "simulated"),
                bool(row, "active"),
                text(row, "calendar"));
    }
}
