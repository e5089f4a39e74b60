package io.tickgrid.api.system;

import io.tickgrid.api.run.DemoData;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.order.OrderState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must hold of orders, fills, positions, cash and the copy ledger when nothing is under way, said in SQL over the
 * tables, in exact numbers, without the code that wrote them.
 */
final class MoneyChecks {
    /** Value of a fill in units of 10^-8, rounded up, positive when bought. */
    private static final String NOTIONAL = """
        ceil((case f.side when 'BUY' then 1 else -1 end) * f.quantity_units::numeric * f.price_units
             / power(10::numeric, i.quantity_scale + i.price_scale - 8))\
        """;

    private static final String FILLED = """
        (select f.account_id, f.instrument, sum(case f.side when 'BUY' then 1 else -1 end * f.quantity_units) as q,
                sum(f.fee_units) as fee, sum(%s) as notional
         from fills f join instruments i on i.id = f.instrument group by f.account_id, f.instrument)\
        """.formatted(NOTIONAL);

    /** Each counts what breaks it. */
    private static final Map<String, String> RULES = new LinkedHashMap<>();

    static {
        RULES.put("every leader event has one ledger row for each follower", """
            select count(*) as n from leader_events e
            where (select count(*) from copy_ledger l where l.leader_account_id = e.leader_account_id
                   and l.leader_sequence = e.leader_sequence) <> %d\
            """.formatted(DemoData.FOLLOWERS));
        RULES.put("every ledger row has its leader event", """
            select count(*) as n from copy_ledger l left join leader_events e
            using (leader_account_id, leader_sequence) where e.event is null\
            """);
        RULES.put("nothing is pending", "select count(*) as n from copy_ledger where outcome = 'pending'");
        RULES.put("no order is open", "select count(*) as n from orders where status in " + OrderState.OPEN_SQL);
        RULES.put("the outbox is empty", "select count(*) as n from outbox");
        RULES.put("ledger rows and followers' orders are each other's", """
            select count(*) as n
            from (select * from copy_ledger where ordered_units > 0 or client_order_id <> '') l
            full join (select * from orders where cause like 'leader:%') o using (client_order_id)
            where l.follower_account_id is distinct from o.account_id or l.ordered_units <> o.quantity_units
               or l.side <> o.side or l.instrument <> o.instrument or l.filled_units <> o.filled_units
               or l.price_units <> o.price_units or l.outcome <> lower(o.status)\
            """);
        RULES.put("filled orders and fills are each other's", """
            select count(*) as n from (select * from orders where filled_units > 0) o
            full join (select client_order_id, max(account_id) as account_id, sum(quantity_units) as q,
                              round(sum(price_units::numeric * quantity_units) / sum(quantity_units)) as p,
                              sum(fee_units) as fee, max(side) as side, max(instrument) as instrument
                       from fills group by client_order_id) f using (client_order_id)
            where o.account_id is distinct from f.account_id or o.filled_units <> f.q or o.price_units <> f.p
               or o.fee_units <> f.fee or o.side <> f.side or o.instrument <> f.instrument
               or (o.status = 'FILLED') <> (o.filled_units = o.quantity_units) or o.filled_units > o.quantity_units\
            """);
        RULES.put("the audit found all positions right", "select count(*) as n from position_drifts");
        RULES.put("what only reduces a position never opens one", """
            select count(*) as n
            from (select e.*, coalesce(sum(signed_units) over (partition by e.account_id, e.instrument order by e.sequence
                             rows between unbounded preceding and 1 preceding), 0) as before
                  from order_events e) x
            join orders o using (client_order_id)
            where o.reduce_only and x.signed_units <> 0
              and (sign(x.before) = sign(x.signed_units) or abs(x.before) < abs(x.signed_units))\
            """);
        RULES.put("exits fill no more than their entry", """
            select count(*) as n from orders e
            where e.leg = 'ENTRY' and (select sum(x.filled_units) from orders x
                                       where x.group_id = e.group_id and x.leg <> 'ENTRY') > e.filled_units\
            """);
        RULES.put("positions are the sums of fills", """
            select count(*) as n from %s s full join positions p using (account_id, instrument)
            where s.q is distinct from p.quantity_units or s.fee is distinct from p.fee_units
               or s.notional is distinct from p.cost_units - p.realized_units\
            """.formatted(FILLED));
        RULES.put("links hold what their orders filled", """
            select count(*) as n from copy_intended i
            full join (select link_id, instrument, sum(case side when 'BUY' then 1 else -1 end * filled_units) as q
                       from copy_ledger group by link_id, instrument) l using (link_id, instrument)
            where i.held_units is distinct from l.q\
            """);
        RULES.put("cash is the first cash less values and fees", """
            select count(*) as n from accounts a join first_cash c using (id)
            left join (select account_id, sum(notional + fee) as spent from %s s group by account_id) s
                 on s.account_id = a.id
            where a.cash_units <> c.cash_units - coalesce(s.spent, 0)\
            """.formatted(FILLED));
        RULES.put("the order events of an account move its cash", """
            select count(*) as n from accounts a join first_cash c using (id)
            left join (select account_id, sum(cash_units) as moved from order_events group by account_id) e
                 on e.account_id = a.id
            where a.cash_units - c.cash_units <> coalesce(e.moved, 0)\
            """);
        RULES.put("an order has its events, each once, in order, and carries the last one's sequence", """
            select count(*) as n from orders o
            full join (select client_order_id, array_agg(kind order by sequence) as kinds, max(sequence) as last,
                              array_agg(previous order by sequence) as previous,
                              sum(abs(signed_units)) as filled, sum(abs(released_units)) as released
                       from order_events group by client_order_id) e using (client_order_id)
            where e.last is distinct from o.sequence or e.kinds[cardinality(e.kinds)] is distinct from o.status
               or e.previous is distinct from array_prepend('NEW', e.kinds[1:cardinality(e.kinds) - 1])
               or e.filled <> o.filled_units
               or e.released <> case when o.status = 'REJECTED' and e.kinds[1] = 'REJECTED' then 0
                                     else o.quantity_units end\
            """);
        RULES.put(
                "leader sequences have no gap, and the leader's fills are the events", """
                    select (select max(leader_sequence) - count(*) from leader_events)
                           + (select count(*) from leader_events e full join
                                     (select * from fills where account_id = '%1$s') f using (client_order_id)
                              where e.event is null or f.account_id is null)
                           + abs((select leader_sequence from accounts where id = '%1$s')
                                 - (select max(leader_sequence) from leader_events)) as n\
                    """.formatted(DemoData.LEADER));
        RULES.put("an order that nothing limited brings its link within a lot of what is intended, never past it", """
            select count(*) as n
            from (select l.*, i.lot_units, i.quantity_scale, sum(case side when 'BUY' then 1 else -1 end
                             * ordered_units) over (partition by link_id, instrument order by leader_sequence) as has
                  from copy_ledger l join copy_links k on k.id = l.link_id join instruments i on i.id = l.instrument
                  where not k.force_minimum) x
            where ordered_units > 0 and code = ''
              and (abs(has - intended::numeric * power(10::numeric, quantity_scale)) >= lot_units + 0.001
                   or abs(has) > abs(intended::numeric * power(10::numeric, quantity_scale)) + 0.001)\
            """);
    }

