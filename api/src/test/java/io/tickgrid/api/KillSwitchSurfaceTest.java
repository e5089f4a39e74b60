package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.proto.risk.v1.KillScope;
import io.tickgrid.proto.risk.v1.KillSwitch;
import io.tickgrid.proto.risk.v1.KillSwitchChange;
import io.tickgrid.proto.risk.v1.KillSwitchServiceGrpc;
import io.tickgrid.proto.risk.v1.ListKillSwitchChangesRequest;
import io.tickgrid.proto.risk.v1.ListKillSwitchesRequest;
import io.tickgrid.proto.risk.v1.SetKillSwitchRequest;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Kill switches by REST and gRPC: who may, what is refused, what is shown. */
class KillSwitchSurfaceTest {
    private static final ApiFixture api = ApiFixture.shared();
    private static final ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
            .usePlaintext()
            .build();

    private static final String PATH = "/api/v1/risk/kill-switches";
    private static final String ON = "{\"on\": true, \"reason\": \"too wild\"}";
    private static final String OFF = "{\"on\": false, \"reason\": \"calm again\"}";

    @AfterAll
    static void close() {
        channel.shutdownNow();
    }

    @AfterEach
    void liftAll() {
        for (String path : List.of("/all", "/instrument/SIM:GAMMA-USD", "/leader/leader-1", "/account/own-1")) {
            assertThat(put("operator", path, OFF).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void aSwitchRefusesOrdersAndLiftedLetsThemPass() {
        Answer set = put("operator", "/account/own-1", ON);
        assertThat(set.status()).as(set.raw().body()).isEqualTo(200);
        assertThat(set.json().path("on").asBoolean()).isTrue();
        assertThat(set.json().path("reason").asString()).isEqualTo("too wild");
        assertThat(set.json().path("changed_by").asString()).isEqualTo("operator");
        assertThat(ordered("own-1", "killed")).isEqualTo("REJECTED kill_switch");
        assertThat(ordered("own-2", "beside")).isEqualTo("STORED ");

        put("operator", "/account/own-1", OFF);
        assertThat(ordered("own-1", "lifted")).isEqualTo("STORED ");
    }

    @Test
    void aTraderSetsAndLiftsThatOfAnOwnAccountAndNoOther() {
        assertThat(put("trader", "/account/own-1", ON).status()).isEqualTo(200);
        assertThat(put("trader", "/account/own-1", OFF).status()).isEqualTo(200);

        refused(put("trader", "/account/partner-1", ON), 404, "expected an account of the caller, got \"partner-1\"");
        refused(put("trader", "/account/foreign-1", ON), 404, "expected an account of the caller");
        refused(put("trader", "/leader/leader-1", ON), 403, "scope leader needs the role OPERATOR");
        refused(put("trader", "/instrument/BTC-USD", ON), 403, "scope instrument needs the role OPERATOR");
        assertThat(put("trader", "/all", ON).status()).isEqualTo(403);
        assertThat(put("partner", "/account/partner-1", ON).status()).isEqualTo(403);
        assertThat(api.get("analyst", PATH).status()).isEqualTo(403);

        put("operator", "/account/own-1", ON);
        refused(put("trader", "/account/own-1", OFF), 403, "only operators lift it");
    }

    @Test
    void whatIsUnknownOrMissingIsAClearError() {
        refused(put("operator", "/account/nobody", ON), 404, "expected an account of the tenant, got \"nobody\"");
        refused(put("operator", "/account/foreign-1", ON), 404, "expected an account of the tenant");
        refused(put("operator", "/leader/nobody", ON), 404, "expected a leader of the tenant, got \"nobody\"");
        refused(put("operator", "/leader/own-1", ON), 400, "name must be of a leader, \"own-1\" is none");
        refused(put("operator", "/instrument/NOPE", ON), 404, "expected an instrument such as");
        refused(put("operator", "/planet/x", ON), 400, "scope must be one of [all, leader, instrument, account]");
        refused(put("operator", "/all/x", ON), 400, "name must be absent for the scope all, was \"x\"");
        refused(put("operator", "/all", "{\"reason\": \"why\"}"), 400, "on must be true or false, was nothing");
        refused(put("operator", "/all", "{\"on\": true}"), 400, "reason must be 1 to 500 characters");
        refused(put("operator", "/all", "{\"on\": true, \"reason\": \" \"}"), 400, "reason must be");
        refused(put("operator", "/all", "{\"on\": true, \"reason\": \"a\\u0000b\"}"), 400, "reason must be");
        assertThat(items("operator", PATH + "?limit=500"))
                .noneMatch(s -> s.path("on").asBoolean());
    }

    @Test
    void operatorsSeeThoseOfTheTenantAndTradersTheirOwnAndWhatConcernsAll() {
        put("operator", "/all", ON);
        put("operator", "/instrument/SIM:GAMMA-USD", ON);
        put("operator", "/leader/leader-1", ON);
        put("operator", "/account/follower-0001", ON);
        put("operator", "/account/follower-0001", OFF);

        assertThat(names("operator"))
                .contains("all null", "account follower-0001", "leader leader-1", "instrument SIM:GAMMA/USD");
        assertThat(names("trader"))
                .contains("all null", "leader leader-1", "instrument SIM:GAMMA/USD")
                .doesNotContain("account follower-0001");
        assertThat(names("partner")).contains("all null").doesNotContain("leader leader-1");
        assertThat(of(items("operator", PATH), "all").path("changed_by").asString())
                .isEqualTo("operator");
        assertThat(of(items("trader", PATH), "all").path("changed_by").isNull()).isTrue();
        assertThat(of(items("trader", PATH), "all").path("reason").asString()).isEqualTo("too wild");
    }

    @Test
    void theAuditIsPagedNewestFirst() {
        put("operator", "/account/follower-0002", ON);
        put("operator", "/account/follower-0002", ON);
        put("operator", "/account/follower-0002", OFF);
        List<JsonNode> read = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    api.get("operator", PATH + "/changes?limit=1" + cursor).json();
            page.path("items").forEach(read::add);
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(read.stream()
                        .filter(c -> c.path("name").asString("").equals("follower-0002"))
                        .map(c -> c.path("from").asString() + " " + c.path("to").asString() + " "
                                + c.path("reason").asString()))
                .containsExactly("on off calm again", "off on too wild");
        assertThat(read.stream().map(c -> -c.path("sequence").asLong()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(items("trader", PATH + "/changes?limit=500"))
                .noneMatch(c -> c.path("name").asString("").equals("follower-0002"));
        assertThat(items("operator", PATH + "?limit=1")).hasSize(1);
        assertThat(api.get("operator", PATH + "?cursor=x").code()).isEqualTo("invalid_cursor");
    }

    @Test
    void byGrpcItIsTheSame() {
        var operator = GrpcSurfaceTest.as("operator", KillSwitchServiceGrpc.newBlockingStub(channel));
        SetKillSwitchRequest on = SetKillSwitchRequest.newBuilder()
                .setScope(KillScope.KILL_SCOPE_ACCOUNT)
                .setName("own-1")
                .setOn(true)
                .setReason("by wire")
                .build();
        KillSwitch set = operator.setKillSwitch(on).getKillSwitch();
        assertThat(set.getOn() && set.getByOperator()).isTrue();
        assertThat(set.getChangedBy()).isEqualTo("operator");
        assertThat(ordered("own-1", "wired")).isEqualTo("REJECTED kill_switch");
        assertThat(operator.listKillSwitches(ListKillSwitchesRequest.getDefaultInstance())
                        .getItemsList())
                .contains(set);
        KillSwitchChange change = operator.listKillSwitchChanges(
                        ListKillSwitchChangesRequest.newBuilder().setLimit(1).build())
                .getItems(0);
        assertThat(change.getReason()).isEqualTo("by wire");
        assertThat(!change.getWasOn() && change.getOn()).isTrue();

        GrpcSurfaceTest.refusal(
                Status.Code.INVALID_ARGUMENT,
                () -> operator.setKillSwitch(on.toBuilder().clearOn().build()));
        GrpcSurfaceTest.refusal(
                Status.Code.INVALID_ARGUMENT,
                () -> operator.setKillSwitch(on.toBuilder().clearScope().build()));
        GrpcSurfaceTest.refusal(
                Status.Code.PERMISSION_DENIED,
                () -> GrpcSurfaceTest.as("trader", KillSwitchServiceGrpc.newBlockingStub(channel))
                        .setKillSwitch(SetKillSwitchRequest.newBuilder()
                                .setScope(KillScope.KILL_SCOPE_ALL)
                                .setOn(true)
                                .setReason("mine")
                                .build()));
    }

    @Test
    void theMetricCountsThoseThatAreOn() {
        long others = leadersThatAreOn(); // of other tests: they share the platform
        assertThat(put("operator", "/leader/leader-1", ON).status()).isEqualTo(200);
        shows("tickgrid_kill_switches_on{scope=\"leader\"} " + (others + 1) + ".0");
        assertThat(put("operator", "/leader/leader-1", OFF).status()).isEqualTo(200);
        shows("tickgrid_kill_switches_on{scope=\"leader\"} " + others + ".0");
    }

    private static long leadersThatAreOn() {
        return api.node
                .stores()
                .killSwitches()
                .loadAll()
                .filter(s -> s.on() && s.scope().equals("leader"))
                .count()
                .block();
    }

    private static void shows(String line) {
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(api.get("operator", "/actuator/prometheus")
                                .raw()
                                .body()
                                .lines()
                                .filter(l -> l.startsWith("tickgrid_kill_switches_on")))
                        .contains(line));
    }

    private static Answer put(String user, String path, String body) {
        return api.send(
                user,
                PATH + path,
                b -> b.header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void refused(Answer answer, int status, String detail) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.json().path("detail").asString()).contains(detail);
    }

    private static List<JsonNode> items(String user, String path) {
        return api.get(user, path).json().path("items").valueStream().toList();
    }

    private static List<String> names(String user) {
        return items(user, PATH + "?limit=500").stream()
                .map(s -> s.path("scope").asString() + " "
                        + (s.path("name").isNull() ? "null" : s.path("name").asString()))
                .toList();
    }

    private static JsonNode of(List<JsonNode> items, String scope) {
        return items.stream()
                .filter(s -> s.path("scope").asString().equals(scope))
                .findFirst()
                .orElseThrow();
    }

    private static String ordered(String account, String key) {
        JsonNode order = api.post("trader", "/api/v1/orders", """
            {"account_id": "%s", "symbol": "BTC-USD", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
            """.formatted(account), "Idempotency-Key", "kill-" + key)
                .json();
        return order.path("status").asString() + " " + order.path("code").asString("");
    }
}
