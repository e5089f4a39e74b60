package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.ALPHA;
import static io.tickgrid.api.ApiFixture.BTC;
import static io.tickgrid.api.ApiFixture.MINUTE;
import static io.tickgrid.api.ApiFixture.NOON;
import static io.tickgrid.api.GrpcSurfaceTest.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.ringbuffer.OverflowPolicy;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.proto.copytrade.v1.CopyTradeServiceGrpc;
import io.tickgrid.proto.copytrade.v1.StreamOutcomesRequest;
import io.tickgrid.proto.copytrade.v1.StreamOutcomesResponse;
import io.tickgrid.proto.market.v1.MarketDataServiceGrpc;
import io.tickgrid.proto.market.v1.StreamCandlesRequest;
import io.tickgrid.proto.market.v1.StreamCandlesResponse;
import io.tickgrid.proto.market.v1.StreamCandlesResponse.EventCase;
import io.tickgrid.proto.market.v1.StreamFusionRequest;
import io.tickgrid.proto.market.v1.StreamFusionResponse;
import io.tickgrid.proto.order.v1.OrderServiceGrpc;
import io.tickgrid.proto.order.v1.StreamOrdersRequest;
import io.tickgrid.proto.order.v1.StreamOrdersResponse;
import io.tickgrid.proto.portfolio.v1.PortfolioServiceGrpc;
import io.tickgrid.proto.portfolio.v1.StreamPortfolioRequest;
import io.tickgrid.proto.portfolio.v1.StreamPortfolioResponse;
import io.tickgrid.proto.signal.v1.SignalServiceGrpc;
import io.tickgrid.proto.signal.v1.StreamSignalsRequest;
import io.tickgrid.proto.signal.v1.StreamSignalsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The server streams through a real channel. */
class GrpcStreamTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ApiFixture api = ApiFixture.shared();
    private static final ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
            .usePlaintext()
            .build();

    @AfterAll
    static void close() {
        channel.shutdownNow();
    }

    /** Keeps what comes. */
    private static final class Received<Q, A> implements ClientResponseObserver<Q, A> {
        final List<A> all = new CopyOnWriteArrayList<>();
        final boolean reading;
        volatile @Nullable Throwable error;
        volatile ClientCallStreamObserver<Q> call;

        Received(boolean reading) {
            this.reading = reading;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> call) {
            this.call = call;
            if (!reading) {
                call.disableAutoRequestWithInitial(1);
            }
        }

        @Override
        public void onNext(A value) {
            all.add(value);
        }

        @Override
        public void onError(Throwable t) {
            error = t;
        }

        @Override
        public void onCompleted() {}

        List<A> awaitAtLeast(int count) {
            await().atMost(SOON).until(() -> all.size() >= count || error != null);
            assertThat(error).isNull();
            return new ArrayList<>(all);
        }

        void cancel() {
            call.cancel("enough", null);
        }
    }

    private static Received<StreamCandlesRequest, StreamCandlesResponse> candles(StreamCandlesRequest request) {
        Received<StreamCandlesRequest, StreamCandlesResponse> received = new Received<>(true);
        as("analyst", MarketDataServiceGrpc.newStub(channel)).streamCandles(request, received);
        return received;
    }

    private static void publish(MarketUpdate update) {
        api.node
                .hazelcast()
                .<MarketUpdate>getRingbuffer(GridFeeds.market(update.instrument()))
                .add(update);
    }

    private static MarketUpdate bar(String instrument, int n) {
        return MarketUpdate.of(ApiFixture.candle(instrument, "1m", NOON + n * MINUTE, 900 + n, true));
    }

    @Test
    void candlesBeginWithASnapshotGoOnWithUpdatesAndResume() {
        StreamCandlesRequest request = StreamCandlesRequest.newBuilder()
                .setSymbol("BTC-USD")
                .setFrame("1m")
                .build();
        var first = candles(request);
        StreamCandlesResponse snapshot = first.awaitAtLeast(1).getFirst();
        assertThat(snapshot.getEventCase()).isEqualTo(EventCase.SNAPSHOT);
        assertThat(snapshot.getSnapshot().getItemsList())
                .isNotEmpty()
                .allSatisfy(c -> assertThat(c.getFrame()).isEqualTo("1m"));
        publish(bar(BTC, 10));
        publish(MarketUpdate.of(ApiFixture.candle(BTC, "5m", NOON, 1, false)));
        publish(bar(BTC, 11));
        List<StreamCandlesResponse> updates = updates(first, 2);
        first.cancel();
        assertThat(updates)
                .extracting(u -> u.getUpdate().getOpenTimeMs())
                .containsExactly(NOON + 10 * MINUTE, NOON + 11 * MINUTE);
        assertThat(updates.get(1).getSequence())
                .isGreaterThan(updates.get(0).getSequence())
                .isGreaterThan(snapshot.getSequence());
        assertThat(updates.getFirst().getUpdate().getClose()).isEqualTo("911");

        publish(bar(BTC, 12));
        var again = candles(
                request.toBuilder().setResumeFrom(updates.get(0).getSequence()).build());
        List<StreamCandlesResponse> missed = updates(again, 2);
        again.cancel();
        assertThat(missed.getFirst()).isEqualTo(updates.get(1));
        assertThat(missed.get(1).getUpdate().getOpenTimeMs()).isEqualTo(NOON + 12 * MINUTE);
        assertThat(again.all).noneMatch(StreamCandlesResponse::hasSnapshot);
    }

    private static List<StreamCandlesResponse> updates(Received<?, StreamCandlesResponse> received, int count) {
        await().atMost(SOON)
                .until(() -> received.all.stream()
                                .filter(StreamCandlesResponse::hasUpdate)
                                .count()
                        >= count);
        return received.all.stream().filter(StreamCandlesResponse::hasUpdate).toList();
    }

    @Test
    void aSequenceThatIsNotThereIsSaidAndASnapshotFollows() {
        var received = candles(StreamCandlesRequest.newBuilder()
                .setSymbol("BTC-USD")
                .setResumeFrom(1)
                .build());
        List<StreamCandlesResponse> all = received.awaitAtLeast(2);
        received.cancel();
        assertThat(all.get(0).getResyncRequired()).isTrue();
        assertThat(all.get(1).hasSnapshot()).isTrue();
    }

    @Test
    void heartbeatsComeWhileNothingHappens() {
        var received =
                candles(StreamCandlesRequest.newBuilder().setSymbol("BTC-USD").build());
        await().atMost(SOON).until(() -> received.all.stream().anyMatch(StreamCandlesResponse::hasHeartbeatTimeMs));
        received.cancel();
    }

    @Test
    void scoresAreStreamedWithoutCandles() {
        Received<StreamFusionRequest, StreamFusionResponse> received = new Received<>(true);
        as("trader", MarketDataServiceGrpc.newStub(channel))
                .streamFusion(
                        StreamFusionRequest.newBuilder().setSymbol("BTC-USD").build(), received);
        StreamFusionResponse snapshot = received.awaitAtLeast(1).getFirst();
        received.cancel();
        assertThat(snapshot.getSnapshot().getItemsList())
                .isNotEmpty()
                .allSatisfy(s -> assertThat(s.getInstrument()).isEqualTo(BTC));
    }

    @Test
    void signalsOrdersPortfolioAndOutcomesAreStreamed() {
        Received<StreamSignalsRequest, StreamSignalsResponse> signals = new Received<>(true);
        as("trader", SignalServiceGrpc.newStub(channel))
                .streamSignals(StreamSignalsRequest.getDefaultInstance(), signals);
        assertThat(signals.awaitAtLeast(1).getFirst().getSnapshot().getItemsList())
                .isNotEmpty();
        api.signals(500, 500);
        publish(MarketUpdate.of(ApiFixture.signal(500)));
        await().atMost(SOON)
                .until(() -> signals.all.stream()
                        .anyMatch(s -> s.hasUpdate() && s.getUpdate().getOpenTimeMs() == NOON + 500 * MINUTE));
        signals.cancel();

        Received<StreamOrdersRequest, StreamOrdersResponse> orders = new Received<>(true);
        as("trader", OrderServiceGrpc.newStub(channel))
                .streamOrders(
                        StreamOrdersRequest.newBuilder()
                                .setAccountId("leader-1")
                                .build(),
                        orders);
        assertThat(orders.awaitAtLeast(1).getFirst().hasSnapshot()).isTrue();
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(
                        c, List.of(ApiFixture.order("o-streamed", "leader-1", "demo")), "topic", o -> new byte[] {1}))
                .block();
        await().atMost(SOON)
                .until(() -> orders.all.stream()
                        .anyMatch(o -> o.hasUpdate()
                                && o.getUpdate().getClientOrderId().equals("o-streamed")));
        orders.cancel();

        Received<StreamPortfolioRequest, StreamPortfolioResponse> portfolio = new Received<>(true);
        as("trader", PortfolioServiceGrpc.newStub(channel))
                .streamPortfolio(
                        StreamPortfolioRequest.newBuilder()
                                .setAccountId("leader-1")
                                .build(),
                        portfolio);
        assertThat(portfolio
                        .awaitAtLeast(1)
                        .getFirst()
                        .getSnapshot()
                        .getItems(0)
                        .getAccountId())
                .isEqualTo("leader-1");
        portfolio.cancel();

        Received<StreamOutcomesRequest, StreamOutcomesResponse> outcomes = new Received<>(true);
        as("analyst", CopyTradeServiceGrpc.newStub(channel))
                .streamOutcomes(
                        StreamOutcomesRequest.newBuilder()
                                .setLeaderAccountId("leader-1")
                                .build(),
                        outcomes);
        assertThat(outcomes.awaitAtLeast(1).getFirst().getSnapshot().getItems(0).getLeaderAccountId())
                .isEqualTo("leader-1");
        outcomes.cancel();
    }

    @Test
    void aStreamOfAnotherUsersAccountIsRefused() {
        Received<StreamOrdersRequest, StreamOrdersResponse> orders = new Received<>(true);
        as("trader", OrderServiceGrpc.newStub(channel))
                .streamOrders(
                        StreamOrdersRequest.newBuilder()
                                .setAccountId("partner-1")
                                .build(),
                        orders);
        await().atMost(SOON).until(() -> orders.error != null);
        assertThat(Status.fromThrowable(orders.error).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        Received<StreamOrdersRequest, StreamOrdersResponse> bare = new Received<>(true);
        OrderServiceGrpc.newStub(channel)
                .streamOrders(
                        StreamOrdersRequest.newBuilder().setAccountId("own-1").build(), bare);
        await().atMost(SOON).until(() -> bare.error != null);
        assertThat(Status.fromThrowable(bare.error).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void aClientThatDoesNotReadGetsSlowConsumer() {
        Received<StreamCandlesRequest, StreamCandlesResponse> lazy = new Received<>(false);
        as("analyst", MarketDataServiceGrpc.newStub(channel))
                .streamCandles(
                        StreamCandlesRequest.newBuilder().setSymbol(ALPHA).build(), lazy);
        await().atMost(SOON).until(() -> !lazy.all.isEmpty());
        var reader = candles(StreamCandlesRequest.newBuilder().setSymbol(ALPHA).build());
        reader.awaitAtLeast(1);
        var ring = api.node.hazelcast().<MarketUpdate>getRingbuffer(GridFeeds.market(ALPHA));
        for (int batch = 0; batch < 16; batch++) {
            int from = batch * 1_000;
            ring.addAllAsync(
                            IntStream.range(from, from + 1_000)
                                    .mapToObj(n -> bar(ALPHA, n))
                                    .toList(),
                            OverflowPolicy.OVERWRITE)
                    .toCompletableFuture()
                    .join();
            // At the pace of one who reads: faster, the feed itself would lose its place and begin anew.
            long last = NOON + (from + 999) * MINUTE;
            await().atMost(SOON)
                    .until(() -> reader.all.getLast().getUpdate().getOpenTimeMs() == last || reader.error != null);
        }
        assertThat(reader.error).isNull();
        reader.cancel();
        lazy.call.request(1_000_000);
        await().atMost(SOON).until(() -> lazy.error != null);
        assertThat(Status.fromThrowable(lazy.error).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(lazy.error).hasMessageContaining("too slowly");
    }
}
