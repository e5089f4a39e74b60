package io.tickgrid.api;

import static io.tickgrid.api.Operation.TenantRule.ACCOUNT;
import static io.tickgrid.api.Operation.TenantRule.LEADER_OR_FOLLOWER;
import static io.tickgrid.api.Operation.TenantRule.LEADER_SUMMARY;
import static io.tickgrid.api.Operation.TenantRule.NONE;
import static io.tickgrid.api.Operation.TenantRule.SELF;
import static io.tickgrid.api.Operation.TenantRule.TENANT;
import static io.tickgrid.api.identity.Role.ANALYST;
import static io.tickgrid.api.identity.Role.OPERATOR;
import static io.tickgrid.api.identity.Role.PARTNER;
import static io.tickgrid.api.identity.Role.TRADER;

import io.tickgrid.api.Operation.Access;
import io.tickgrid.api.Operation.Surface;
import io.tickgrid.api.Operation.TenantRule;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.GridSql;
import io.tickgrid.grid.TickgridException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The table of every operation of every surface: role, scope and tenant rule. Enforcement reads it, and what is not in it
 * is refused.
 */
public final class Operations {
    private static final Set<Role> ALL = EnumSet.allOf(Role.class);
    private static final Set<Role> STUDY = EnumSet.of(ANALYST, OPERATOR);
    private static final Set<Role> TRADE = EnumSet.of(TRADER, PARTNER);
    private static final Set<Role> ORDERS = EnumSet.of(TRADER, PARTNER, OPERATOR);
    private static final Set<Role> MONEY = EnumSet.of(TRADER, OPERATOR);
    private static final Set<Role> LEADERS = EnumSet.of(TRADER, ANALYST, OPERATOR);

