package io.tickgrid.api.copytrade;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.portfolio.PositionMath;
import io.tickgrid.pipelines.copytrade.CopySimulate;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What followers would get, and why, from the code that trades; nothing is stored and nothing is sent. */
@Component
public final class CopyDryRuns {
    private static final Set<String> SIDES = Set.of("BUY", "SELL");

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final FollowerBlocks blocks;
    private final AccountStore accounts;

    CopyDryRuns(AccountAccess access, InstrumentIndex instruments, FollowerBlocks blocks, GridNode node) {
        this.access = access;
        this.instruments = instruments;
        this.blocks = blocks;
        this.accounts = node.stores().accounts();
    }

    /**
     * A fill of a leader that has not happened, and the follower to ask for; what may be absent is checked here.
     *
     * @param price null = the market's latest
     * @param stopPrice null = none
     */
    public record DryRunRequest(
            @Nullable String leaderAccountId,
            @Nullable String followerAccountId,
            @Nullable String symbol,
            @Nullable String side,
            @Nullable String quantity,
            @Nullable String price,
            @Nullable String stopPrice) {}

    /**
     * What the follower would get.
     *
     * @param side BUY or SELL, of the follower
     * @param quantity that would be ordered; 0 when nothing
     * @param price at which it is judged
     * @param outcome order, skipped or rejected
     * @param code why not all, or nothing; null otherwise
     * @param intendedQuantity position that the link should have afterwards
     * @param heldQuantity what it holds of the instrument
     */
    public record DryRunView(
            String leaderAccountId,
            String followerAccountId,
            String linkId,
            String instrument,
            String side,
            String quantity,
            String price,
            String outcome,
            @Nullable String code,
            String intendedQuantity,
            String heldQuantity) {}

    /** A case as the command line takes it, see docs/reference/copy-links.md. */
    public Mono<List<CopySimulate.Result>> simulate(String json) {
        return Mono.fromCallable(() -> CopySimulate.results(new StringReader(json)))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> new TickgridException(ErrorCode.INVALID_REQUEST, "no case", e));
    }

    /** @return an error with the code not_found when the follower has no open link to the leader */
    public Mono<DryRunView> dryRun(Caller caller, DryRunRequest r) {
        return Mono.defer(() -> {
            Instrument instrument = instruments.require(r.symbol());
            boolean buy = Texts.oneOf("side", r.side(), SIDES).equals("BUY");
            long units = Numbers.positiveUnits("quantity", r.quantity(), instrument.quantityScale());
            long price = r.price() == null ? 0 : Numbers.positiveUnits("price", r.price(), instrument.priceScale());
            long stop = r.stopPrice() == null
                    ? 0
                    : Numbers.positiveUnits("stop_price", r.stopPrice(), instrument.priceScale());
            String leaderId = Texts.id("leader_account_id", r.leaderAccountId());
            String followerId = Texts.id("follower_account_id", r.followerAccountId());
            return access.visible(caller, followerId)
                    .then(access.ofTenant(caller, leaderId))
                    .then(Mono.zip(
                            accounts.byIds(List.of(leaderId)).single(),
                            accounts.positions(List.of(leaderId)).collectList(),
                            Mono.fromCallable(() -> blocks.market(instrument))
                                    .subscribeOn(Schedulers.boundedElastic())))
                    .flatMap(t -> {
                        long market = t.getT3().priceUnits();
                        long at = price > 0 ? price : market;
                        if (at == 0) {
                            return Mono.error(new TickgridException(
                                    ErrorCode.INVALID_REQUEST,
                                    "price must be given: the market has none of " + instrument.id() + " yet"));
                        }
                        if (stop > 0 && (buy ? stop >= at : stop <= at)) {
                            return Mono.error(new TickgridException(
                                    ErrorCode.INVALID_REQUEST,
                                    "stop_price must be " + (buy ? "below" : "above") + " the price of "
                                            + Numbers.units(at, instrument.priceScale()) + ", was "
                                            + Texts.quote(r.stopPrice())));
                        }
                        LeaderFill fill = fill(
                                t.getT1(),
                                t.getT2(),
                                instrument,
                                buy,
                                units,
                                at,
                                stop,
                                t.getT3().timeNs());
                        return Mono.fromCompletionStage(() -> blocks.dryRun(fill, instrument, market, followerId))
                                .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()))
                                .map(row -> view(row, instrument))
                                .switchIfEmpty(Mono.error(() -> new TickgridException(
                                        ErrorCode.NOT_FOUND,
                                        Texts.quote(followerId) + " has no open link to " + Texts.quote(leaderId))));
                    });
        });
    }

    private static LeaderFill fill(
            Account leader,
            List<Position> positions,
            Instrument instrument,
            boolean buy,
            long units,
            long price,
            long stop,
            long timeNs) {
        long before = positions.stream()
                .filter(p -> p.instrument().equals(instrument.id()))
                .mapToLong(Position::quantityUnits)
                .sum();
        return new LeaderFill(
                leader.id(),
                leader.tenantId(),
                Long.MAX_VALUE,
                instrument.id(),
                buy,
                units,
                price,
                stop,
                PositionMath.freeCash(leader.cashUnits(), positions, instrument, price),
                PositionMath.equity(leader.cashUnits(), positions, instrument, price),
                before,
                "",
                timeNs);
    }

    private static DryRunView view(LedgerRow row, Instrument instrument) {
        int scale = instrument.quantityScale();
        return new DryRunView(
                row.leaderAccountId(),
                row.followerAccountId(),
                row.linkId(),
                row.instrument(),
                row.side(),
                Numbers.units(row.orderedUnits(), scale),
                Numbers.units(row.leaderPriceUnits(), instrument.priceScale()),
                row.outcome().equals("pending") ? "order" : row.outcome(),
                row.code().isEmpty() ? null : row.code(),
                row.intendedText(),
                Numbers.units(row.heldUnits(), scale));
    }
}
