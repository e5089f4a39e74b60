package io.tickgrid.api.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.sql.SqlResult;
import com.hazelcast.sql.SqlStatement;
import io.tickgrid.api.docs.ReadmeExamples;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The gateway on a real member: what it answers, and that nothing else gets through. Long by its list of refused statements,
 * which is to be read in one piece.
 */
class SqlGatewayTest {
    private static final java.util.Set<String> TABLES =
            io.tickgrid.grid.GridSql.tables(List.of()).keySet();
    private static final String BTC = "BITSTAMP:BTC/USD";

    private static EmbeddedPostgres postgres;
    private static GridNode node;
    private static SqlGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        node = GridNode.start(new GridConfig(
                "sql-" + port,
                port,
                List.of(),
                EnumSet.allOf(GridConfig.Role.class),
                1,
                new DbUrl("localhost", postgres.getPort(), "postgres", "postgres", "postgres"),
                List.of("1m", "5m"),
                List.of("rsi_14", "ema_21")));
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 10; j++) {
                candle("SIM:S" + j + "/USD", "1m", 60_000L * i, 100 + i, i);
            }
        }
        candle(BTC, "5m", 300_000, 7, 1);
        for (String tenant : List.of("demo", "rival")) {
            for (int i = 0; i < 3; i++) {
                String id = tenant + "-" + i;
                map(GridMaps.ACCOUNTS)
                        .set(
                                id,
                                new Account(
                                        id, tenant, "owner", "É'" + i, "own", "USD", 1L << 60, true, true, 0, 0, 0));
                map(GridMaps.ORDERS)
                        .set(id + "@" + id, OrderRow.market(id, tenant, id, BTC, true, 5, "manual:" + i, 1));
                map(GridMaps.POSITIONS).set(Position.key(id, BTC), new Position(id, tenant, BTC, 10 + i, 0, 0, 0, 1));
            }
        }
        map(GridMaps.FUSION)
                .set("1m@" + BTC, new FusionRow(BTC, "1m", 0, Double.NaN, 0.5, "HOLD", 0, 0, 1, true, 1, true));
        gateway = new SqlGateway(node.hazelcast(), node.config().indicatorColumns());
    }

    private static void candle(String instrument, String frame, long openTimeMs, double price, long trades) {
        map(GridMaps.CANDLES)
                .set(
                        Candle.key(instrument, frame, openTimeMs),
                        new Candle(instrument, frame, openTimeMs, price, price, price, price, 1, trades, 0, true));
    }

    private static com.hazelcast.map.IMap<String, Object> map(GridMaps map) {
        return node.hazelcast().getMap(map.mapName());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        node.close();
        postgres.close();
    }

    private static SqlAnswer ask(String sql) {
        return gateway.query(sql, "demo", TABLES).block(Duration.ofSeconds(30));
    }

    private static List<List<Object>> rows(String sql) {
        return new ArrayList<>(ask(sql).rows());
    }

    private static String refusal(String sql) {
        try {
            SqlAnswer answer = ask(sql);
            throw new AssertionError("expected a refusal of " + sql + ", got " + answer.rows());
        } catch (TickgridException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.SQL_REFUSED);
            return e.getMessage();
        }
    }

    @Test
    void selectAnswersColumnsWithTypesAndRows() {
        SqlAnswer answer = ask(
                "SELECT open_time_ms, open, close AS last, trades FROM candles WHERE instrument = 'SIM:S3/USD' ORDER BY"
                        + " open_time_ms LIMIT 2;");
        assertThat(answer.columns())
                .containsExactly(
                        new SqlAnswer.Column("open_time_ms", "BIGINT"),
                        new SqlAnswer.Column("open", "DOUBLE"),
                        new SqlAnswer.Column("last", "DOUBLE"),
                        new SqlAnswer.Column("trades", "BIGINT"));
        assertThat(answer.rows()).isEqualTo(List.of(List.of(0L, 100.0, 100.0, 0L), List.of(60_000L, 101.0, 101.0, 1L)));
        assertThat(answer.truncated()).isFalse();
    }

    private static void copied(String follower, long sequence, String side, long price, long delayMs) {
        LedgerRow row = new LedgerRow(
                "leader-1",
                sequence,
                follower,
                "open",
                "demo",
                "link",
                BTC,
                side,
                price == 0 ? "pending" : "filled",
                "",
                "1",
                0,
                5,
                price == 0 ? 0 : 5,
                price,
                10_000,
                "order-" + sequence,
                1_000_000_000,
                price == 0 ? 0 : 1_000_000_000 + delayMs * 1_000_000);
        map(GridMaps.COPY_LEDGER).set(LedgerRow.key("leader-1", sequence, follower, "open"), row);
    }

    /** The queries of docs/reference/copy-ledger.md, as written there. */
    @Test
    void theQueriesOfTheLedgersPageAnswer() {
        copied("f", 1, "BUY", 10_030, 200);
        copied("f", 2, "SELL", 9_990, 600);
        copied("f", 3, "BUY", 0, 0);
        List<String> queries = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(ReadmeExamples.text(ReadmeExamples.root().resolve("docs/reference/copy-ledger.md")))
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(queries).hasSize(3);
        assertThat(rows(queries.get(0))).containsExactly(List.of("leader-1", 3L, "f", BTC, 5L, "order-3"));
        assertThat(rows(queries.get(1)))
                .containsExactlyInAnyOrder(List.of("filled", "", 2L), List.of("pending", "", 1L));
        List<Object> quality = rows(queries.get(2)).getFirst();
        assertThat(quality.subList(0, 3)).isEqualTo(List.of("f", BTC, 2L));
        assertThat(Double.parseDouble(quality.get(3).toString())).isEqualTo(400);
        assertThat(Double.parseDouble(quality.get(4).toString())).isEqualTo(20);
    }

    @Test
    void everyMapOfTheTableCanBeSelectedWithExactlyItsColumns() {
        for (String table : io.tickgrid.grid.GridSql.tables(node.config().indicatorColumns())
                .keySet()) {
            assertThat(ask("SELECT * FROM " + table).columns().stream()
                            .map(SqlAnswer.Column::name)
                            .toList())
                    .isEqualTo(List.copyOf(
                            io.tickgrid.grid.GridSql.tables(node.config().indicatorColumns())
                                    .get(table)
                                    .keySet()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT COUNT(*), COUNT(DISTINCT frame), MIN(low), AVG(\"close\") FROM candles",
                "SELECT frame, SUM(volume) v FROM candles GROUP BY frame HAVING SUM(volume) > 1 ORDER BY v DESC",
                "SELECT c.close FROM candles c JOIN fusion f ON c.instrument = f.instrument AND c.frame = f.frame"
                        + " LIMIT 1",
                "SELECT a.id, p.quantity_units FROM accounts AS a LEFT JOIN positions p ON p.account_id = a.id",
                "SELECT id FROM (SELECT id, name FROM accounts WHERE active) t WHERE name LIKE '%1'",
                "SELECT CASE WHEN rsi_14 > 70 THEN 'hot' ELSE 'cold' END FROM indicators",
                "SELECT ROUND(open / 3, 2), FLOOR(open), - - open, trades % 2, MOD(trades, 2) FROM candles LIMIT 1",
                "SELECT id FROM orders WHERE quantity_units BETWEEN 1 AND 9 AND side IN ('BUY', 'SELL') AND code IS"
                        + " NOT NULL",
                "SELECT CAST(trades AS DOUBLE), COALESCE(open, 0), NULLIF(open, 1), ABS(-1.5), 1e3, 0.1 FROM candles"
                        + " LIMIT 1",
                "SELECT EXTRACT(HOUR FROM TO_TIMESTAMP_TZ(open_time_ms)), TRIM(frame), UPPER(SUBSTRING(frame, 1, 1))"
                        + " FROM candles LIMIT 1",
                "SELECT instrument FROM candles UNION SELECT instrument FROM fusion",
                "SELECT /* a comment; DROP TABLE x */ frame -- and another\n FROM candles LIMIT 1 OFFSET 1",
                "SELECT o.client_order_id FROM orders o CROSS JOIN fusion WHERE NOT (o.quantity_units < 1 OR o.side <>"
                        + " 'BUY')",
            })
    void whatAnalystsNeedIsAllowed(String sql) {
        String query = sql.replace("SELECT id FROM orders", "SELECT client_order_id FROM orders");
        assertThat(ask(query).rows()).isNotNull();
    }

    @Test
    void textsKeepTheirCharacters() {
        assertThat(rows("SELECT name FROM accounts WHERE name = 'É''1'")).isEqualTo(List.of(List.of("É'1")));
        assertThat(rows("SELECT 'a\\b'';--/*' FROM fusion")).isEqualTo(List.of(List.of("a\\b';--/*")));
        assertThat(rows("SELECT u&'\\00c9' FROM fusion")).isEqualTo(List.of(List.of("É")));
    }

    @Test
    void valuesAreSafeForJson() {
        assertThat(rows("SELECT score FROM fusion").getFirst()).containsExactly((Object) null);
        assertThat(rows("SELECT cash_units FROM accounts WHERE id = 'demo-0'"))
                .isEqualTo(List.of(List.of("1152921504606846976")));
        assertThat(SqlGateway.jsonSafe(9_007_199_254_740_991L)).isEqualTo(9_007_199_254_740_991L);
        assertThat(SqlGateway.jsonSafe(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(SqlGateway.jsonSafe(new java.math.BigDecimal("1E+3"))).isEqualTo("1000");
    }

    @Test
    void rowsBeyondTheCapAreCutAndSaidSo() {
        SqlAnswer answer = ask("SELECT * FROM candles");
        assertThat(answer.rows()).hasSize(1_000);
        assertThat(answer.truncated()).isTrue();
        assertThat(ask("SELECT * FROM candles WHERE frame = '1m' LIMIT 1000").truncated())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, tenant_id FROM accounts",
                "SELECT id, tenant_id FROM accounts WHERE tenant_id = 'rival' OR 1 = 1",
                "SELECT accounts.id, accounts.tenant_id FROM accounts",
                "SELECT id, tenant_id FROM \"accounts\" AS \"x\" WHERE TRUE OR \"x\".tenant_id = 'rival'",
                "SELECT a.id, b.tenant_id FROM accounts a LEFT JOIN accounts b ON a.id <> b.id OR TRUE",
                "SELECT b.id, b.tenant_id FROM accounts a RIGHT JOIN accounts b ON a.id = b.id",
                "SELECT b.account_id, b.tenant_id FROM fusion LEFT JOIN positions b ON TRUE",
                "SELECT client_order_id, tenant_id FROM orders WHERE FALSE UNION ALL SELECT id, tenant_id FROM"
                        + " accounts",
                "SELECT * FROM (SELECT id, tenant_id FROM (SELECT * FROM accounts) AS fusion) AS accounts",
                "SELECT o.client_order_id, o.tenant_id FROM candles c, orders o WHERE c.frame = '5m'",
                "SELECT id, tenant_id FROM accounts -- ' OR 1=1",
                "SELECT id, tenant_id FROM accounts WHERE name <> '''; -- \"' OR tenant_id <> 'demo'",
            })
    void noQueryLeavesItsTenant(String sql) {
        List<List<Object>> rows = rows(sql);
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row -> assertThat((List<Object>) row)
                        .noneMatch(value -> String.valueOf(value).startsWith("rival")));
    }

    @Test
    void aggregatesCountTheTenantsRowsOnly() {
        assertThat(rows("SELECT COUNT(*), SUM(quantity_units) FROM positions")).isEqualTo(List.of(List.of(3L, "33")));
        assertThat(rows("SELECT COUNT(*) FROM accounts a CROSS JOIN orders o")).isEqualTo(List.of(List.of(9L)));
        assertThat(gateway.query("SELECT id FROM accounts", "nobody", TABLES)
                        .block()
                        .rows())
                .isEmpty();
        assertThat(gateway.query("SELECT id FROM accounts", "demo' OR '1'='1", TABLES)
                        .block()
                        .rows())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM TABLE(JSON_FLAT_FILE(path => '/etc'))",
                "SELECT * FROM TABLE(CSV_FILE('/etc', 'passwd'))",
                "SELECT * FROM TABLE(generate_series(1, 10))",
                "SELECT * FROM TABLE(generate_stream(10)) AS candles",
                "SELECT * FROM (SELECT * FROM TABLE(generate_series(1, 3))) AS candles",
                "SELECT * FROM candles, LATERAL TABLE(generate_series(1, 3))",
                "SELECT * FROM candles, LATERAL (SELECT * FROM accounts) a",
                "SELECT * FROM UNNEST(ARRAY[1, 2])",
                "SELECT * FROM information_schema.dataconnections",
                "SELECT * FROM \"information_schema\".\"mappings\"",
                "SELECT * FROM hazelcast.information_schema.tables",
                "SELECT * FROM partitioned.accounts",
                "SELECT * FROM hazelcast.partitioned.accounts",
                "SELECT * FROM hazelcast.public.accounts",
                "SELECT * FROM public.accounts",
                "SELECT * FROM \"engine-state\"",
                "SELECT * FROM engine_state",
                "SELECT * FROM follower_blocks",
                "SELECT * FROM ACCOUNTS",
                "SELECT * FROM \"accounts\"\"\"",
                "SELECT * FROM u&\"\\0061ccounts_x\"",
                "SELECT GET_DDL('relation', 'accounts')",
                "SELECT GET_DDL('relation', 'accounts') FROM candles",
                "SELECT \"GET_DDL\"('relation', 'accounts') FROM candles",
                "SELECT id FROM candles WHERE GET_DDL('relation', 'accounts') = 'x'",
                "SELECT UPPER(GET_DDL('relation', 'accounts')) FROM candles ORDER BY GET_DDL('relation', 'x')",
                "SELECT JSON_QUERY('{}', '$') FROM candles",
                "SELECT JSON_OBJECT('a': 1) FROM candles",
                "SELECT REPLACE(REPLACE('aa', 'a', 'aaaa'), 'a', 'aaaa') FROM candles",
                "SELECT frame || frame FROM candles",
                "SELECT CONCAT(frame, frame) FROM candles",
                "SELECT RAND() FROM candles",
                "SELECT TO_CHAR(open_time_ms, 'x') FROM candles",
                "SELECT x.y.count(1) FROM candles",
                "SELECT CURRENT_USER FROM candles",
                "SELECT CURRENT_TIMESTAMP FROM candles",
                "SELECT __key FROM accounts",
                "SELECT this FROM accounts",
                "SELECT accounts.__key FROM accounts",
                "SELECT * FROM accounts FOR SYSTEM_TIME AS OF TIMESTAMP '2020-01-01 00:00:00'",
                "SELECT * FROM accounts TABLESAMPLE BERNOULLI(10)",
                "SELECT /*+ USE_HASH(a) */ * FROM accounts",
                "SELECT * FROM accounts /*+ INDEX(x) */",
                "SELECT STREAM * FROM accounts",
                "SELECT * FROM accounts NATURAL JOIN positions",
                "SELECT * FROM accounts JOIN positions USING (tenant_id)",
                "SELECT * FROM accounts FULL JOIN positions ON TRUE",
                "SELECT * FROM accounts a JOIN (positions p JOIN orders o ON TRUE) ON TRUE",
                "SELECT * FROM accounts AS a (id, tenant_id)",
                "SELECT * FROM accounts AS a, orders AS a",
                "WITH accounts AS (SELECT * FROM orders) SELECT * FROM accounts",
                "WITH x AS (SELECT * FROM information_schema.tables) SELECT * FROM x",
                "TABLE accounts",
                "SELECT * FROM (TABLE accounts) AS x",
                "VALUES (1)",
                "SELECT * FROM (VALUES (1)) AS candles",
                "SELECT id FROM accounts EXCEPT SELECT id FROM accounts",
                "SELECT id FROM accounts INTERSECT SELECT id FROM accounts",
                "SELECT id FROM accounts WHERE id IN (VALUES ('rival-0'))",
                "SELECT id FROM accounts WHERE tenant_id = ?",
                "SELECT id FROM accounts WHERE (id, name) IN (('a', 'b'))",
                "SELECT ROW(id, name) FROM accounts",
                "SELECT ARRAY[id] FROM accounts",
                "SELECT CAST(id AS OBJECT) FROM accounts",
                "SELECT CAST(id AS JSON) FROM accounts",
                "SELECT SUM(open) OVER (PARTITION BY frame) FROM candles",
                "SELECT COUNT(*) FILTER (WHERE TRUE) FROM candles",
                "SELECT frame FROM candles GROUP BY ROLLUP(frame)",
                "SELECT frame FROM candles WHERE frame LIKE '%a%a%a%a%'",
                "SELECT frame FROM candles WHERE frame LIKE frame",
                "SELECT frame FROM candles WHERE frame ILIKE 'x'",
                "SELECT frame FROM candles WHERE frame SIMILAR TO '(a*)*'",
                "SELECT frame FROM candles WHERE frame RLIKE '(a*)*'",
                "SELECT 1e999999999 FROM candles",
                "SELECT DATE '2020-01-01' FROM candles",
                "SELECT * FROM candles LIMIT ALL OFFSET -1",
                "SELECT id FROM accounts; DROP MAPPING accounts",
                "SELECT id FROM accounts; SELECT id FROM accounts",
                "SELECT id FROM accounts;; DELETE FROM accounts",
                "INSERT INTO accounts SELECT * FROM accounts",
                "SINK INTO accounts SELECT * FROM accounts",
                "UPDATE accounts SET name = 'x'",
                "DELETE FROM accounts",
                "MERGE INTO accounts USING orders ON TRUE WHEN MATCHED THEN UPDATE SET name = 'x'",
                "CREATE MAPPING x TYPE IMap OPTIONS ('keyFormat'='int')",
                "CREATE OR REPLACE VIEW accounts AS SELECT * FROM orders",
                "CREATE DATA CONNECTION x TYPE Jdbc OPTIONS ('jdbcUrl'='jdbc:x')",
                "CREATE JOB x AS SINK INTO a SELECT * FROM b",
                "DROP MAPPING accounts",
                "DROP JOB market",
                "ALTER JOB market SUSPEND",
                "ALTER SESSION SET x = 1",
                "SET x = 1",
                "RESET x",
                "SHOW MAPPINGS",
                "SHOW JOBS",
                "EXPLAIN SELECT * FROM accounts",
                "EXPLAIN PLAN FOR SELECT * FROM accounts",
                "DESCRIBE accounts",
                "CALL f()",
                "COMMIT",
                "",
                "   ",
                ";",
                "-- only a comment",
                "/* unterminated",
                "SELECT 'unterminated FROM accounts",
                "SELECT \"unterminated FROM accounts",
                "SELECT u&'\\zzzz' FROM accounts",
                "SELECT x'abc' FROM accounts",
                "SELECT _latin9'abc' FROM accounts",
                "\u0000",
                "SELECT id FROM accounts\uFF1B DROP MAPPING accounts",
                "ＳＥＬＥＣＴ id FROM accounts",
                "SELECT id FROM accounts INTO OUTFILE 'x'",
                "SELECT no_such_column FROM candles",
            })
    void everythingElseIsRefused(String sql) {
        assertThat(refusal(sql)).isNotBlank();
    }

    @Test
    void refusalsNameWhatIsAllowed() {
        assertThat(refusal("SELECT * FROM engine_state")).contains("candles", "copy_ledger", "got engine_state");
        assertThat(refusal("SELECT GET_DDL('a', 'b') FROM candles")).contains("COUNT", "GET_DDL");
        assertThat(refusal("DROP MAPPING accounts")).contains("expected one SELECT");
        assertThat(refusal("SELECT nothing FROM candles")).contains("nothing").doesNotContain("line 1");
        assertThat(refusal("SELECT * FROM TABLE(generate_series(1, 2))")).contains("maps are instruments");
    }

    @Test
    void hugeAndDeepTextsAreRefusedQuicklyAndWithoutOverflow() {
        List<String> attacks = List.of(
                "SELECT '" + "x".repeat(20_000_000) + "'",
                "SELECT " + "(".repeat(10_000) + "1" + ")".repeat(10_000),
                "SELECT " + "(".repeat(4_900) + "1" + ")".repeat(4_900),
                "SELECT * FROM " + "(".repeat(2_000) + "SELECT 1" + ")".repeat(2_000),
                "SELECT " + "- ".repeat(4_900) + "open FROM candles",
                "SELECT " + "NOT ".repeat(2_400) + "TRUE",
                "SELECT " + "CASE WHEN ".repeat(900) + "1",
                "SELECT " + "1+".repeat(4_900) + "1",
                "SELECT " + "[".repeat(9_000),
                "SELECT * FROM candles WHERE " + "TRUE AND ".repeat(1_000) + "TRUE",
                "SELECT " + "*,".repeat(4_000) + "* FROM candles",
                "SELECT * FROM candles" + ",candles".repeat(500),
                "SELECT x" + "+x".repeat(50) + " FROM (SELECT x" + "+x".repeat(50) + " AS x FROM (SELECT open"
                        + "+open".repeat(50) + " AS x FROM candles) a) b");
        for (String attack : attacks) {
            long from = System.nanoTime();
            refusal(attack);
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .as(attack.substring(0, 40))
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void theDeepestAllowedParenthesesAreParsedQuickly() {
        for (String inner : List.of("SELECT %s FROM candles LIMIT 1", "SELECT * FROM (SELECT %s AS x) AS t")) {
            String sql = inner.formatted("(".repeat(23) + "1" + ")".repeat(23));
            long from = System.nanoTime();
            ask(sql);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));
        }
        long from = System.nanoTime();
        assertThatThrownBy(() -> ask("SELECT * FROM " + "(".repeat(23) + "candles" + ")".repeat(23)))
                .isInstanceOf(TickgridException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void longQueryIsCancelledAfterTheTimeoutAndItsJobEnds() {
        try (SqlGateway hasty = new SqlGateway(
                node.hazelcast(),
                node.config().indicatorColumns(),
                new SqlLimits(10_000, 1_000, Duration.ofSeconds(1), 1))) {
            String sql = "SELECT COUNT(*) FROM candles a, candles b, candles c WHERE a.open + b.open + c.open < 0";
            assertThatThrownBy(() -> hasty.query(sql, "demo", TABLES).block(Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(
                            TickgridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SQL_TIMEOUT));
            await().atMost(Duration.ofSeconds(20)).until(() -> running().isEmpty());
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(hasty.query("SELECT 1", "demo", TABLES)
                                    .block()
                                    .rows())
                            .isEqualTo(List.of(List.of(1))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a.open FROM candles a, candles b ORDER BY a.open + b.open",
                "SELECT a.instrument, a.open, b.instrument, b.open, COUNT(*) FROM candles a, candles b"
                        + " GROUP BY a.instrument, a.open, b.instrument, b.open",
                "SELECT DISTINCT a.instrument, a.open_time_ms, b.instrument, b.open_time_ms FROM candles a, candles b",
            })
    void queryThatWouldFillTheHeapEndsBefore(String sql) {
        assertThatThrownBy(() -> ask(sql))
                .isInstanceOfSatisfying(
                        TickgridException.class,
                        e -> assertThat(e.code()).isIn(ErrorCode.SQL_REFUSED, ErrorCode.SQL_TIMEOUT));
    }

    /** A nested-loop join would keep the product of a batch with all that it meets, unseen by every limit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) FROM candles a, candles b",
                "SELECT COUNT(*) FROM candles a JOIN candles b ON a.frame = b.frame",
                "SELECT COUNT(*) FROM accounts a LEFT JOIN positions p ON p.account_id = a.id",
                "SELECT COUNT(*) FROM accounts a RIGHT JOIN orders o ON o.account_id > a.id",
                "SELECT COUNT(*) FROM accounts a JOIN (SELECT * FROM orders) o ON o.account_id = a.id, fusion f",
            })
    void joinsKeepNoProductOfRows(String sql) {
        SqlGuard.Checked checked = new SqlGuard(node.config().indicatorColumns(), 10_000).check(sql, "demo", TABLES);
        List<String> plan = new ArrayList<>();
        try (SqlResult result = node.hazelcast()
                .getSql()
                .execute(new SqlStatement("EXPLAIN " + checked.sql()).setParameters(checked.parameters()))) {
            result.forEach(row -> plan.add(row.getObject(0)));
        }
        assertThat(plan).anyMatch(line -> line.contains("JoinHash")).noneMatch(line -> line.contains("NestedLoop"));
        assertThat(rows(sql)).hasSize(1);
    }

    private static List<JobStatus> running() {
        return node.hazelcast().getJet().getJobs().stream()
                .map(job -> job.getStatus())
                .filter(status -> !status.isTerminal())
                .collect(Collectors.toList());
    }

    @Test
    void queriesBeyondTheConcurrencyLimitAreRefusedAtOnce() {
        try (SqlGateway narrow = new SqlGateway(
                node.hazelcast(),
                node.config().indicatorColumns(),
                new SqlLimits(10_000, 1_000, Duration.ofSeconds(2), 2))) {
            String slow = "SELECT COUNT(*) FROM candles a, candles b, candles c WHERE a.open + b.open + c.open < 0";
            List<ErrorCode> codes = Flux.range(0, 5)
                    .flatMap(i -> narrow.query(slow, "demo", TABLES)
                            .map(answer -> ErrorCode.INTERNAL)
                            .onErrorResume(TickgridException.class, e -> Mono.just(e.code())))
                    .collectList()
                    .block(Duration.ofSeconds(30));
            assertThat(codes)
                    .containsExactlyInAnyOrder(
                            ErrorCode.TOO_MANY_REQUESTS,
                            ErrorCode.TOO_MANY_REQUESTS,
                            ErrorCode.TOO_MANY_REQUESTS,
                            ErrorCode.SQL_TIMEOUT,
                            ErrorCode.SQL_TIMEOUT);
        }
    }

    @Test
    void wordsOfTheGrammarNeedNoQuotesOnlyWhereTheyAreColumns() {
        assertThat(SqlText.quote(
                        "select Open, 'open', \"open\" /* open */ -- open\n, x.close",
                        java.util.Set.of("open", "close")))
                .isEqualTo("select \"open\", 'open', \"open\" /* open */ -- open\n, x.\"close\"");
        assertThat(SqlText.parentheses("((')(((' /* ( */ -- (\n))")).isEqualTo(2);
        assertThat("OPEN".toLowerCase(Locale.ROOT)).isEqualTo("open");
    }
}