    private static final List<Operation> REST = List.of(
            open("auth.login", "POST /api/v1/auth/login", "Exchanges name and password for tokens."),
            open("auth.refresh", "POST /api/v1/auth/refresh", "Exchanges a refresh token for new tokens."),
            rest("auth.profile", "GET /api/v1/auth/profile", ALL, "identity:read", SELF, "Who the caller is."),
            open("health.get", "GET /api/v1/health", "State of the cluster, its jobs, feeds and dependencies."),
            rest("instruments.list", "GET /api/v1/instruments", ALL, "market:read", NONE, "Listings."),
            rest("instruments.get", "GET /api/v1/instruments/{symbol}", ALL, "market:read", NONE, "One listing."),
            rest("candles.list", "GET /api/v1/candles/{symbol}", ALL, "market:read", NONE, "Bars, newest first."),
            rest(
                    "indicators.latest",
                    "GET /api/v1/quant/indicators/{symbol}",
                    ALL,
                    "market:read",
                    NONE,
                    "Latest indicator values."),
            rest(
                    "indicators.history",
                    "GET /api/v1/quant/indicators/{symbol}/history",
                    ALL,
                    "market:read",
                    NONE,
                    "Indicator values of closed bars."),
            rest(
                    "trends.get",
                    "GET /api/v1/quant/trends/{symbol}",
                    ALL,
                    "market:read",
                    NONE,
                    "Direction and strength."),
            rest(
                    "volatility.get",
                    "GET /api/v1/quant/volatility/{symbol}",
                    ALL,
                    "market:read",
                    NONE,
                    "Regime and measures of volatility."),
            rest(
                    "market.overview",
                    "GET /api/v1/market/overview",
                    ALL,
                    "market:read",
                    NONE,
                    "All instruments at once."),
            rest(
                    "fusion.get",
                    "GET /api/v1/fusion/{symbol}",
                    ALL,
                    "market:read",
                    NONE,
                    "The fused score and its parts."),
            rest("signals.list", "GET /api/v1/signals", ALL, "signals:read", NONE, "Published signals."),
            rest("orders.place", "POST /api/v1/orders", TRADE, "orders:write", ACCOUNT, "Places an order."),
            rest(
                    "orders.cancel",
                    "POST /api/v1/orders/{client_order_id}/cancel",
                    TRADE,
                    "orders:write",
                    ACCOUNT,
                    "Asks for the end of an order."),
            rest("orders.list", "GET /api/v1/orders", ORDERS, "orders:read", ACCOUNT, "Orders of the accounts."),
            rest("orders.get", "GET /api/v1/orders/{client_order_id}", ORDERS, "orders:read", ACCOUNT, "One order."),
            rest("accounts.list", "GET /api/v1/accounts", ORDERS, "orders:read", ACCOUNT, "Accounts of the caller."),
            rest(
                    "portfolio.get",
                    "GET /api/v1/portfolio",
                    MONEY,
                    "portfolio:read",
                    ACCOUNT,
                    "Cash, positions, equity."),
            rest("copy.links.list", "GET /api/v1/copy/links", MONEY, "copy:read", LEADER_OR_FOLLOWER, "Copy links."),
            rest(
                    "copy.links.create",
                    "POST /api/v1/copy/links",
                    MONEY,
                    "copy:write",
                    ACCOUNT,
                    "Begins to copy a leader."),
            rest(
                    "copy.links.pause",
                    "POST /api/v1/copy/links/{id}/pause",
                    MONEY,
                    "copy:write",
                    ACCOUNT,
                    "Pauses a link."),
            rest(
                    "copy.links.resume",
                    "POST /api/v1/copy/links/{id}/resume",
                    MONEY,
                    "copy:write",
                    ACCOUNT,
                    "Resumes a paused link."),
            rest(
                    "copy.links.close",
                    "POST /api/v1/copy/links/{id}/close",
                    MONEY,
                    "copy:write",
                    ACCOUNT,
                    "Ends a link."),
            rest(
                    "copy.simulate",
                    "POST /api/v1/copy/simulate",
                    ORDERS,
                    "copy:read",
                    NONE,
                    "What the followers of a case would get, and why."),
            rest(
                    "copy.dry_run",
                    "POST /api/v1/copy/dry-run",
                    MONEY,
                    "copy:read",
                    ACCOUNT,
                    "What a follower would get of a leader's fill that has not happened."),
            rest(
                    "copy.ledger.list",
                    "GET /api/v1/copy/ledger",
                    MONEY,
                    "copy:read",
                    LEADER_OR_FOLLOWER,
                    "What became of leader events for their followers."),
            rest(
                    "copy.quality",
                    "GET /api/v1/copy/quality",
                    MONEY,
                    "copy:read",
                    LEADER_OR_FOLLOWER,
                    "Delay, slippage and size error of links."),
            rest(
                    "copy.ledger.summary",
                    "GET /api/v1/copy/ledger/summary",
                    LEADERS,
                    "copy:read",
                    LEADER_SUMMARY,
                    "How many follower orders ended how."),
            rest(
                    "risk.kill_switches.list",
                    "GET /api/v1/risk/kill-switches",
                    ORDERS,
                    "risk:read",
                    ACCOUNT,
                    "Kill switches of the accounts, and those that concern everybody."),
            rest(
                    "risk.kill_switches.changes",
                    "GET /api/v1/risk/kill-switches/changes",
                    ORDERS,
                    "risk:read",
                    ACCOUNT,
                    "Who changed which of these kill switches, when and why."),
            rest(
                    "risk.kill_switches.set_all",
                    "PUT /api/v1/risk/kill-switches/all",
                    EnumSet.of(OPERATOR),
                    "risk:write",
                    NONE,
                    "Stops all orders, or lifts that."),
            rest(
                    "risk.kill_switches.set",
                    "PUT /api/v1/risk/kill-switches/{scope}/{name}",
                    MONEY,
                    "risk:write",
                    ACCOUNT,
                    "Stops the orders of an account; for operators also of an instrument, or those that copy a leader."
                            + " Or lifts that."),
            rest(
                    "risk.limits.get",
                    "GET /api/v1/risk/limits/{account}",
                    ORDERS,
                    "risk:read",
                    ACCOUNT,
                    "Limits of an account."),
            rest(
                    "risk.limits.set",
                    "PUT /api/v1/risk/limits/{account}",
                    MONEY,
                    "risk:write",
                    ACCOUNT,
                    "Sets the limits of an account; for its owner none that is looser than an operator's."),
            rest("dead_letters.list", "GET /api/v1/dead-letters", STUDY, "operations:read", NONE, "Refused input."),
            rest("sql.query", "POST /api/v1/sql", STUDY, "sql:read", TENANT, "One SELECT over the live maps."),
            // the platform's own
            open("page.index", "GET /", "The page."),
            open("page.index", "GET /index.html", "The page."),
            open("page.icon", "GET /icon.svg", "The page's icon."),
            open("page.icon", "GET /favicon.ico", "The page's icon, where browsers look for it."),
            open("page.css", "GET /css/**", "The page's styles."),
            open("page.js", "GET /js/**", "The page's scripts."),
            open("page.vendor", "GET /vendor/**", "The page's libraries."),
            rest("docs.openapi", "GET /v3/api-docs/**", ALL, "docs:read", NONE, "The OpenAPI description."),
            open("docs.ui", "GET /docs", "The page that shows the OpenAPI description to who has signed in."),
            open("docs.ui", "GET /webjars/swagger-ui/**", "Files of that page."),
            open("health.probe", "GET /actuator/health/**", "Liveness and readiness."),
            rest(
                    "metrics.scrape",
                    "GET /actuator/prometheus",
                    EnumSet.of(OPERATOR),
                    "operations:read",
                    NONE,
                    "Metrics for Prometheus."),
            open("stream.connect", "GET /ws/v1", "The WebSocket; it asks for credentials itself."));

