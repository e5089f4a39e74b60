package io.tickgrid.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows of another tenant change no answer: every shape of join is asked before they exist and after. */
class SqlTenantTest {
    private static final java.util.Set<String> TABLES =
            io.tickgrid.grid.GridSql.tables(List.of()).keySet();
    private static final String COLUMNS = "id, name, owner_id, tenant_id, active, cash_units";

    private static List<String> queries() {
        List<String> queries = new ArrayList<>();
        for (String join : List.of("JOIN", "LEFT JOIN", "RIGHT JOIN")) {
            for (String on : List.of(
                    "a.id = b.id",
                    "a.id <> b.id",
                    "TRUE",
                    "FALSE",
                    "a.id <> b.id OR TRUE",
                    "a.id = b.owner_id",
                    "a.name = b.name",
                    "a.name = b.name AND a.id <> b.id",
                    "a.owner_id = b.owner_id AND b.cash_units > 0",
                    "a.tenant_id = b.tenant_id",
                    "a.id = b.id OR b.id = 'x'",
                    "b.active",
                    "b.tenant_id = 'rival'",
                    "b.owner_id = 'owner'",
                    "b.tenant_id = 'rival' OR b.tenant_id IS NULL")) {
                for (String right : List.of(
                        "accounts",
                        "(SELECT * FROM accounts WHERE active)",
                        "(SELECT " + COLUMNS + " FROM accounts UNION ALL SELECT " + COLUMNS + " FROM accounts)",
                        "(SELECT " + COLUMNS + ", COUNT(*) FROM accounts GROUP BY " + COLUMNS + ")")) {
                    queries.add("SELECT a.id, a.tenant_id, b.id, b.tenant_id FROM accounts a " + join + " " + right
                            + " b ON " + on);
                }
            }
            queries.add("SELECT COUNT(*), SUM(p.quantity_units) FROM orders o " + join + " accounts a ON TRUE " + join
                    + " positions p ON TRUE");
            queries.add("SELECT o.client_order_id, p.quantity_units FROM orders o " + join
                    + " positions p ON p.account_id = o.account_id AND p.instrument = 'B'");
        }
        queries.add("SELECT id FROM accounts WHERE id IN (SELECT account_id FROM positions WHERE quantity_units > 0)");
        queries.add("SELECT id FROM accounts a WHERE EXISTS (SELECT 1 FROM orders o WHERE o.tenant_id = 'rival')");
        queries.add("SELECT id FROM accounts WHERE (SELECT COUNT(*) FROM orders) > 3");
        queries.add("SELECT id FROM accounts UNION SELECT account_id FROM positions");
        return queries;
    }

    @Test
    void rowsOfAnotherTenantChangeNoAnswer() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                GridNode node = GridNode.start(new GridConfig(
                        "tenants-" + port,
                        port,
                        List.of(),
                        EnumSet.allOf(GridConfig.Role.class),
                        1,
                        new DbUrl("localhost", postgres.getPort(), "postgres", "postgres", "postgres"),
                        List.of("1m", "5m"),
                        List.of()));
                SqlGateway gateway = new SqlGateway(node.hazelcast(), List.of())) {
            put(node, "demo");
            Map<String, List<String>> alone = new LinkedHashMap<>();
            queries().forEach(query -> alone.put(query, ask(gateway, query)));
            put(node, "rival");
            alone.forEach(
                    (query, rows) -> assertThat(ask(gateway, query)).as(query).isEqualTo(rows));
            assertThat(alone.values())
                    .filteredOn(rows -> rows.getFirst().startsWith("refused"))
                    .as("queries that Hazelcast cannot plan")
                    .hasSizeLessThan(alone.size() / 10);
            assertThat(alone.get("SELECT a.id, a.tenant_id, b.id, b.tenant_id FROM accounts a JOIN accounts b ON TRUE"))
                    .hasSize(10);
        }
    }

    private static List<String> ask(SqlGateway gateway, String query) {
        List<String> rows = new ArrayList<>(List.of("rows"));
        try {
            gateway.query(query, "demo", TABLES).block().rows().stream()
                    .map(String::valueOf)
                    .sorted()
                    .forEach(rows::add);
            return rows;
        } catch (TickgridException e) {
            // The numbering of columns in some messages is not the same twice.
            return List.of("refused " + e.code());
        }
    }

    private static void put(GridNode node, String tenant) {
        for (int i = 0; i < 3; i++) {
            String id = tenant + "-" + i;
            node.hazelcast()
                    .getMap(GridMaps.ACCOUNTS.mapName())
                    .set(id, new Account(id, tenant, "owner", "n" + i, "own", "USD", 1, true, true, 0, 0, 0));
            node.hazelcast()
                    .getMap(GridMaps.ORDERS.mapName())
                    .set(id + "@" + id, OrderRow.market(id, tenant, id, "B", true, 5, "m", 1));
            node.hazelcast()
                    .getMap(GridMaps.POSITIONS.mapName())
                    .set(Position.key(id, "B"), new Position(id, tenant, "B", 10 + i, 0, 0, 0, 1));
        }
    }
}
