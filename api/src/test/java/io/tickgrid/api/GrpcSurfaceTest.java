package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.BTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.api.Operation.Surface;
import io.tickgrid.proto.candle.v1.Candle;
import io.tickgrid.proto.copytrade.v1.CloseLinkRequest;
import io.tickgrid.proto.copytrade.v1.CopyLink;
import io.tickgrid.proto.copytrade.v1.CopyTradeServiceGrpc;
import io.tickgrid.proto.copytrade.v1.CreateLinkRequest;
import io.tickgrid.proto.copytrade.v1.GetLedgerSummaryRequest;
import io.tickgrid.proto.copytrade.v1.ListLedgerRequest;
import io.tickgrid.proto.copytrade.v1.ListLinksRequest;
import io.tickgrid.proto.copytrade.v1.PauseLinkRequest;
import io.tickgrid.proto.copytrade.v1.ResumeLinkRequest;
import io.tickgrid.proto.fusion.v1.FusionServiceGrpc;
import io.tickgrid.proto.fusion.v1.GetFusionRequest;
import io.tickgrid.proto.health.v1.GetHealthRequest;
import io.tickgrid.proto.health.v1.HealthServiceGrpc;
import io.tickgrid.proto.identity.v1.AuthServiceGrpc;
import io.tickgrid.proto.identity.v1.GetProfileRequest;
import io.tickgrid.proto.identity.v1.LoginRequest;
import io.tickgrid.proto.identity.v1.RefreshRequest;
import io.tickgrid.proto.identity.v1.Session;
import io.tickgrid.proto.indicator.v1.GetIndicatorsRequest;
import io.tickgrid.proto.indicator.v1.IndicatorServiceGrpc;
import io.tickgrid.proto.indicator.v1.ListIndicatorsRequest;
import io.tickgrid.proto.instrument.v1.GetInstrumentRequest;
import io.tickgrid.proto.instrument.v1.InstrumentServiceGrpc;
import io.tickgrid.proto.instrument.v1.ListInstrumentsRequest;
import io.tickgrid.proto.market.v1.GetOverviewRequest;
import io.tickgrid.proto.market.v1.GetTrendRequest;
import io.tickgrid.proto.market.v1.GetVolatilityRequest;
import io.tickgrid.proto.market.v1.ListCandlesRequest;
import io.tickgrid.proto.market.v1.ListCandlesResponse;
import io.tickgrid.proto.market.v1.MarketDataServiceGrpc;
import io.tickgrid.proto.order.v1.CancelOrderRequest;
import io.tickgrid.proto.order.v1.GetOrderRequest;
import io.tickgrid.proto.order.v1.ListOrdersRequest;
import io.tickgrid.proto.order.v1.Order;
import io.tickgrid.proto.order.v1.OrderServiceGrpc;
import io.tickgrid.proto.order.v1.OrderType;
import io.tickgrid.proto.order.v1.PlaceOrderRequest;
import io.tickgrid.proto.order.v1.Side;
import io.tickgrid.proto.order.v1.TimeInForce;
import io.tickgrid.proto.portfolio.v1.GetPortfolioRequest;
import io.tickgrid.proto.portfolio.v1.ListAccountsRequest;
import io.tickgrid.proto.portfolio.v1.PortfolioServiceGrpc;
import io.tickgrid.proto.signal.v1.ListSignalsRequest;
import io.tickgrid.proto.signal.v1.SignalServiceGrpc;
import io.tickgrid.proto.tick.v1.DeadLetterServiceGrpc;
import io.tickgrid.proto.tick.v1.ListDeadLettersRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The unary calls through a real channel, all services over one fixture: long, because there are as many. */
class GrpcSurfaceTest {
    private static final ApiFixture api = ApiFixture.shared();
    private static final ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
            .usePlaintext()
            .build();

    @AfterAll
    static void close() {
        channel.shutdownNow();
    }

    static <S extends AbstractStub<S>> S as(String user, S stub) {
        return with(stub, "authorization", "Bearer " + api.token(user));
    }

