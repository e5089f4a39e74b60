package io.tickgrid.grid.portfolio;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.db.Db;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Whether positions are the sums of their fills. The sums are kept apart from the positions, from the rows of fills alone;
 * each look adds what was filled since the one before and compares what it concerns, all as one moment had it.
 */
public final class PositionAuditStore {
    private static final String CURSOR = "position-audit";

    private static final String COMPARED = """
        select x.account_id, x.instrument, coalesce(p.tenant_id, a.tenant_id, '') as tenant_id,
               coalesce(s.quantity_units, 0) as fill_q, coalesce(p.quantity_units, 0) as position_q,
               coalesce(s.fee_units, 0) as fill_fee, coalesce(p.fee_units, 0) as position_fee
        from (CONCERNED) as x
        left join position_sums s on s.account_id = x.account_id and s.instrument = x.instrument
        left join positions p on p.account_id = x.account_id and p.instrument = x.instrument
        left join accounts a on a.id = x.account_id
        where coalesce(s.quantity_units, 0) <> coalesce(p.quantity_units, 0)
           or coalesce(s.fee_units, 0) <> coalesce(p.fee_units, 0)
        """;

    private final Db db;

    public PositionAuditStore(Db db) {
        this.db = db;
    }

    /**
     * A position that is not the sum of its fills. Quantities at the instrument's scale, fees in units of 10^-8 of its quote
     * currency.
     */
    public record Drift(
            String accountId,
            String tenantId,
            String instrument,
            BigDecimal fillQuantityUnits,
            long positionQuantityUnits,
            BigDecimal fillFeeUnits,
            long positionFeeUnits) {}

    private record Changed(String accountId, String instrument) {}

    /** Sums all fills anew and compares all positions. Gives those that drift. */
    public Mono<List<Drift>> all() {
        return atOneMoment(c -> last(c).flatMap(last -> Db.update(c, "delete from position_sums")
                .then(Db.update(c, """
                    insert into position_sums (account_id, instrument, quantity_units, fee_units)
                    select account_id, instrument,
                           sum(case side when 'BUY' then quantity_units else -quantity_units end), sum(fee_units)
                    from fills group by account_id, instrument
                    """))
                .then(compare(
                        c,
                        last,
                        "select account_id, instrument from position_sums union select account_id, instrument from"
                                + " positions"))));
    }

    /**
     * Adds what was filled since the last look and compares the positions that it concerns, and those that drifted. Gives
     * those that drift; empty when there was nothing new to look at.
     */
    public Mono<List<Drift>> changed() {
        return atOneMoment(c -> Mono.zip(last(c), CursorStore.get(c, CURSOR))
                .filter(t -> t.getT1() > t.getT2())
                .flatMap(t -> Db.query(
                                c,
                                """
                                with filled as (
                                    select f.account_id, f.instrument, sum(f.fee_units) as fees,
                                           sum(case f.side when 'BUY' then f.quantity_units
                                                           else -f.quantity_units end) as units
                                    from order_events e
                                    join fills f on f.client_order_id = e.client_order_id
                                                and f.execution_id = substr(e.cause, length('fill:') + 1)
                                    where e.sequence > $1 and e.sequence <= $2 and e.cause like 'fill:%'
                                          and e.kind in ('PARTLY_FILLED', 'FILLED')
                                    group by f.account_id, f.instrument
                                )
                                insert into position_sums as s (account_id, instrument, quantity_units, fee_units)
                                select account_id, instrument, units, fees from filled
                                on conflict (account_id, instrument) do update set
                                    quantity_units = s.quantity_units + excluded.quantity_units,
                                    fee_units = s.fee_units + excluded.fee_units
                                returning account_id, instrument
                                """,
                                row -> new Changed(text(row, "account_id"), text(row, "instrument")),
                                t.getT2(),
                                t.getT1())
                        .collectList()
                        .flatMap(rows -> compare(
                                c,
                                t.getT1(),
                                "select * from unnest($1::text[], $2::text[]) as u(account_id, instrument) union"
                                        + " select account_id, instrument from position_drifts",
                                Db.texts(rows, Changed::accountId),
                                Db.texts(rows, Changed::instrument)))));
    }

    /** How many positions drifted at the last look. */
    public Mono<Long> drifts() {
        return db.query("select count(*) as n from position_drifts", row -> int64(row, "n"))
                .single();
    }

    private <T> Mono<T> atOneMoment(java.util.function.Function<Connection, Mono<T>> work) {
        return db.transaction(c ->
                Db.update(c, "set transaction isolation level repeatable read").then(Mono.defer(() -> work.apply(c))));
    }

    private static Mono<Long> last(Connection c) {
        return Db.query(c, "select coalesce(max(sequence), 0) as n from order_events", row -> int64(row, "n"))
                .single();
    }

    private static Mono<List<Drift>> compare(Connection c, long sequence, String concerned, Object... binds) {
        return Db.query(c, COMPARED.replace("CONCERNED", concerned), PositionAuditStore::drift, binds)
                .collectList()
                .flatMap(drifts -> Db.update(c, "delete from position_drifts")
                        .then(insert(c, drifts, sequence))
                        .then(CursorStore.set(c, CURSOR, sequence))
                        .thenReturn(drifts));
    }

    private static Mono<Long> insert(Connection c, List<Drift> drifts, long sequence) {
        return Db.update(
                c,
                """
                insert into position_drifts (account_id, tenant_id, instrument, fill_quantity_units,
                                             position_quantity_units, fill_fee_units, position_fee_units, sequence)
                select a, t, i, fq, pq, ff, pf, $8
                from unnest($1::text[], $2::text[], $3::text[], $4::numeric[], $5::bigint[], $6::numeric[],
                            $7::bigint[]) as x(a, t, i, fq, pq, ff, pf)
                """,
                Db.texts(drifts, Drift::accountId),
                Db.texts(drifts, Drift::tenantId),
                Db.texts(drifts, Drift::instrument),
                drifts.stream().map(Drift::fillQuantityUnits).toArray(BigDecimal[]::new),
                Db.longs(drifts, Drift::positionQuantityUnits),
                drifts.stream().map(Drift::fillFeeUnits).toArray(BigDecimal[]::new),
                Db.longs(drifts, Drift::positionFeeUnits),
                sequence);
    }

    private static Drift drift(Readable row) {
        return new Drift(
                text(row, "account_id"),
                text(row, "tenant_id"),
                text(row, "instrument"),
                Objects.requireNonNull(row.get("fill_q", BigDecimal.class)),
                int64(row, "position_q"),
                Objects.requireNonNull(row.get("fill_fee", BigDecimal.class)),
                int64(row, "position_fee"));
    }
}
