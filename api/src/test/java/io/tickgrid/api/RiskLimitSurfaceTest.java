package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.proto.order.v1.GetOrderRequest;
import io.tickgrid.proto.order.v1.OrderServiceGrpc;
import io.tickgrid.proto.risk.v1.GetRiskLimitsRequest;
import io.tickgrid.proto.risk.v1.RiskLimitServiceGrpc;
import io.tickgrid.proto.risk.v1.RiskLimits;
import io.tickgrid.proto.risk.v1.SetRiskLimitsRequest;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits of accounts by REST and gRPC: who may, what is refused, what is shown. */
class RiskLimitSurfaceTest {
    private static final ApiFixture api = ApiFixture.shared();
    private static final ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
            .usePlaintext()
            .build();

    private static final String PATH = "/api/v1/risk/limits/";

    @AfterAll
    static void close() {
        channel.shutdownNow();
    }

    @AfterEach
    void liftAll() {
        assertThat(put("operator", "own-2", "{}").status()).isEqualTo(200);
        assertThat(put("operator", "follower-0005", "{}").status()).isEqualTo(200);
    }

    @Test
    void anAccountHasNoneUntilSomebodySetsSome() {
        JsonNode none = api.get("operator", PATH + "follower-0004").json();
        assertThat(none.path("account_id").asString()).isEqualTo("follower-0004");
        assertThat(none.path("max_leverage").isNull()).isTrue();
        assertThat(none.path("changed_by").isNull()).isTrue();

        Answer set = put("operator", "follower-0005", "{\"preset\": \"balanced\", \"max_exposure\": \"20000.50\"}");
        assertThat(set.status()).as(set.raw().body()).isEqualTo(200);
        JsonNode limits = api.get("operator", PATH + "follower-0005").json();
        assertThat(limits).isEqualTo(set.json());
        assertThat(limits.path("preset").isNull()).as("changed").isTrue();
        assertThat(limits.path("max_position_percent").asString()).isEqualTo("5");
        assertThat(limits.path("max_exposure").asString()).isEqualTo("20000.5");
        assertThat(limits.path("max_orders_per_minute").asInt()).isEqualTo(30);
        assertThat(limits.path("by_operator").asBoolean()).isTrue();
        assertThat(limits.path("changed_by").asString()).isEqualTo("operator");

        put("operator", "follower-0005", "{\"preset\": \"conservative\", \"max_exposure\": \"0\"}");
        assertThat(api.get("operator", PATH + "follower-0005")
                        .json()
                        .path("preset")
                        .asString())
                .isEqualTo("conservative");
    }

    @Test
    void whatIsNoLimitIsRefusedByName() {
        refused(put("operator", "own-2", "{\"preset\": \"wild\"}"), 400, "preset must be one of [conservative, ");
        refused(
                put("operator", "own-2", "{\"max_leverage\": \"99\"}"),
                400,
                "max_leverage must be 0 for no limit or in [0.1, 20], was 99");
        refused(
                put("operator", "own-2", "{\"max_exposure\": \"-1\"}"),
                400,
                "max_exposure must be a decimal as text, such as \"2.5\", 0 for no limit or in");
        refused(
                put("operator", "own-2", "{\"max_daily_loss_percent\": \"1.123456789\"}"),
                400,
                "max_daily_loss_percent must have at most 8 decimal places");
        refused(
                put("operator", "own-2", "{\"max_orders_per_minute\": 10001}"),
                400,
                "max_orders_per_minute must be 0 for no limit or in [1, 10000], was 10001");
        refused(put("operator", "nobody", "{}"), 404, "no account \"nobody\"");
    }

