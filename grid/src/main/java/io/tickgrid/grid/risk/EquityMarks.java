package io.tickgrid.grid.risk;

import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.instrument.InstrumentStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.portfolio.PositionMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The equities that daily loss and drawdown are measured from, moved in the transactions that move the money; only for
 * accounts that have limits. Everything comes from PostgreSQL and from the times of events, so that whoever reads the marks
 * decides the same.
 *
 * <ul>
 *   <li>The day's equity is taken when an event of a later day (UTC) meets the account for the first time: before that
 *       day's first fill is booked, before its first order is checked, before its first decision. Cash and positions are
 *       then those with which the day began; they are valued at the last one-minute close before the day.
 *   <li>An account whose limits were set meanwhile has no earlier day: its first mark is what it is worth at the event, at
 *       the last one-minute close before it.
 *   <li>The greatest equity is that of all these moments, and of the moment after each fill: what was filled is valued at
 *       the price of the fill, the rest at the last one-minute close before it.
 * </ul>
 *
 * <p>What has no close yet is worth what it cost. The day of an account never goes back.
 */
public final class EquityMarks {
    private static final String FRAME = "1m";
    private static final long FRAME_MS = 60_000;
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    private EquityMarks() {}

    private record Moved(String accountId, long day, long dayEquityUnits, long peakEquityUnits) {}

    /**
     * Begins the day of an event for those of the accounts that are still in an earlier one. The connection must hold the
     * money lock.
     *
     * @return those of the accounts that have limits
     */
    public static Mono<List<String>> roll(Connection c, Collection<String> accountIds, long eventNs) {
        if (accountIds.isEmpty()) {
            return Mono.just(List.of());
        }
        long day = RiskMarks.day(eventNs);
        return AccountRiskStore.byIds(c, accountIds).collectList().flatMap(rows -> {
            List<AccountRisk> begun = rows.stream()
                    .filter(r -> r.marks().day() >= 0 && r.marks().day() < day)
                    .toList();
            List<AccountRisk> first =
                    rows.stream().filter(r -> r.marks().day() < 0).toList();
            return begin(c, begun, day, day * DAY_MS)
                    .then(begin(c, first, day, TimeUnit.NANOSECONDS.toMillis(eventNs)))
                    .thenReturn(rows.stream().map(AccountRisk::accountId).toList());
        });
    }

    private static Mono<Long> begin(Connection c, List<AccountRisk> rows, long day, long beforeMs) {
        if (rows.isEmpty()) {
            return Mono.just(0L);
        }
        return equities(c, rows, beforeMs, Map.of())
                .flatMap(equity -> move(
                        c,
                        rows.stream()
                                .map(r -> {
                                    long now = equity.getOrDefault(r.accountId(), 0L);
                                    long peak = r.marks().day() < 0
                                            ? now
                                            : Math.max(r.marks().peakEquityUnits(), now);
                                    return new Moved(r.accountId(), day, now, peak);
                                })
                                .toList()));
    }

    /**
     * Looks at accounts after a fill, in its transaction.
     *
     * @param accountIds accounts with limits, marked for the day of the fill
     * @param eventNs of the fill
     * @param prices of the fills, by {@link Position#key}
     */
    public static Mono<Void> filled(
            Connection c, Collection<String> accountIds, long eventNs, Map<String, Long> prices) {
        if (accountIds.isEmpty()) {
            return Mono.empty();
        }
        return AccountRiskStore.byIds(c, accountIds)
                .collectList()
                .flatMap(rows -> equities(c, rows, TimeUnit.NANOSECONDS.toMillis(eventNs), prices)
                        .flatMap(equity -> {
                            List<Moved> greater = new ArrayList<>();
                            for (AccountRisk r : rows) {
                                long now = equity.getOrDefault(r.accountId(), 0L);
                                if (now > r.marks().peakEquityUnits()) {
                                    greater.add(new Moved(
                                            r.accountId(),
                                            r.marks().day(),
                                            r.marks().dayEquityUnits(),
                                            now));
                                }
                            }
                            return greater.isEmpty() ? Mono.just(0L) : move(c, greater);
                        }))
                .then();
    }

    private static Mono<Long> move(Connection c, List<Moved> rows) {
        return Db.update(
                c,
                """
                update account_risk set mark_day = x.d, day_equity_units = x.e, peak_equity_units = x.p,
                                        change_sequence = nextval('risk_change_sequence')
                from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as x(i, d, e, p)
                where account_id = x.i
                """,
                texts(rows, Moved::accountId),
                longs(rows, Moved::day),
                longs(rows, Moved::dayEquityUnits),
                longs(rows, Moved::peakEquityUnits));
    }

    /** What accounts are worth by what PostgreSQL has, at closes of bars that ended by {@code beforeMs}. */
    private static Mono<Map<String, Long>> equities(
            Connection c, List<AccountRisk> rows, long beforeMs, Map<String, Long> prices) {
        List<String> ids = rows.stream().map(AccountRisk::accountId).toList();
        return AccountStore.byIdsIn(c, ids)
                .collectList()
                .flatMap(accounts -> AccountStore.positions(c, ids)
                        .filter(p -> p.quantityUnits() != 0)
                        .collectList()
                        .flatMap(positions -> {
                            TreeSet<String> named = new TreeSet<>();
                            positions.forEach(p -> named.add(p.instrument()));
                            List<String> instruments = List.copyOf(named);
                            Flux<Candle> closes =
                                    CandleStore.newestBefore(c, instruments, FRAME, beforeMs - FRAME_MS + 1);
                            return InstrumentStore.byIdsIn(c, instruments)
                                    .collectMap(Instrument::id)
                                    .flatMap(listed -> closes.collectMap(Candle::instrument, Candle::close)
                                            .map(close -> equities(accounts, positions, listed, close, prices)));
                        }));
    }

    private static Map<String, Long> equities(
            List<Account> accounts,
            List<Position> positions,
            Map<String, Instrument> instruments,
            Map<String, Double> closes,
            Map<String, Long> prices) {
        Map<String, BigInteger> units = new HashMap<>();
        accounts.forEach(a -> units.put(a.id(), BigInteger.valueOf(a.cashUnits())));
        for (Position p : positions) {
            Instrument of = instruments.get(p.instrument());
            BigInteger value = of == null
                    ? BigInteger.valueOf(p.costUnits())
                    : value(p, of, closes.get(p.instrument()), prices.get(Position.key(p.accountId(), p.instrument())));
            units.computeIfPresent(p.accountId(), (id, sum) -> sum.add(value));
        }
        Map<String, Long> equities = new HashMap<>();
        units.forEach((id, sum) ->
                equities.put(id, sum.bitLength() < Long.SIZE ? sum.longValue() : sum.signum() * Long.MAX_VALUE));
        return equities;
    }

    private static BigInteger value(Position p, Instrument of, @Nullable Double close, @Nullable Long fillPriceUnits) {
        BigDecimal price = fillPriceUnits != null
                ? BigDecimal.valueOf(fillPriceUnits, of.priceScale())
                : close == null || !(close > 0) || close.isInfinite()
                        ? null
                        : BigDecimal.valueOf(close).setScale(of.priceScale(), RoundingMode.HALF_EVEN);
        return price == null || price.signum() == 0
                ? BigInteger.valueOf(p.costUnits())
                : price.multiply(BigDecimal.valueOf(p.quantityUnits(), of.quantityScale()))
                        .setScale(PositionMath.CASH_SCALE, RoundingMode.FLOOR)
                        .unscaledValue();
    }
}
