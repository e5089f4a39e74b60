package io.tickgrid.grid.risk;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.db.Db;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Kill switches and their audit in PostgreSQL. A change holds the money lock, as every order does that is stored: after it
 * is committed no transaction stores an order that has not seen it.
 */
public final class KillSwitchStore {
    private static final String COLUMNS = "scope, name, tenant_id, is_on, by_operator, reason, changed_by,"
            + " (extract(epoch from changed_at) * 1000)::bigint as changed_at_ms, change_sequence";

    private final Db db;

    public KillSwitchStore(Db db) {
        this.db = db;
    }

    /**
     * What a switch is to be.
     *
     * @param tenantId of the account; empty for a scope that concerns everybody
     * @param byOperator whether an operator asks
     */
    public record Wanted(
            KillScope scope,
            String name,
            String tenantId,
            boolean on,
            boolean byOperator,
            String reason,
            String changedBy) {}

    /** A change that happened: the switch as it became, and whether it was on before. */
    public record Change(
            long changeSequence,
            String scope,
            String name,
            String tenantId,
            boolean wasOn,
            boolean on,
            String reason,
            String changedBy,
            long changedAtMs) {}

    /**
     * Sets a switch and writes its audit. One that is so already stays as it is, and nothing is written; but an operator
     * takes over what an owner switched on.
     *
     * @return as it is now; a switch that was never set, and is to be off, has the change sequence 0
     * @throws TickgridException (in the result) FORBIDDEN for who is no operator and would lift what an operator set
     */
    public Mono<KillSwitch> set(Wanted wanted) {
        return db.moneyTransaction(c -> Db.query(
                        c,
                        "select " + COLUMNS + " from kill_switches where scope = $1 and name = $2",
                        KillSwitchStore::row,
                        wanted.scope().text(),
                        wanted.name())
                .next()
                .defaultIfEmpty(neverSet(wanted))
                .flatMap(now -> {
                    boolean taken = now.on() && wanted.on() && wanted.byOperator() && !now.byOperator();
                    if (now.on() == wanted.on() && !taken) {
                        return Mono.just(now);
                    }
                    if (now.on() && now.byOperator() && !wanted.byOperator()) {
                        return Mono.error(new TickgridException(
                                ErrorCode.FORBIDDEN,
                                "an operator set the kill switch of "
                                        + wanted.scope().text() + " " + wanted.name() + ", only operators lift it"));
                    }
                    return write(c, wanted, now.on());
                }));
    }

    private static KillSwitch neverSet(Wanted w) {
        return new KillSwitch(w.scope().text(), w.name(), w.tenantId(), false, false, "", "", 0, 0);
    }

    private static Mono<KillSwitch> write(Connection c, Wanted w, boolean wasOn) {
        return Db.query(
                        c,
                        """
                            insert into kill_switches (scope, name, tenant_id, is_on, by_operator, reason, changed_by,
                                                       changed_at, change_sequence)
                            values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), nextval('kill_switch_change_sequence'))
                            on conflict (scope, name) do update set
                                is_on = excluded.is_on, by_operator = excluded.by_operator, reason = excluded.reason,
                                changed_by = excluded.changed_by, changed_at = excluded.changed_at,
                                change_sequence = excluded.change_sequence
                            returning
                            """ + COLUMNS,
                        KillSwitchStore::row,
                        w.scope().text(),
                        w.name(),
                        w.tenantId(),
                        w.on(),
                        w.byOperator(),
                        w.reason(),
                        w.changedBy())
                .single()
                .flatMap(
                        now -> Db.update(c, """
                            insert into kill_switch_changes (change_sequence, scope, name, tenant_id, was_on, is_on,
                                                             reason, changed_by, changed_at)
                            select change_sequence, scope, name, tenant_id, $3, is_on, reason, changed_by, changed_at
                            from kill_switches where scope = $1 and name = $2
                            """, now.scope(), now.name(), wasOn).thenReturn(now));
    }

