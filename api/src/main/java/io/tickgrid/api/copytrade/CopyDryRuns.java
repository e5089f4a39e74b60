package io.tickgrid.api.copytrade;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.CopyJoin;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
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
import io.tickgrid.pipelines.copytrade.JoinMode;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
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
    private static final List<String> JOINS = List.of(JoinMode.NOW.text(), JoinMode.BETTER_PRICE.text());

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final FollowerBlocks blocks;
    private final AccountStore accounts;
    private final CopyStore links;

    CopyDryRuns(AccountAccess access, InstrumentIndex instruments, FollowerBlocks blocks, GridNode node) {
        this.access = access;
        this.instruments = instruments;
        this.blocks = blocks;
        this.accounts = node.stores().accounts();
        this.links = node.stores().copies();
    }

    /**
     * A fill of a leader that has not happened, and the follower to ask for; what may be absent is checked here.
     *
     * @param price null = the market's latest
     * @param stopPrice null = none
     * @param join null = a fill; now or better_price: what the link would open of the leader's present position
     */
    public record DryRunRequest(
            @Nullable String leaderAccountId,
            @Nullable String followerAccountId,
            @Nullable String symbol,
            @Nullable String side,
            @Nullable String quantity,
            @Nullable String price,
            @Nullable String stopPrice,
            @Nullable String join) {}

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
        return r.join() == null ? trade(caller, r) : join(caller, r);
    }

    /** What a link would open of the position that its leader has now, at the market's price. */
    private Mono<DryRunView> join(Caller caller, DryRunRequest r) {
        return Mono.defer(() -> {
            String mode = Texts.oneOf("join", r.join(), JOINS);
            if (r.side() != null || r.quantity() != null || r.price() != null || r.stopPrice() != null) {
                throw new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        "side, quantity, price and stop_price must be absent with join: they are those of the leader's"
                                + " position");
            }
            Instrument instrument = instruments.require(r.symbol());
            String leaderId = Texts.id("leader_account_id", r.leaderAccountId());
            String followerId = Texts.id("follower_account_id", r.followerAccountId());
            return access.visible(caller, followerId)
                    .then(access.ofTenant(caller, leaderId))
                    .then(Mono.zip(
                            accounts.byIds(List.of(leaderId)).single(),
                            accounts.positions(List.of(leaderId)).collectList(),
                            links.openLink(caller.tenantId(), leaderId, followerId)
                                    .switchIfEmpty(Mono.error(() -> noLink(followerId, leaderId))),
                            Mono.fromCallable(() -> blocks.market(instrument))
                                    .subscribeOn(Schedulers.boundedElastic())))
                    .flatMap(t -> join(mode, t.getT1(), t.getT2(), t.getT3(), t.getT4(), instrument));
        });
    }

    private Mono<DryRunView> join(
            String mode,
            Account leader,
            List<Position> positions,
            CopyLink link,
            FollowerBlocks.Market market,
            Instrument instrument) {
        Position position = positions.stream()
                .filter(p -> p.instrument().equals(instrument.id()) && p.quantityUnits() != 0)
                .findFirst()
                .orElseThrow(() -> new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        "symbol must be one that " + Texts.quote(leader.id()) + " has a position of, was "
                                + instrument.id()));
        if (market.priceUnits() == 0) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST, "the market has no price of " + instrument.id() + " yet");
        }
        CopyJoin join = new CopyJoin(
                link.id(),
                link.tenantId(),
                leader.id(),
                instrument.id(),
                mode,
                link.reverse(),
                BigDecimal.valueOf(position.quantityUnits()),
                position.quantityUnits(),
                position.costUnits());
        LeaderFill event = CopyJoin.event(
                leader,
                positions,
                instrument,
                link.id(),
                "",
                position.quantityUnits(),
                market.priceUnits(),
                Long.MAX_VALUE,
                market.timeNs());
        boolean opens = JoinMode.opens(join, instrument, market.priceUnits());
        return Mono.fromCompletionStage(
                        () -> blocks.dryRun(event, instrument, market.priceUnits(), link.followerAccountId()))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()))
                .switchIfEmpty(Mono.error(() -> noLink(link.followerAccountId(), leader.id())))
                .map(row -> opens ? view(row, instrument) : waiting(view(row, instrument)));
    }

    private static DryRunView waiting(DryRunView v) {
        return new DryRunView(
                v.leaderAccountId(),
                v.followerAccountId(),
                v.linkId(),
                v.instrument(),
                v.side(),
                "0",
                v.price(),
                "skipped",
                ErrorCode.WAITING_FOR_PRICE.text(),
                v.intendedQuantity(),
                v.heldQuantity());
    }

    private static TickgridException noLink(String followerId, String leaderId) {
        return new TickgridException(
                ErrorCode.NOT_FOUND, Texts.quote(followerId) + " has no open link to " + Texts.quote(leaderId));
    }

    private Mono<DryRunView> trade(Caller caller, DryRunRequest r) {
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
                                .switchIfEmpty(Mono.error(() -> noLink(followerId, leaderId)));
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
