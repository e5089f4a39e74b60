package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.pipelines.copytrade.DecisionColumns.Outcome;
import io.tickgrid.pipelines.copytrade.SimulatedCase.Follower;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dry run: what each follower would order on a leader's fill, and why, from the very code that trades. A case becomes
 * a {@link FollowerBlock}, which decides it.
 *
 * <p>A follower's position counts as copied from this leader and as intended, unless {@code link.intended} says otherwise;
 * its balance is cash that nothing binds; no fee is charged.
 */
public final class CopySimulate {
    private static final JsonMapper JSON = new JsonMapper();

    static final String FOLLOWER = "follower ";

    private CopySimulate() {}

    /**
     * What a follower would get.
     *
     * @param side buy or sell, in the letters of the case
     * @param quantity plain decimal, 0 when nothing is ordered
     * @param outcome order, skipped or rejected
     * @param code why not all, or nothing; null otherwise
     */
    public record Result(
            String follower,
            String side,
            String quantity,
            String outcome,
            @Nullable String code) {}

    /** Reads a case and writes one result for each follower, in the case's order, as JSON. See {@link #results}. */
    public static void run(Reader json, Appendable out) throws IOException {
        List<Result> results = results(json);
        out.append('[');
        String separator = "\n";
        for (Result result : results) {
            out.append(separator).append("  ").append(JSON.writeValueAsString(result));
            separator = ",\n";
        }
        out.append(results.isEmpty() ? "]\n" : "\n]\n");
    }

    /**
     * Reads a case; gives one result for each follower, in the case's order.
     *
     * @throws io.tickgrid.grid.TickgridException INVALID_REQUEST, naming the field, what was expected and what was found
     */
    public static List<Result> results(Reader json) throws IOException {
        SimulatedCase given = SimulatedCase.parse(json);
        FollowerBlock block = new FollowerBlock();
        for (Follower follower : given.followers()) {
            put(block, follower, given);
        }
        DecisionColumns decisions = new DecisionColumns();
        block.decide(given.event(), given.terms(), given.event().priceUnits(), given.marketUnits(), decisions);
        Map<String, Integer> rows = new HashMap<>();
        for (int i = 0; i < decisions.size(); i++) {
            rows.put(decisions.linkId(i), i);
        }
        return given.followers().stream()
                .map(f -> f.stops()
                        ? stop(block, f, given)
                        : result(f, rows.get(f.link().id()), decisions, given))
                .toList();
    }

    /** What a link orders when it stops, whatever the leader does. */
    private static Result stop(FollowerBlock block, Follower follower, SimulatedCase given) {
        String link = follower.link().id();
        LeaderFill fill = given.event();
        boolean leaderLong = (follower.positionUnits() >= 0) != follower.link().reverse();
        LeaderFill stop = new LeaderFill(
                fill.leaderAccountId(),
                fill.tenantId(),
                fill.leaderSequence(),
                fill.instrument(),
                !leaderLong,
                1,
                given.marketUnits(),
                0,
                0,
                0,
                leaderLong ? 1 : -1,
                LeaderFill.stopName(link, 1, fill.instrument()),
                fill.eventTimeNs(),
                link);
        DecisionColumns decisions = new DecisionColumns();
        block.decide(stop, given.terms(), stop.priceUnits(), given.marketUnits(), decisions);
        return result(follower, decisions.size() == 0 ? null : 0, decisions, given);
    }

    private static void put(FollowerBlock block, Follower follower, SimulatedCase given) {
        InstrumentTerms terms = given.terms();
        long price = given.event().priceUnits();
        long size = Math.abs(follower.positionUnits());
        boolean isShort = follower.positionUnits() < 0;
        // the block's cash holds a short's proceeds, and keeps as much again behind it: a balance is what is left
        long owed = isShort ? Money.valueUp(size, price, terms) : 0;
        long cash = Money.sum(follower.balanceUnits(), Money.sum(owed, owed));
        long worth = isShort ? -owed : Money.valueDown(size, price, terms);
        // each other trade is one unit of something that cost nothing, and counts as the least amount of money
        long outside = Money.sum(follower.equityUnits(), -Money.sum(Money.sum(cash, worth), follower.openTrades()));
        AccountTerms account = follower.account();
        block.putAccount(new AccountTerms(
                account.id(),
                account.tenantId(),
                account.active(),
                account.entitled(),
                cash,
                outside,
                account.maxPositionValueUnits(),
                account.changeSequence()));
        block.putLink(follower.link());
        block.loadHolding(account.id(), terms, follower.positionUnits(), worth);
        block.loadCopy(follower.link().id(), terms, follower.intended(), follower.positionUnits(), 0);
        for (int i = 1; i <= follower.openTrades(); i++) {
            InstrumentTerms other = new InstrumentTerms("other trade " + i, 0, 0, 1, 0, 0, 0, 0, true);
            block.loadHolding(account.id(), other, 1, 0);
            block.loadCopy(follower.link().id(), other, "1", 1, 0);
        }
    }

    private static Result result(
            Follower follower, @Nullable Integer row, DecisionColumns decisions, SimulatedCase given) {
        ErrorCode waits = follower.stops() ? null : waits(follower, given);
        if (waits != null) {
            return skipped(follower, waits, given);
        }
        boolean buy = row == null ? given.event().buy() : decisions.buy(row);
        long units = row == null ? 0 : decisions.orderedUnits(row);
        Outcome outcome = row == null ? Outcome.SKIPPED : decisions.outcome(row);
        ErrorCode code = row == null ? ErrorCode.LINK_INACTIVE : decisions.code(row);
        String side = buy ? "buy" : "sell";
        return new Result(
                follower.account().id().substring(FOLLOWER.length()),
                given.upperCase() ? side.toUpperCase(Locale.ROOT) : side,
                plain(units, given.terms().quantityScale()),
                outcome.name().toLowerCase(Locale.ROOT),
                code == null ? null : code.text());
    }

    /** Why a link opens nothing yet of a position that its leader has; null when it does, and for a fill. */
    private static @Nullable ErrorCode waits(Follower follower, SimulatedCase given) {
        if (given.entryUnits() == 0) {
            return null;
        }
        if (follower.join() == JoinMode.NEW_TRADES) {
            return ErrorCode.NOTHING_TO_DO;
        }
        boolean buys = given.event().buy() != follower.link().reverse();
        return follower.join()
                        .opens(buys, BigDecimal.valueOf(given.marketUnits()), BigDecimal.valueOf(given.entryUnits()))
                ? null
                : ErrorCode.WAITING_FOR_PRICE;
    }

    private static Result skipped(Follower follower, ErrorCode code, SimulatedCase given) {
        String side = given.event().buy() != follower.link().reverse() ? "buy" : "sell";
        return new Result(
                follower.account().id().substring(FOLLOWER.length()),
                given.upperCase() ? side.toUpperCase(Locale.ROOT) : side,
                "0",
                Outcome.SKIPPED.name().toLowerCase(Locale.ROOT),
                code.text());
    }

    private static String plain(long units, int scale) {
        return units == 0
                ? "0"
                : BigDecimal.valueOf(units, scale).stripTrailingZeros().toPlainString();
    }
}
