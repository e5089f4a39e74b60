package io.tickgrid.grid.risk;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.db.Db;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Limits and marks of accounts in PostgreSQL. Every change holds the money lock, so that the order of the change sequence is
 * the order of the commits, and an order by hand or of a signal that is stored after a change was committed has seen it.
 * Copies are decided before they are stored: those of one leader's fill keep to the limits that its decisions knew.
 */
public final class AccountRiskStore {
    private static final String COLUMNS = "account_id, tenant_id, max_position_percent, max_exposure,"
            + " max_daily_loss_percent, max_drawdown_percent, max_leverage, price_band_percent, max_orders_per_minute,"
            + " operator_limits, by_operator, changed_by, (extract(epoch from changed_at) * 1000)::bigint as"
            + " changed_at_ms, mark_day, day_equity_units, peak_equity_units, order_minute, minute_orders,"
            + " change_sequence";

    private final Db db;

    public AccountRiskStore(Db db) {
        this.db = db;
    }

    /**
     * What the limits of an account are to be.
     *
     * @param byOperator whether an operator asks
     */
    public record Wanted(String accountId, String tenantId, RiskLimits limits, boolean byOperator, String changedBy) {}

    /**
     * Sets the limits of an account. Limits that are so already stay as they are, unless an operator takes over an owner's.
     *
     * @return as stored
     * @throws TickgridException (in the result) FORBIDDEN for an owner whose limits are looser than an operator's
     */
    public Mono<AccountRisk> set(Wanted wanted) {
        return db.moneyTransaction(c -> Db.query(
                        c,
                        "select " + COLUMNS + " from account_risk where account_id = $1",
                        AccountRiskStore::row,
                        wanted.accountId())
                .next()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(now -> {
                    RiskLimits operators = now.map(AccountRisk::operatorLimits).orElse(RiskLimits.NONE);
                    if (!wanted.byOperator()) {
                        RiskLimits.Field looser = wanted.limits().looserThan(operators);
                        if (looser != null) {
                            return Mono.error(looser(looser, wanted.limits(), operators));
                        }
                    }
                    if (now.isPresent()
                            && now.get().limits().equals(wanted.limits())
                            && (now.get().byOperator() || !wanted.byOperator())) {
                        return Mono.just(now.get());
                    }
                    return write(c, wanted, wanted.byOperator() ? wanted.limits() : operators);
                }));
    }

    private static TickgridException looser(RiskLimits.Field field, RiskLimits wanted, RiskLimits operators) {
        long value = wanted.get(field);
        return new TickgridException(
                ErrorCode.FORBIDDEN,
                field.text() + " must be at most " + field.decimal(operators.get(field))
                        + ", which an operator set, was " + (value == 0 ? "no limit" : field.decimal(value)));
    }

    private static Mono<AccountRisk> write(Connection c, Wanted w, RiskLimits operators) {
        long[] v = w.limits().values();
        return Db.query(
                        c,
                        """
                            insert into account_risk (account_id, tenant_id, max_position_percent, max_exposure,
                                                      max_daily_loss_percent, max_drawdown_percent, max_leverage,
                                                      price_band_percent, max_orders_per_minute, operator_limits,
                                                      by_operator, changed_by, changed_at, change_sequence)
                            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp(),
                                    nextval('risk_change_sequence'))
                            on conflict (account_id) do update set
                                max_position_percent = excluded.max_position_percent,
                                max_exposure = excluded.max_exposure,
                                max_daily_loss_percent = excluded.max_daily_loss_percent,
                                max_drawdown_percent = excluded.max_drawdown_percent,
                                max_leverage = excluded.max_leverage,
                                price_band_percent = excluded.price_band_percent,
                                max_orders_per_minute = excluded.max_orders_per_minute,
                                operator_limits = excluded.operator_limits, by_operator = excluded.by_operator,
                                changed_by = excluded.changed_by, changed_at = excluded.changed_at,
                                change_sequence = excluded.change_sequence
                            returning
                            """ + COLUMNS,
                        AccountRiskStore::row,
                        w.accountId(),
                        w.tenantId(),
                        v[0],
                        v[1],
                        v[2],
                        v[3],
                        v[4],
                        v[5],
                        v[6],
                        Arrays.stream(operators.values()).boxed().toArray(Long[]::new),
                        w.byOperator(),
                        w.changedBy())
                .single();
    }

    /** Limits of an account; empty when nobody ever set any. */
    public Mono<AccountRisk> find(String accountId) {
        return db.query(
                        "select " + COLUMNS + " from account_risk where account_id = $1",
                        AccountRiskStore::row,
                        accountId)
                .next();
    }

    /** Ids of those of the accounts that have some; within a transaction. */
    public static Mono<Set<String>> limited(Connection c, Collection<String> accountIds) {
        return Db.query(
                        c,
                        "select account_id from account_risk where account_id = any($1::text[])",
                        row -> text(row, "account_id"),
                        (Object) accountIds.toArray(String[]::new))
                .collect(Collectors.toSet());
    }

    /** Those of the accounts that have some; within a transaction. */
    public static Flux<AccountRisk> byIds(Connection c, Collection<String> accountIds) {
        return Db.query(
                c,
                "select " + COLUMNS + " from account_risk where account_id = any($1::text[])",
                AccountRiskStore::row,
                (Object) accountIds.toArray(String[]::new));
    }

    public Flux<AccountRisk> loadAll() {
        return db.query("select " + COLUMNS + " from account_risk", AccountRiskStore::row);
    }

    /** Rows, as they are now, whose last change is after {@code changeSequence}; in the order of the changes. */
    public Flux<AccountRisk> changedAfter(long changeSequence, int limit) {
        return db.query(
                "select " + COLUMNS + " from account_risk where change_sequence > $1 order by change_sequence limit $2",
                AccountRiskStore::row,
                changeSequence,
                limit);
    }

    /**
     * Marks the begin of the day of a leader's event for those of his followers that have limits, see
     * {@link EquityMarks#roll}.
     */
    public Mono<Void> roll(String leaderAccountId, long eventNs) {
        return db.moneyTransaction(c -> Db.query(
                        c,
                        "select account_id from account_risk where mark_day < $1 and account_id in (select"
                                + " follower_account_id from copy_links where leader_account_id = $2 and status <>"
                                + " 'CLOSED')",
                        row -> text(row, "account_id"),
                        RiskMarks.day(eventNs),
                        leaderAccountId)
                .collectList()
                .flatMap(ids -> EquityMarks.roll(c, ids, eventNs))
                .then());
    }

    static AccountRisk row(Readable row) {
        Long[] operators = row.get("operator_limits", Long[].class);
        return new AccountRisk(
                text(row, "account_id"),
                text(row, "tenant_id"),
                RiskLimits.of(
                        int64(row, "max_position_percent"),
                        int64(row, "max_exposure"),
                        int64(row, "max_daily_loss_percent"),
                        int64(row, "max_drawdown_percent"),
                        int64(row, "max_leverage"),
                        int64(row, "price_band_percent"),
                        int64(row, "max_orders_per_minute")),
                operators == null
                        ? RiskLimits.NONE
                        : RiskLimits.of(Arrays.stream(operators)
                                .mapToLong(Long::longValue)
                                .toArray()),
                bool(row, "by_operator"),
                text(row, "changed_by"),
                int64(row, "changed_at_ms"),
                new RiskMarks(
                        int64(row, "mark_day"),
                        int64(row, "day_equity_units"),
                        int64(row, "peak_equity_units"),
                        int64(row, "order_minute"),
                        int64(row, "minute_orders")),
                int64(row, "change_sequence"));
    }
}
