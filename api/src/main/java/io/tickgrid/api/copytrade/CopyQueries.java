package io.tickgrid.api.copytrade;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.CopyJoinStore;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyQualityStore;
import io.tickgrid.grid.copytrade.CopyQualityStore.OutcomeCount;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.CopyStore.LedgerQuery;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.portfolio.Account;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Copy links and the copy ledger, as leader, follower or operator see them. */
@Component
public final class CopyQueries {
    private static final String LINKS = "copy-links";
    private static final String LEDGER = "copy-ledger";
    private static final String QUALITY = "copy-quality";
    private static final Set<String> OUTCOMES = Set.of("pending", "filled", "rejected", "skipped");

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final CopyStore store;
    private final CopyJoinStore joins;
    private final CopyQualityStore quality;

    CopyQueries(AccountAccess access, InstrumentIndex instruments, GridNode node) {
        this.access = access;
        this.instruments = instruments;
        this.store = node.stores().copies();
        this.joins = node.stores().copyJoins();
        this.quality = node.stores().copyQuality();
    }

    /** How the followers of a leader fared, over all events. */
    public record SummaryView(String leaderAccountId, long events, List<OutcomeView> byOutcome) {}

    /** @param code null when filled or pending */
    public record OutcomeView(String outcome, @Nullable String code, long count) {}

    /**
     * How well a link copies an instrument, over all its filled orders.
     *
     * @param delayMsMedian event time from the leader's fill to the follower's; as the other two null where it is not known
     * @param slippageBps by how much the price was worse than the leader's, in hundredths of a percent, weighted by quantity
     * @param sizeErrorPercent how far what is held is from what is intended, percent of the greater of both; null when both
     *     are nothing
     */
    public record QualityView(
            String linkId,
            String leaderAccountId,
            String followerAccountId,
            String instrument,
            long fills,
            @Nullable Double delayMsMedian,
            @Nullable Double delayMsP95,
            @Nullable Double delayMsMax,
            double slippageBps,
            String intendedQuantity,
            String heldQuantity,
            @Nullable Double sizeErrorPercent) {}

    /** Which rows of the ledger; null = all that the caller can see. */
    public record LedgerFilter(
            @Nullable String leaderAccountId,
            @Nullable String followerAccountId,
            @Nullable String outcome,
            @Nullable Long leaderSequence) {}

    /** Links of a leader or of a follower, in the order of their ids; operators may name neither. */
    public Mono<Page<LinkView>> links(
            Caller caller, @Nullable String leaderAccountId, @Nullable String followerAccountId, PageRequest page) {
        return Mono.defer(() -> {
            String leader = Texts.optionalId("leader_account_id", leaderAccountId);
            String follower = Texts.optionalId("follower_account_id", followerAccountId);
            String after = page.cursor() == null
                    ? ""
                    : Cursors.decode(LINKS, page.cursor(), 1).getFirst();
            return reach(caller, leader, follower)
                    .thenMany(store.links(caller.tenantId(), leader, follower, after, page.limit() + 1))
                    .collectList()
                    .flatMap(links -> Mono.zip(
                                    store.intended(ids(links)).collectList(),
                                    joins.of(ids(links)).collectList())
                            .map(t -> Page.of(
                                    links,
                                    page.limit(),
                                    l -> LinkView.of(
                                            l,
                                            t.getT1(),
                                            t.getT2(),
                                            id -> instruments.require(id).quantityScale()),
                                    l -> Cursors.encode(LINKS, l.id()))));
        });
    }

    private static List<String> ids(List<CopyLink> links) {
        return links.stream().map(CopyLink::id).toList();
    }

    /** Rows of the ledger, newest leader event first. */
    public Mono<Page<LedgerView>> ledger(Caller caller, LedgerFilter filter, PageRequest page) {
        return Mono.defer(() -> {
            String leader = Texts.optionalId("leader_account_id", filter.leaderAccountId());
            String follower = Texts.optionalId("follower_account_id", filter.followerAccountId());
            String outcome = filter.outcome() == null || filter.outcome().isEmpty()
                    ? ""
                    : Texts.oneOf("outcome", filter.outcome(), OUTCOMES);
            LedgerQuery query = query(caller, leader, follower, outcome, filter.leaderSequence(), page);
            return reach(caller, leader, follower)
                    .thenMany(store.ledger(query, page.limit() + 1))
                    .collectList()
                    .map(rows -> Page.of(rows, page.limit(), this::view, CopyQueries::cursor));
        });
    }