    static <S extends AbstractStub<S>> S with(S stub, String name, String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static MarketDataServiceGrpc.MarketDataServiceBlockingStub market() {
        return as("analyst", MarketDataServiceGrpc.newBlockingStub(channel));
    }

    private static OrderServiceGrpc.OrderServiceBlockingStub orders(String user) {
        return as(user, OrderServiceGrpc.newBlockingStub(channel));
    }

    private static CopyTradeServiceGrpc.CopyTradeServiceBlockingStub copies(String user) {
        return as(user, CopyTradeServiceGrpc.newBlockingStub(channel));
    }

    static ErrorInfo refusal(Status.Code expected, ThrowingCallable call) {
        StatusRuntimeException e = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(expected);
        try {
            return StatusProto.fromThrowable(e).getDetails(0).unpack(ErrorInfo.class);
        } catch (InvalidProtocolBufferException x) {
            throw new AssertionError(x);
        }
    }

    @Test
    void everyMethodHasARowInTheTableAndEveryRowAMethod() throws Exception {
        Set<String> rows = Operations.all().stream()
                .filter(o -> o.surface() == Surface.GRPC)
                .map(Operation::target)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(methods()).isNotEmpty().isEqualTo(rows);
    }

    /** What reflection says that the server serves. */
    private static Set<String> methods() throws Exception {
        List<ServerReflectionRequest> requests = new ArrayList<>();
        Set<String> methods = new TreeSet<>();
        for (ServiceResponse service : reflect(
                        ServerReflectionRequest.newBuilder().setListServices("").build())
                .getListServicesResponse()
                .getServiceList()) {
            requests.add(ServerReflectionRequest.newBuilder()
                    .setFileContainingSymbol(service.getName())
                    .build());
            for (var bytes :
                    reflect(requests.getLast()).getFileDescriptorResponse().getFileDescriptorProtoList()) {
                FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
                file.getServiceList().stream()
                        .filter(s -> (file.getPackage() + "." + s.getName()).equals(service.getName()))
                        .forEach(s ->
                                s.getMethodList().forEach(m -> methods.add(service.getName() + "/" + m.getName())));
            }
        }
        return methods;
    }

    private static ServerReflectionResponse reflect(ServerReflectionRequest request) throws Exception {
        var answers = new java.util.concurrent.ArrayBlockingQueue<ServerReflectionResponse>(1);
        var out = as("partner", ServerReflectionGrpc.newStub(channel))
                .serverReflectionInfo(new io.grpc.stub.StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse value) {
                        answers.add(value);
                    }

                    @Override
                    public void onError(Throwable t) {}

                    @Override
                    public void onCompleted() {}
                });
        out.onNext(request);
        ServerReflectionResponse answer = answers.poll(20, TimeUnit.SECONDS);
        out.onCompleted();
        return answer;
    }

    @Test
    void theContractsAreForWhoHasLoggedIn() throws Exception {
        var errors = new java.util.concurrent.ArrayBlockingQueue<Throwable>(1);
        var unused = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new io.grpc.stub.StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse value) {}

            @Override
            public void onError(Throwable t) {
                errors.add(t);
            }

            @Override
            public void onCompleted() {}
        });
        assertThat(Status.fromThrowable(errors.poll(20, TimeUnit.SECONDS)).getCode())
                .isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void theServerSaysThatItServes() {
        await().untilAsserted(() -> assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING));
        assertThat(HealthServiceGrpc.newBlockingStub(channel)
                        .getHealth(GetHealthRequest.getDefaultInstance())
                        .getCluster()
                        .getSize())
                .isEqualTo(1);
    }

    @Test
    void aUserLogsInRefreshesAndSeesHimself() {
        var auth = AuthServiceGrpc.newBlockingStub(channel);
        Session session = auth.login(LoginRequest.newBuilder()
                        .setUsername("trader")
                        .setPassword(api.credentials.password("trader"))
                        .build())
                .getSession();
        assertThat(session.getExpiresInS()).isPositive();
        Session next = auth.refresh(RefreshRequest.newBuilder()
                        .setRefreshToken(session.getRefreshToken())
                        .build())
                .getSession();
        assertThat(with(auth, "authorization", "Bearer " + next.getAccessToken())
                        .getProfile(GetProfileRequest.getDefaultInstance())
                        .getUser()
                        .getRolesList())
                .containsExactly("TRADER");
        assertThat(refusal(
                                Status.Code.UNAUTHENTICATED,
                                () -> auth.login(LoginRequest.newBuilder()
                                        .setUsername("trader")
                                        .setPassword("wrong")
                                        .build()))
                        .getReason())
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void withoutCredentialsOrWithBadOnesNothingIsShown() {
        var bare = MarketDataServiceGrpc.newBlockingStub(channel);
        var request = GetOverviewRequest.getDefaultInstance();
        for (var stub : List.of(
                bare,
                with(bare, "authorization", "Bearer nonsense"),
                with(bare, "authorization", "Basic dHJhZGVyOng="),
                with(bare, "x-api-key", "tg_wrong"))) {
            assertThat(refusal(Status.Code.UNAUTHENTICATED, () -> stub.getOverview(request))
                            .getDomain())
                    .isEqualTo("tickgrid.io");
        }
    }

    @Test
    void anApiKeyOpensWhatItsScopesSay() {
        String key = api.credentials.apiKey("partner");
        assertThat(with(SignalServiceGrpc.newBlockingStub(channel), "x-api-key", key)
                        .listSignals(ListSignalsRequest.getDefaultInstance())
                        .getItemsList())
                .isNotEmpty();
        refusal(
                Status.Code.PERMISSION_DENIED,
                () -> with(DeadLetterServiceGrpc.newBlockingStub(channel), "x-api-key", key)
                        .listDeadLetters(ListDeadLettersRequest.getDefaultInstance()));
    }

    @Test
    void aWrongRoleIsRefusedAndWhatBelongsToOthersDoesNotExist() {
        refusal(
                Status.Code.PERMISSION_DENIED,
                () -> orders("analyst").listOrders(ListOrdersRequest.getDefaultInstance()));
        refusal(
                Status.Code.NOT_FOUND,
                () -> orders("trader")
                        .getOrder(GetOrderRequest.newBuilder()
                                .setClientOrderId("o-foreign")
                                .build()));
        refusal(
                Status.Code.NOT_FOUND,
                () -> as("trader", PortfolioServiceGrpc.newBlockingStub(channel))
                        .getPortfolio(GetPortfolioRequest.newBuilder()
                                .setAccountId("follower-0001")
                                .build()));
    }

    @Test
    void readsAnswerWhatRestAnswers() {
        ListCandlesResponse bars = market().listCandles(ListCandlesRequest.newBuilder()
                .setSymbol("BTC-USD")
                .setFrame("1m")
                .setLimit(5)
                .build());
        Answer rest = api.get("analyst", "/api/v1/candles/BTC-USD?frame=1m&limit=5");
        assertThat(bars.getNextCursor()).isNotEmpty();
        for (int i = 0; i < 5; i++) {
            Candle bar = bars.getItems(i);
            var same = rest.json().path("items").get(i);
            assertThat(bar.getOpenTimeMs()).isEqualTo(same.path("open_time_ms").asLong());
            assertThat(bar.getClose()).isEqualTo(same.path("close").asString());
            assertThat(bar.getVolume()).isEqualTo(same.path("volume").asString());
            assertThat(bar.getClosed()).isEqualTo(same.path("closed").asBoolean());
        }
        assertThat(market().listCandles(ListCandlesRequest.newBuilder()
                                .setSymbol(BTC)
                                .setLimit(5)
                                .setCursor(bars.getNextCursor())
                                .build())
                        .getItems(0)
                        .getOpenTimeMs())
                .isLessThan(bars.getItems(4).getOpenTimeMs());
        var filled = market().listCandles(ListCandlesRequest.newBuilder()
                .setSymbol(BTC)
                .setFrame("1m")
                .setLimit(5)
                .setFill(true)
                .build());
        assertThat(filled.getItemsList()).isEqualTo(bars.getItemsList());
        assertThat(filled.getItems(0).getFilled()).isFalse();
        var indicators = as("trader", IndicatorServiceGrpc.newBlockingStub(channel));
        var latest = indicators.getIndicators(
                GetIndicatorsRequest.newBuilder().setSymbol("BTC-USD").build());
        assertThat(latest.getIndicators().getValuesMap())
                .containsEntry("rsi_14", 55.5)
                .doesNotContainKey("supertrend_10_3");
        assertThat(indicators
                        .listIndicators(ListIndicatorsRequest.newBuilder()
                                .setSymbol("BTC-USD")
                                .addColumns("rsi_14")
                                .setLimit(2)
                                .build())
                        .getItemsList())
                .hasSize(2)
                .allSatisfy(i -> assertThat(i.getValuesMap()).containsOnlyKeys("rsi_14"));
        assertThat(market().getTrend(GetTrendRequest.newBuilder()
                                .setSymbol("BTC-USD")
                                .build())
                        .getDirection())
                .isEqualTo(0.5);
        assertThat(market().getVolatility(GetVolatilityRequest.newBuilder()
                                .setSymbol("BTC-USD")
                                .build())
                        .getRegime())
                .isNotEmpty();
        var overview = market().getOverview(GetOverviewRequest.getDefaultInstance());
        assertThat(overview.getInstrumentsList())
                .anySatisfy(i -> assertThat(i.getId()).isEqualTo(BTC));
        assertThat(overview.getFramesList()).containsExactly("1m", "5m", "15m", "1h");
        var fusion = as("partner", FusionServiceGrpc.newBlockingStub(channel))
                .getFusion(GetFusionRequest.newBuilder().setSymbol("BTC-USD").build())
                .getFusion();
        assertThat(fusion.getRecommendation()).isEqualTo("BUY");
        assertThat(fusion.getOpinionsList()).hasSize(2);
        var instruments = as("trader", InstrumentServiceGrpc.newBlockingStub(channel));
        assertThat(instruments
                        .listInstruments(ListInstrumentsRequest.newBuilder()
                                .setQuery("alpha")
                                .build())
                        .getItemsList())
                .singleElement()
                .satisfies(i -> assertThat(i.getSimulated()).isTrue());
        assertThat(instruments
                        .getInstrument(GetInstrumentRequest.newBuilder()
                                .setSymbol("BTC-USD")
                                .build())
                        .getInstrument()
                        .getTickSize())
                .isEqualTo("0.01");
        assertThat(as("operator", DeadLetterServiceGrpc.newBlockingStub(channel))
                        .listDeadLetters(ListDeadLettersRequest.getDefaultInstance())
                        .getItemsList())
                .hasSize(2);
        var portfolios = as("trader", PortfolioServiceGrpc.newBlockingStub(channel));
        assertThat(portfolios
                        .listAccounts(ListAccountsRequest.getDefaultInstance())
                        .getItemsList())
                .extracting(a -> a.getAccountId())
                .contains("leader-1", "own-1")
                .doesNotContain("partner-1");
        assertThat(portfolios
                        .getPortfolio(GetPortfolioRequest.newBuilder()
                                .setAccountId("leader-1")
                                .build())
                        .getPortfolio()
                        .getPositions(0)
                        .getQuantity())
                .isEqualTo("0.5");
    }

    @Test
    void aFieldThatIsWrongIsNamed() throws Exception {
        StatusRuntimeException e = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> market().listCandles(ListCandlesRequest.newBuilder()
                        .setSymbol("BTC-USD")
                        .setLimit(501)
                        .build()));
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(StatusProto.fromThrowable(e)
                        .getDetails(1)
                        .unpack(BadRequest.class)
                        .getFieldViolations(0)
                        .getField())
                .isEqualTo("limit");
        refusal(
                Status.Code.NOT_FOUND,
                () -> market().listCandles(ListCandlesRequest.newBuilder()
                        .setSymbol("NOPE")
                        .build()));
    }

    @Test
    void anOrderWithALimitAndExitsIsPlacedAndItsEndAskedFor() {
        Order placed = orders("trader")
                .placeOrder(PlaceOrderRequest.newBuilder()
                        .setIdempotencyKey("grpc-bracket")
                        .setAccountId("own-1")
                        .setSymbol("BTC-USD")
                        .setSide(Side.SIDE_BUY)
                        .setType(OrderType.ORDER_TYPE_LIMIT)
                        .setQuantity("0.25")
                        .setLimitPrice("500.5")
                        .setStopLossPrice("450")
                        .setTimeInForce(TimeInForce.TIME_IN_FORCE_DAY)
                        .build())
                .getOrder();
        assertThat(placed.getLimitPrice() + " " + placed.getLeg() + " " + placed.getTimeInForce())
                .isEqualTo("500.5 LEG_ENTRY TIME_IN_FORCE_DAY");
        assertThat(placed.getExpiresAtMs()).isEqualTo(1_385_424_000_000L);
        CancelOrderRequest cancel = CancelOrderRequest.newBuilder()
                .setClientOrderId(placed.getClientOrderId())
                .build();
        assertThat(orders("trader").cancelOrder(cancel).getOrder().getClientOrderId())
                .isEqualTo(placed.getClientOrderId());
        refusal(Status.Code.NOT_FOUND, () -> orders("partner").cancelOrder(cancel));
        refusal(Status.Code.PERMISSION_DENIED, () -> orders("analyst").cancelOrder(cancel));
    }

    @Test
    void anOrderIsPlacedOnceHoweverOftenItIsSent() {
        PlaceOrderRequest request = PlaceOrderRequest.newBuilder()
                .setIdempotencyKey("grpc-once")
                .setAccountId("own-1")
                .setSymbol("BTC-USD")
                .setSide(Side.SIDE_BUY)
                .setType(OrderType.ORDER_TYPE_MARKET)
                .setQuantity("0.25")
                .build();
        Order first = orders("trader").placeOrder(request).getOrder();
        Order again = orders("trader").placeOrder(request).getOrder();
        assertThat(again.getClientOrderId()).isEqualTo(first.getClientOrderId());
        assertThat(first.getQuantity()).isEqualTo("0.25");
        assertThat(first.getSide()).isEqualTo(Side.SIDE_BUY);
        assertThat(orders("trader")
                        .getOrder(GetOrderRequest.newBuilder()
                                .setClientOrderId(first.getClientOrderId())
                                .build())
                        .getOrder()
                        .getCause())
                .isEqualTo("manual:grpc-once");
        assertThat(orders("trader")
                        .listOrders(ListOrdersRequest.newBuilder()
                                .setAccountId("own-1")
                                .build())
                        .getItemsList())
                .filteredOn(o -> o.getCause().equals("manual:grpc-once"))
                .hasSize(1);
        refusal(
                Status.Code.FAILED_PRECONDITION,
                () -> orders("trader")
                        .placeOrder(request.toBuilder().setQuantity("0.26").build()));
        assertThat(refusal(
                                Status.Code.INVALID_ARGUMENT,
                                () -> orders("trader")
                                        .placeOrder(request.toBuilder()
                                                .clearIdempotencyKey()
                                                .build()))
                        .getReason())
                .isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
        refusal(
                Status.Code.INVALID_ARGUMENT,
                () -> orders("trader")
                        .placeOrder(request.toBuilder()
                                .clearSide()
                                .setIdempotencyKey("grpc-no-side")
                                .build()));
    }

    @Test
    void aLinkIsCreatedPausedResumedAndClosed() {
        var copies = copies("operator");
        CopyLink link = copies.createLink(CreateLinkRequest.newBuilder()
                        .setLeaderAccountId("leader-1")
                        .setFollowerAccountId("follower-0002")
                        .setMode("percent")
                        .setValue("50")
                        .setMaxCost("1000")
                        .addBlockedSymbols("SIM:ALPHA/USD")
                        .build())
                .getLink();
        assertThat(link.getStatus()).isEqualTo("ACTIVE");
        assertThat(link.getMaxQuantity()).isEmpty();
        assertThat(link.getMaxCost()).isEqualTo("1000");
        assertThat(copies.pauseLink(PauseLinkRequest.newBuilder()
                                .setId(link.getId())
                                .build())
                        .getLink()
                        .getStatus())
                .isEqualTo("PAUSED");
        assertThat(copies.resumeLink(ResumeLinkRequest.newBuilder()
                                .setId(link.getId())
                                .build())
                        .getLink()
                        .getStatus())
                .isEqualTo("ACTIVE");
        assertThat(copies.closeLink(CloseLinkRequest.newBuilder()
                                .setId(link.getId())
                                .build())
                        .getLink()
                        .getStatus())
                .isEqualTo("CLOSED");
        refusal(
                Status.Code.FAILED_PRECONDITION,
                () -> copies.resumeLink(
                        ResumeLinkRequest.newBuilder().setId(link.getId()).build()));
        assertThat(copies.listLinks(ListLinksRequest.newBuilder()
                                .setFollowerAccountId("follower-0002")
                                .build())
                        .getItemsList())
                .extracting(CopyLink::getId)
                .contains(link.getId());
        assertThat(copies("trader")
                        .getLedgerSummary(GetLedgerSummaryRequest.newBuilder()
                                .setLeaderAccountId("leader-1")
                                .build())
                        .getSummary()
                        .getLeaderAccountId())
                .isEqualTo("leader-1");
        assertThat(copies("trader")
                        .listLedger(ListLedgerRequest.newBuilder()
                                .setLeaderAccountId("leader-1")
                                .build())
                        .getNextCursor())
                .isEmpty();
    }
}