    private MoneyChecks() {}

    /** Remembers what cash the accounts begin with. */
    static void begin(Deployment d) {
        d.db().update("create table first_cash as select id, cash_units from accounts")
                .block();
    }

    /** Which rules are broken, and the fills that plain engines make otherwise; empty when all is right. */
    static List<String> findings(Deployment d, PlainEngines engines) {
        List<String> all = new ArrayList<>();
        RULES.forEach((rule, sql) -> {
            long broken = d.count(sql);
            if (broken != 0) {
                all.add(rule + ": broken by " + broken);
            }
        });
        Map<String, PlainEngines.PaperFill> stored = new LinkedHashMap<>();
        Objects.requireNonNull(d.db().query(
                                "select f.* from fills f join orders o using (client_order_id) where not o.reduce_only",
                                r -> Map.entry(
                                        Db.text(r, "client_order_id") + " " + Db.text(r, "execution_id"),
                                        new PlainEngines.PaperFill(
                                                Db.text(r, "instrument"),
                                                Db.text(r, "side").equals("BUY"),
                                                Db.int64(r, "quantity_units"),
                                                Db.int64(r, "price_units"),
                                                Db.int64(r, "fee_units"),
                                                Db.int64(r, "event_time_ns"))))
                        .collectList()
                        .block(Duration.ofSeconds(60)))
                .forEach(e -> stored.put(e.getKey(), e.getValue()));
        // what only reduces is cut where its position ends, which an engine does not know
        Set<String> reducing = texts(d, "select client_order_id as t from orders where reduce_only");
        Map<String, PlainEngines.PaperFill> expected = new LinkedHashMap<>(engines.fills());
        expected.keySet().removeIf(k -> reducing.contains(k.substring(0, k.lastIndexOf(' '))));
        long wrong = expected.entrySet().stream()
                .filter(e -> !e.getValue().equals(stored.get(e.getKey())))
                .count();
        if (wrong != 0 || stored.size() != expected.size()) {
            all.add("fills: " + wrong + " other than those of plain engines; stored " + stored.size() + ", expected "
                    + expected.size());
        }
        Set<String> ends = texts(d, """
            select client_order_id || ' ' || status || ' ' || code || ' ' || updated_event_ns as t from orders
            where status in ('CANCELLED', 'EXPIRED') and not reduce_only\
            """);
        Set<String> expectedEnds = new TreeSet<>();
        engines.ends().forEach((id, end) -> expectedEnds.add(id + " " + end));
        expectedEnds.removeIf(
                end -> reducing.contains(end.substring(0, end.indexOf(' '))) || end.contains(" REJECTED "));
        if (!ends.equals(expectedEnds)) {
            all.add("ends of orders: stored " + ends.size() + ", expected " + expectedEnds.size() + ", for example "
                    + expectedEnds.stream()
                            .filter(e -> !ends.contains(e))
                            .findFirst()
                            .orElse("none missing"));
        }
        return all;
    }

    private static Set<String> texts(Deployment d, String query) {
        return new TreeSet<>(Objects.requireNonNull(
                d.db().query(query, r -> Db.text(r, "t")).collectList().block(Duration.ofSeconds(60))));
    }

    /** Every row of the tables of money, as text. */
    static MarketBooks rows(Deployment d) {
        MarketBooks books = new MarketBooks();
        for (String table : List.of(
                "copy_ledger",
                "orders",
                "fills",
                "positions",
                "accounts",
                "order_events",
                "copy_intended",
                "leader_events")) {
            Objects.requireNonNull(d.db().query("select t::text as line from " + table + " t", r -> Db.text(r, "line"))
                            .collectList()
                            .block(Duration.ofSeconds(60)))
                    .forEach(line -> books.put(table, line));
        }
        return books;
    }
}
