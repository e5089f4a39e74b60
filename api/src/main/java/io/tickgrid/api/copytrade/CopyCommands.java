package io.tickgrid.api.copytrade;

import com.hazelcast.map.IMap;
import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.CopyJoinStore;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.copytrade.JoinMode;
import io.tickgrid.pipelines.copytrade.LinkTerms;
import io.tickgrid.pipelines.copytrade.SizingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Begins, pauses, resumes and ends the copying of a leader. That is for who follows (or an operator) to decide, never for
 * the leader. A change stands in PostgreSQL and in the follower's block before it is acknowledged. One that got as far as
 * PostgreSQL only is applied when it is asked for again.
 */
@Component
public final class CopyCommands {
    private static final List<String> MODES =
            Arrays.stream(SizingMode.values()).map(SizingMode::text).toList();
    private static final Set<String> BELOW_MINIMUM = Set.of("skip", "force");
    private static final int MAX_SYMBOLS = 100;
    private static final int MAX_TRADES = 10_000;
    private static final long LEAST_STOP = 10_000_000L;
    private static final long MOST_STOP = 10_000_000_000L;

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final FollowerBlocks blocks;
    private final CopyStore store;
    private final CopyJoinStore joins;
    private final IMap<String, CopyLink> links;

    CopyCommands(AccountAccess access, InstrumentIndex instruments, FollowerBlocks blocks, GridNode node) {
        this.access = access;
        this.instruments = instruments;
        this.blocks = blocks;
        this.store = node.stores().copies();
        this.joins = node.stores().copyJoins();
        this.links = node.hazelcast().getMap(GridMaps.COPY_LINKS.mapName());
    }

    /** A link as a caller asks for it; what may be absent is checked here, for every surface. */
    public record LinkRequest(
            @Nullable String leaderAccountId,
            @Nullable String followerAccountId,
            @Nullable String mode,
            @Nullable String value,
            @Nullable Boolean reverse,
            @Nullable String maxQuantity,
            @Nullable String maxCost,
            @Nullable String maxPosition,
            @Nullable String minQuantity,
            @Nullable String minCost,
            @Nullable String maxSlippage,
            @Nullable Integer maxOpenTrades,
            @Nullable String belowMinimum,
            @Nullable List<String> allowedSymbols,
            @Nullable List<String> blockedSymbols,
            @Nullable String join,
            @Nullable String stopDrawdownPercent) {}

    /** @return the link; an error with the code conflict when the follower copies that leader already */
    public Mono<LinkView> create(Caller caller, LinkRequest request) {
        return Mono.defer(() -> {
            CopyLink link = link(caller, request);
            return access.visible(caller, link.followerAccountId())
                    .then(access.ofTenant(caller, link.leaderAccountId()))
                    .filter(leader -> leader.kind().equals("leader"))
                    .switchIfEmpty(Mono.error(() -> new TickgridException(
                            ErrorCode.INVALID_REQUEST,
                            "leader_account_id must be of a leader, " + Texts.quote(link.leaderAccountId())
                                    + " is none")))
                    .then(store.add(List.of(link)))
                    .flatMap(added -> added == 1
                            // as stored: PostgreSQL says from which leader event on it copies
                            ? store.link(link.id()).flatMap(this::apply)
                            : there(link));
        });
    }

    /** The pair is open already. It is brought to its block once more: whoever opened it may have got no further. */
    private Mono<LinkView> there(CopyLink wanted) {
        return store.openLink(wanted.tenantId(), wanted.leaderAccountId(), wanted.followerAccountId())
                .flatMap(this::apply)
                .then(Mono.error(() -> new TickgridException(
                        ErrorCode.CONFLICT,
                        Texts.quote(wanted.followerAccountId()) + " copies " + Texts.quote(wanted.leaderAccountId())
                                + " already")));
    }

    public Mono<LinkView> pause(Caller caller, String linkId) {
        return change(caller, linkId, "PAUSED");
    }

    public Mono<LinkView> resume(Caller caller, String linkId) {
        return change(caller, linkId, "ACTIVE");
    }

    /** A closed link stays closed. */
    public Mono<LinkView> close(Caller caller, String linkId) {
        return change(caller, linkId, "CLOSED");
    }

    private Mono<LinkView> change(Caller caller, String linkId, String status) {
        return Mono.defer(() -> store.link(Texts.id("id", linkId)))
                .filter(link -> link.tenantId().equals(caller.tenantId()))
                .filterWhen(link -> access.visible(caller, link.followerAccountId())
                        .hasElement()
                        .onErrorReturn(TickgridException.class, false))
                .switchIfEmpty(Mono.error(
                        () -> new TickgridException(ErrorCode.NOT_FOUND, "no copy link " + Texts.quote(linkId))))
                .flatMap(link -> link.status().equals(status) ? Mono.just(link) : stored(link, status))
                .flatMap(this::apply);
    }