    /** How many are on, by scope; scopes without one are absent. */
    public Mono<Map<String, Long>> on() {
        return db.query(
                        "select scope, count(*) as n from kill_switches where is_on group by scope",
                        r -> Map.entry(text(r, "scope"), int64(r, "n")))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    public Flux<KillSwitch> loadAll() {
        return db.query("select " + COLUMNS + " from kill_switches", KillSwitchStore::row);
    }

    /** All of them, as a transaction has them. */
    public static Flux<KillSwitch> all(Connection c) {
        return Db.query(c, "select " + COLUMNS + " from kill_switches", KillSwitchStore::row);
    }

    /** Switches, as they are now, whose last change is after {@code changeSequence}; in the order of the changes. */
    public Flux<KillSwitch> changedAfter(long changeSequence, int limit) {
        return db.query(
                "select " + COLUMNS
                        + " from kill_switches where change_sequence > $1 order by change_sequence limit $2",
                KillSwitchStore::row,
                changeSequence,
                limit);
    }

    /**
     * Whether a switch that concerns copies of a leader's trades in an instrument, for one of these accounts, changed after
     * {@code changeSequence}. Hold the money lock where orders are stored by it.
     */
    public static Mono<Boolean> changedAfter(
            Connection c, long changeSequence, String leader, String instrument, String[] accountIds) {
        return Db.query(c, """
            select exists(select 1 from kill_switches where change_sequence > $1
                          and (scope = 'all' or (scope = 'leader' and name = $2)
                               or (scope = 'instrument' and name = $3)
                               or (scope = 'account' and name = any($4::text[])))) as changed
            """, row -> bool(row, "changed"), changeSequence, leader, instrument, accountIds)
                .single();
    }

    /** The switches that are on and stop orders of these accounts or instruments, but for leaders. */
    public static Flux<KillSwitch> stopping(
            Connection c, Collection<String> accountIds, Collection<String> instrumentIds) {
        return Db.query(
                c,
                "select " + COLUMNS + " from kill_switches where is_on and (scope = 'all'"
                        + " or (scope = 'account' and name = any($1::text[]))"
                        + " or (scope = 'instrument' and name = any($2::text[])))",
                KillSwitchStore::row,
                accountIds.toArray(String[]::new),
                instrumentIds.toArray(String[]::new));
    }

    /**
     * A page of the audit, newest first: changes of everybody's switches, and of those of the tenant.
     *
     * @param accountIds of these accounts and leaders only; null = all of the tenant
     */
    public Flux<Change> changes(String tenantId, @Nullable List<String> accountIds, long before, int limit) {
        return db.query(
                """
                select change_sequence, scope, name, tenant_id, was_on, is_on, reason, changed_by,
                       (extract(epoch from changed_at) * 1000)::bigint as changed_at_ms
                from kill_switch_changes
                where (tenant_id = '' or (tenant_id = $1 and ($2 or name = any($3::text[]))))
                  and change_sequence < $4
                order by change_sequence desc limit $5
                """,
                KillSwitchStore::change,
                tenantId,
                accountIds == null,
                accountIds == null ? new String[0] : accountIds.toArray(String[]::new),
                before,
                limit);
    }

    private static KillSwitch row(Readable row) {
        return new KillSwitch(
                text(row, "scope"),
                text(row, "name"),
                text(row, "tenant_id"),
                bool(row, "is_on"),
                bool(row, "by_operator"),
                text(row, "reason"),
                text(row, "changed_by"),
                int64(row, "changed_at_ms"),
                int64(row, "change_sequence"));
    }

    private static Change change(Readable row) {
        return new Change(
                int64(row, "change_sequence"),
                text(row, "scope"),
                text(row, "name"),
                text(row, "tenant_id"),
                bool(row, "was_on"),
                bool(row, "is_on"),
                text(row, "reason"),
                text(row, "changed_by"),
                int64(row, "changed_at_ms"));
    }
}
