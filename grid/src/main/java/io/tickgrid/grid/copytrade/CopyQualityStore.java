package io.tickgrid.grid.copytrade;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.tickgrid.grid.db.Db;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** What the copy ledger in PostgreSQL says in sum: how followers fared, and how well links copy. */
public final class CopyQualityStore {
    private final Db db;

    public CopyQualityStore(Db db) {
        this.db = db;
    }

    /** How many ledger rows of a leader ended how. */
    public record OutcomeCount(String outcome, String code, long count) {}

    /**
     * How well a link copies an instrument, over all its filled orders.
     *
     * @param delayMsMedian event time from the leader's fill to the follower's, milliseconds; as the other two NaN where
     *     the ledger does not say it: of fills from before it did
     * @param slippageBps by how much the follower's price was worse than the leader's, in hundredths of a percent of it,
     *     weighted by quantity; negative when it was better
     * @param intended position that the link should have now
     * @param heldUnits what it has
     */
    public record Quality(
            String linkId,
            String leaderAccountId,
            String followerAccountId,
            String instrument,
            long fills,
            double delayMsMedian,
            double delayMsP95,
            double delayMsMax,
            double slippageBps,
            String intended,
            long heldUnits) {}

    /**
     * The quality of links of a leader (empty = any) and a follower (empty = any) of the tenant, in the order of link and
     * instrument, after these.
     */
    public Flux<Quality> quality(
            String tenantId, String leader, String follower, String afterLink, String afterInstrument, int limit) {
        return db.query(
                """
                select k.id as link_id, k.leader_account_id, k.follower_account_id, i.instrument, i.intended,
                       i.held_units, q.*
                from copy_links k join copy_intended i on i.link_id = k.id
                join lateral (
                    select count(*) as fills,
                           percentile_cont(array[0.5, 0.95, 1]) within group (
                               order by (nullif(l.filled_event_ns, 0) - l.event_time_ns) / 1e6) as delays,
                           sum((case l.side when 'BUY' then 1e4 else -1e4 end)::float8 * l.filled_units
                               * (l.price_units - l.leader_price_units) / l.leader_price_units)
                               / sum(l.filled_units) as bps
                    from copy_ledger l
                    where l.follower_account_id = k.follower_account_id and l.link_id = k.id
                          and l.instrument = i.instrument and l.filled_units > 0
                ) q on q.fills > 0
                where k.tenant_id = $1 and ($2 = '' or k.leader_account_id = $2)
                      and ($3 = '' or k.follower_account_id = $3) and (k.id, i.instrument) > ($4, $5)
                order by k.id, i.instrument limit $6
                """,
                row -> {
                    Double[] delays = row.get("delays", Double[].class);
                    return new Quality(
                            text(row, "link_id"),
                            text(row, "leader_account_id"),
                            text(row, "follower_account_id"),
                            text(row, "instrument"),
                            int64(row, "fills"),
                            delay(delays, 0),
                            delay(delays, 1),
                            delay(delays, 2),
                            Db.float64(row, "bps"),
                            text(row, "intended"),
                            int64(row, "held_units"));
                },
                tenantId,
                leader,
                follower,
                afterLink,
                afterInstrument,
                limit);
    }

    private static double delay(Double @Nullable [] delays, int at) {
        return delays == null || delays[at] == null ? Double.NaN : delays[at];
    }

    /** How the followers of a leader fared, over all events. */
    public Flux<OutcomeCount> summary(String tenantId, String leader) {
        return db.query(
                "select outcome, code, count(*) as n from copy_ledger where tenant_id = $1 and leader_account_id = $2"
                        + " group by outcome, code order by outcome, code",
                row -> new OutcomeCount(text(row, "outcome"), text(row, "code"), int64(row, "n")),
                tenantId,
                leader);
    }
}
