package io.tickgrid.grid.signal;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.order.OrderState;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which accounts trade signals, in PostgreSQL. */
public final class SignalTraderStore {
    private SignalTraderStore() {}

    /**
     * An account that trades the signals of an instrument and frame.
     *
     * @param quantityUnits what it opens at a time
     * @param exposureUnits what it holds, with what its working orders will add or take
     */
    public record Exposure(
            String accountId,
            String tenantId,
            String instrument,
            String frame,
            long quantityUnits,
            long exposureUnits) {

        /** As this, after a further order. */
        public Exposure moved(long signedUnits) {
            return new Exposure(
                    accountId, tenantId, instrument, frame, quantityUnits, Math.addExact(exposureUnits, signedUnits));
        }
    }

    /** All of them; the connection must hold the money lock. */
    public static Flux<Exposure> exposures(Connection c) {
        return Db.query(
                c,
                """
                select t.*, coalesce(p.quantity_units, 0) + coalesce((
                           select sum(case when o.side = 'BUY' then 1 else -1 end * (o.quantity_units - o.filled_units))
                           from orders o
                           where o.account_id = t.account_id and o.instrument = t.instrument
                             and o.status in OPEN and o.type = 'MARKET' and not o.reduce_only), 0)::bigint as exposure_units
                from signal_traders t
                left join positions p on p.account_id = t.account_id and p.instrument = t.instrument
                order by t.account_id, t.instrument
                """.replace("OPEN", OrderState.OPEN_SQL),
                row -> new Exposure(
                        text(row, "account_id"),
                        text(row, "tenant_id"),
                        text(row, "instrument"),
                        text(row, "frame"),
                        int64(row, "quantity_units"),
                        int64(row, "exposure_units")));
    }

    /** Lets an account trade; one that does stays as it is. */
    public static Mono<Long> add(Db db, Exposure e) {
        return db.update(
                "insert into signal_traders (account_id, tenant_id, instrument, frame, quantity_units)"
                        + " values ($1, $2, $3, $4, $5) on conflict do nothing",
                e.accountId(),
                e.tenantId(),
                e.instrument(),
                e.frame(),
                e.quantityUnits());
    }
}