    @Test
    void ownersSetTheirOwnAndNobodyElseThatOfOthers() {
        assertThat(put("trader", "own-2", "{\"max_leverage\": \"1\"}").status()).isEqualTo(200);
        put("operator", "own-2", "{\"max_leverage\": \"2\"}");
        refused(
                put("trader", "own-2", "{\"max_leverage\": \"3\"}"),
                403,
                "max_leverage must be at most 2, which an operator set, was 3");
        refused(put("trader", "partner-1", "{}"), 404, "no account");
        refused(put("trader", "foreign-1", "{}"), 404, "no account");
        assertThat(put("partner", "partner-1", "{}").status()).isEqualTo(403);
        assertThat(api.get("partner", PATH + "partner-1").status()).isEqualTo(200);
        assertThat(api.get("analyst", PATH + "own-2").status()).isEqualTo(403);
        assertThat(put("analyst", "own-2", "{}").status()).isEqualTo(403);
    }

    @Test
    void aRefusedOrderSaysWhichRuleWhatItSawAndTheLimit() {
        put("operator", "own-2", "{\"max_exposure\": \"1\"}");
        JsonNode order = api.post("trader", "/api/v1/orders", """
            {"account_id": "own-2", "symbol": "BTC-USD", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
            """, "Idempotency-Key", "limited")
                .json();
        assertThat(order.path("code").asString()).isEqualTo("max_exposure");
        JsonNode refusal = order.path("refusal");
        assertThat(refusal.path("rule").asString()).isEqualTo("exposure");
        assertThat(refusal.path("seen").asDouble()).isGreaterThanOrEqualTo(8.615);
        assertThat(refusal.path("limit").asString()).isEqualTo("1");
        assertThat(refusal.path("unit").asString()).isEqualTo("money");

        String id = order.path("client_order_id").asString();
        assertThat(api.get("trader", "/api/v1/orders/" + id).json().path("refusal"))
                .isEqualTo(refusal);
        assertThat(api.get("trader", "/api/v1/orders?account_id=own-2&limit=1")
                        .json()
                        .at("/items/0/refusal"))
                .isEqualTo(refusal);
        assertThat(GrpcSurfaceTest.as("trader", OrderServiceGrpc.newBlockingStub(channel))
                        .getOrder(GetOrderRequest.newBuilder()
                                .setClientOrderId(id)
                                .build())
                        .getOrder()
                        .getRefusal()
                        .getRule())
                .isEqualTo("exposure");
    }

    @Test
    void byGrpcItIsTheSame() {
        var operator = GrpcSurfaceTest.as("operator", RiskLimitServiceGrpc.newBlockingStub(channel));
        RiskLimits set = operator.setRiskLimits(SetRiskLimitsRequest.newBuilder()
                        .setAccountId("own-2")
                        .setPreset("aggressive")
                        .setMaxOrdersPerMinute(0)
                        .build())
                .getLimits();
        assertThat(set.getMaxLeverage()).isEqualTo("2");
        assertThat(set.getMaxOrdersPerMinute()).isZero();
        assertThat(set.getByOperator()).isTrue();
        assertThat(operator.getRiskLimits(GetRiskLimitsRequest.newBuilder()
                                .setAccountId("own-2")
                                .build())
                        .getLimits())
                .isEqualTo(set);
        GrpcSurfaceTest.refusal(
                Status.Code.INVALID_ARGUMENT,
                () -> operator.setRiskLimits(SetRiskLimitsRequest.newBuilder()
                        .setAccountId("own-2")
                        .setMaxLeverage("99")
                        .build()));
        GrpcSurfaceTest.refusal(
                Status.Code.PERMISSION_DENIED,
                () -> GrpcSurfaceTest.as("trader", RiskLimitServiceGrpc.newBlockingStub(channel))
                        .setRiskLimits(SetRiskLimitsRequest.newBuilder()
                                .setAccountId("own-2")
                                .build()));
    }

    private static Answer put(String user, String account, String body) {
        return api.send(
                user,
                PATH + account,
                b -> b.header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void refused(Answer answer, int status, String detail) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.json().path("detail").asString()).contains(detail);
    }
}