    /** How well links copy, those of a leader or a follower; operators may name neither. */
    public Mono<Page<QualityView>> quality(
            Caller caller, @Nullable String leaderAccountId, @Nullable String followerAccountId, PageRequest page) {
        return Mono.defer(() -> {
            String leader = Texts.optionalId("leader_account_id", leaderAccountId);
            String follower = Texts.optionalId("follower_account_id", followerAccountId);
            List<String> after = page.cursor() == null ? List.of("", "") : Cursors.decode(QUALITY, page.cursor(), 2);
            return reach(caller, leader, follower)
                    .thenMany(quality.quality(
                            caller.tenantId(), leader, follower, after.getFirst(), after.getLast(), page.limit() + 1))
                    .map(this::view)
                    .collectList()
                    .map(rows -> Page.of(
                            rows, page.limit(), v -> v, v -> Cursors.encode(QUALITY, v.linkId(), v.instrument())));
        });
    }

    private QualityView view(CopyQualityStore.Quality q) {
        int scale = instruments.require(q.instrument()).quantityScale();
        BigDecimal intended = new BigDecimal(q.intended());
        BigDecimal held = BigDecimal.valueOf(q.heldUnits(), scale);
        BigDecimal greater = intended.abs().max(held.abs());
        return new QualityView(
                q.linkId(),
                q.leaderAccountId(),
                q.followerAccountId(),
                q.instrument(),
                q.fills(),
                Numbers.number(q.delayMsMedian()),
                Numbers.number(q.delayMsP95()),
                Numbers.number(q.delayMsMax()),
                q.slippageBps(),
                q.intended(),
                Numbers.units(q.heldUnits(), scale),
                greater.signum() == 0
                        ? null
                        : held.subtract(intended)
                                .abs()
                                .multiply(BigDecimal.valueOf(100))
                                .divide(greater, MathContext.DECIMAL64)
                                .doubleValue());
    }

    /** Counts by outcome of a leader's followers. */
    public Mono<SummaryView> summary(Caller caller, @Nullable String leaderAccountId) {
        return access.summarised(caller, leaderAccountId).flatMap(this::summary);
    }

    /** As {@link #summary(Caller, String)}, of an account that the caller may see the sums of. */
    public Mono<SummaryView> summary(Account leader) {
        return quality.summary(leader.tenantId(), leader.id())
                .collectList()
                .map(counts -> new SummaryView(
                        leader.id(),
                        leader.leaderSequence(),
                        counts.stream().map(CopyQueries::outcome).toList()));
    }

    /** A leader shows his followers, a follower himself; who can see neither named account sees nothing. */
    private Mono<Void> reach(Caller caller, String leader, String follower) {
        if (leader.isEmpty() && follower.isEmpty()) {
            return caller.is(Role.OPERATOR)
                    ? Mono.empty()
                    : Mono.error(new TickgridException(
                            ErrorCode.INVALID_REQUEST,
                            "expected leader_account_id or follower_account_id, got neither"));
        }
        Mono<Account> asLeader = leader.isEmpty() ? Mono.empty() : access.visible(caller, leader);
        Mono<Account> asFollower = follower.isEmpty() ? Mono.empty() : access.visible(caller, follower);
        if (leader.isEmpty()) {
            return asFollower.then();
        }
        return follower.isEmpty()
                ? asLeader.then()
                : asLeader.onErrorResume(TickgridException.class, e -> asFollower)
                        .then();
    }

    private static LedgerQuery query(
            Caller caller,
            String leader,
            String follower,
            String outcome,
            @Nullable Long leaderSequence,
            PageRequest page) {
        long only = leaderSequence == null ? 0 : leaderSequence;
        if (leaderSequence != null && leaderSequence < 1) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST, "leader_sequence must be 1 or more, was " + leaderSequence);
        }
        if (page.cursor() == null) {
            return new LedgerQuery(caller.tenantId(), leader, follower, outcome, only, Long.MAX_VALUE, "", "", "");
        }
        List<String> at = Cursors.decode(LEDGER, page.cursor(), 4);
        return new LedgerQuery(
                caller.tenantId(),
                leader,
                follower,
                outcome,
                only,
                Cursors.number(at.getFirst()),
                at.get(1),
                at.get(2),
                at.get(3));
    }

    private static String cursor(LedgerRow row) {
        return Cursors.encode(LEDGER, row.leaderSequence(), row.leaderAccountId(), row.followerAccountId(), row.leg());
    }

    private LedgerView view(LedgerRow row) {
        return LedgerView.of(row, instruments.require(row.instrument()));
    }

    private static OutcomeView outcome(OutcomeCount count) {
        return new OutcomeView(count.outcome(), count.code().isEmpty() ? null : count.code(), count.count());
    }
}