    private Mono<CopyLink> stored(CopyLink link, String status) {
        return store.setStatus(link.id(), link.tenantId(), status)
                // closed meanwhile, which may be what is wanted
                .switchIfEmpty(Mono.defer(() -> store.link(link.id()))
                        .filter(now -> now.status().equals(status)))
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.CONFLICT, "the copy link " + Texts.quote(link.id()) + " is closed")));
    }

    /** Brings a stored link to the grid. It may be told again, and late: block and map keep the latest change. */
    private Mono<LinkView> apply(CopyLink link) {
        return Mono.fromCompletionStage(() -> blocks.put(link))
                .then(Mono.fromRunnable(() -> publish(link)).subscribeOn(Schedulers.boundedElastic()))
                .then(Mono.zip(
                        store.intended(List.of(link.id())).collectList(),
                        joins.of(List.of(link.id())).collectList()))
                .map(t -> LinkView.of(
                        link,
                        t.getT1(),
                        t.getT2(),
                        id -> instruments.require(id).quantityScale()));
    }

    private void publish(CopyLink link) {
        var unused = links.compute(
                link.id(), (id, now) -> now != null && now.changeSequence() > link.changeSequence() ? now : link);
    }

    private CopyLink link(Caller caller, LinkRequest r) {
        String leader = Texts.id("leader_account_id", r.leaderAccountId());
        String follower = Texts.id("follower_account_id", r.followerAccountId());
        if (leader.equals(follower)) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, "an account cannot copy itself: " + leader);
        }
        String mode = Texts.oneOf("mode", r.mode(), MODES);
        String value = r.value() == null && mode.equals(SizingMode.PERCENT.text()) ? "100" : r.value();
        if (mode.equals(SizingMode.RISK_PERCENT.text()) && Boolean.TRUE.equals(r.reverse())) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    "reverse must be false with risk_percent, " + LinkTerms.REVERSED_RISK + ", was true");
        }
        String join = r.join() == null ? CopyLink.NEW_TRADES : Texts.oneOf("join", r.join(), JoinMode.TEXTS);
        if (!join.equals(CopyLink.NEW_TRADES) && mode.equals(SizingMode.RISK_PERCENT.text())) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    "join must be new_trades with risk_percent, " + LinkTerms.JOINED_RISK + ", was " + join);
        }
        CopyLink link = CopyLink.of(
                        UUID.randomUUID().toString(),
                        caller.tenantId(),
                        leader,
                        follower,
                        mode,
                        Numbers.positiveUnits("value", value, Numbers.MONEY_SCALE))
                .reverse(Boolean.TRUE.equals(r.reverse()))
                .maximum(
                        limit("max_quantity", r.maxQuantity()),
                        limit("max_cost", r.maxCost()),
                        limit("max_position", r.maxPosition()))
                .minimum(limit("min_quantity", r.minQuantity()), limit("min_cost", r.minCost()))
                .maxSlippage(limit("max_slippage", r.maxSlippage()))
                .maxOpenTrades(trades(r.maxOpenTrades()))
                .forceMinimum(Texts.oneOf(
                                "below_minimum", r.belowMinimum() == null ? "skip" : r.belowMinimum(), BELOW_MINIMUM)
                        .equals("force"))
                .symbols(symbols("allowed_symbols", r.allowedSymbols()), symbols("blocked_symbols", r.blockedSymbols()))
                .join(join)
                .stopDrawdown(stop(r.stopDrawdownPercent()))
                .build();
        notAbove("min_quantity", link.minQuantityUnits(), "max_quantity", link.maxQuantityUnits());
        notAbove("min_cost", link.minCostUnits(), "max_cost", link.maxCostUnits());
        return link;
    }

    private static void notAbove(String minimum, long least, String maximum, long most) {
        if (most > 0 && least > most) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    minimum + " must be at most " + maximum + ", were " + Numbers.units(least, Numbers.MONEY_SCALE)
                            + " and " + Numbers.units(most, Numbers.MONEY_SCALE));
        }
    }

    /** Ids of instruments, separated by commas. */
    private String symbols(String field, @Nullable List<String> named) {
        if (named == null) {
            return "";
        }
        if (named.size() > MAX_SYMBOLS) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    field + " may name " + MAX_SYMBOLS + " instruments, named " + named.size());
        }
        return named.stream().map(s -> id(field, s)).distinct().sorted().collect(Collectors.joining(","));
    }

    private String id(String field, String symbol) {
        try {
            return instruments.require(symbol).id();
        } catch (TickgridException e) {
            throw new TickgridException(e.code(), field + ": " + e.getMessage(), e);
        }
    }

    /** Percent in units of 10^-8; 0 = none. */
    private static long stop(@Nullable String percent) {
        long units = limit("stop_drawdown_percent", percent);
        if (percent != null && (units < LEAST_STOP || units > MOST_STOP)) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST, "stop_drawdown_percent must be in [0.1, 100], was " + percent);
        }
        return units;
    }

    /** 0 = no limit. */
    private static int trades(@Nullable Integer most) {
        if (most == null) {
            return 0;
        }
        if (most < 1 || most > MAX_TRADES) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    "max_open_trades must be a whole number in [1, " + MAX_TRADES + "], was " + most);
        }
        return most;
    }

    /** 0 = no limit. */
    private static long limit(String field, @Nullable String text) {
        return text == null ? 0 : Numbers.positiveUnits(field, text, Numbers.MONEY_SCALE);
    }
}