    private static final List<Operation> WEBSOCKET = List.of(
            channel("stream.market", "market", ALL, "market:read", NONE, "Candles and scores of an instrument."),
            channel("stream.signals", "signals", ALL, "signals:read", NONE, "Signals as they are published."),
            channel("stream.trades", "trades", ORDERS, "orders:read", ACCOUNT, "Orders of an account as they change."),
            channel("stream.portfolio", "portfolio", MONEY, "portfolio:read", ACCOUNT, "Value of an account."),
            channel("stream.copy", "copy", LEADERS, "copy:read", LEADER_SUMMARY, "Followers' outcomes of a leader."));

    private static final List<Operation> GRPC =
            GrpcOperations.rows(Stream.concat(REST.stream(), WEBSOCKET.stream()).toList());

    private static final List<Operation> SQL = Stream.of(GridMaps.values())
            .filter(GridMaps::sql)
            .map(map -> new Operation(
                    "sql." + map.sqlName(),
                    Surface.SQL,
                    map.sqlName(),
                    Access.ROLE,
                    STUDY,
                    "sql:read",
                    GridSql.ownedByTenants(map) ? TENANT : NONE,
                    map.doc()))
            .toList();

    private static final List<Operation> TABLE =
            Stream.of(REST, WEBSOCKET, GRPC, SQL).flatMap(List::stream).toList();

    private static final RestOperations REST_PATHS = new RestOperations(REST);

    private Operations() {}

    /** Every row. */
    public static List<Operation> all() {
        return TABLE;
    }

    /** The rows of REST by method and path. */
    public static RestOperations rest() {
        return REST_PATHS;
    }

    /** The row of a target on a surface other than REST; empty = refuse. */
    public static Optional<Operation> find(Surface surface, String target) {
        return TABLE.stream()
                .filter(o -> o.surface() == surface && o.target().equals(target))
                .findFirst();
    }

    /** @throws TickgridException forbidden, when neither role nor scope of the caller fits */
    public static void require(Caller caller, Operation operation) {
        if (operation.access() == Access.OPEN) {
            return;
        }
        if (caller.roles().stream().noneMatch(operation.roles()::contains)) {
            throw new TickgridException(
                    ErrorCode.FORBIDDEN,
                    operation.id() + " needs one of the roles " + names(operation.roles()) + ", the caller has "
                            + names(caller.roles()));
        }
        if (!caller.mayUse(operation.scope())) {
            throw new TickgridException(
                    ErrorCode.FORBIDDEN, operation.id() + " needs the scope " + operation.scope() + " of the API key");
        }
    }

    private static List<String> names(Set<Role> roles) {
        return roles.stream().map(Role::name).sorted().toList();
    }

    private static Operation open(String id, String target, String doc) {
        return new Operation(id, Surface.REST, target, Access.OPEN, Set.of(), "", NONE, doc);
    }

    private static Operation rest(
            String id, String target, Set<Role> roles, String scope, TenantRule rule, String doc) {
        return new Operation(id, Surface.REST, target, Access.ROLE, roles, scope, rule, doc);
    }

    private static Operation channel(
            String id, String target, Set<Role> roles, String scope, TenantRule rule, String doc) {
        return new Operation(id, Surface.WEBSOCKET, target, Access.ROLE, roles, scope, rule, doc);
    }
}
