package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.portfolio.PortfolioQueries;
import io.tickgrid.api.portfolio.PortfolioQueries.AccountView;
import io.tickgrid.api.portfolio.PortfolioQueries.PortfolioView;
import io.tickgrid.api.portfolio.PortfolioQueries.PositionView;
import io.tickgrid.api.stream.Channels;
import io.tickgrid.proto.portfolio.v1.Account;
import io.tickgrid.proto.portfolio.v1.GetPortfolioRequest;
import io.tickgrid.proto.portfolio.v1.GetPortfolioResponse;
import io.tickgrid.proto.portfolio.v1.ListAccountsRequest;
import io.tickgrid.proto.portfolio.v1.ListAccountsResponse;
import io.tickgrid.proto.portfolio.v1.Portfolio;
import io.tickgrid.proto.portfolio.v1.PortfolioServiceGrpc;
import io.tickgrid.proto.portfolio.v1.PortfolioSnapshot;
import io.tickgrid.proto.portfolio.v1.Position;
import io.tickgrid.proto.portfolio.v1.StreamPortfolioRequest;
import io.tickgrid.proto.portfolio.v1.StreamPortfolioResponse;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class PortfolioGrpc extends PortfolioServiceGrpc.PortfolioServiceImplBase {
    private final PortfolioQueries queries;
    private final Channels channels;

    PortfolioGrpc(PortfolioQueries queries, Channels channels) {
        this.queries = queries;
        this.channels = channels;
    }

    @Override
    public void listAccounts(ListAccountsRequest q, StreamObserver<ListAccountsResponse> out) {
        Calls.read(
                q,
                () -> queries.accounts(Calls.caller(), Calls.page(q.getCursor(), q.getLimit())),
                page -> ListAccountsResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(PortfolioGrpc::account)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void getPortfolio(GetPortfolioRequest q, StreamObserver<GetPortfolioResponse> out) {
        Calls.read(
                q,
                () -> queries.portfolio(Calls.caller(), q.getAccountId()),
                p -> GetPortfolioResponse.newBuilder().setPortfolio(message(p)).build(),
                out);
    }

    @Override
    public void streamPortfolio(StreamPortfolioRequest q, StreamObserver<StreamPortfolioResponse> out) {
        Calls.stream(
                out,
                () -> StreamCall.start(
                        out,
                        channels,
                        "portfolio",
                        q.getAccountId(),
                        q.hasResumeFrom() ? q.getResumeFrom() : null,
                        streamPortfolio()));
    }

    private static StreamCall.Messages<StreamPortfolioResponse> streamPortfolio() {
        return new StreamCall.Messages<>() {
            @Override
            public StreamPortfolioResponse snapshot(long sequence, Collection<?> data) {
                return StreamPortfolioResponse.newBuilder()
                        .setSequence(sequence)
                        .setSnapshot(PortfolioSnapshot.newBuilder()
                                .addAllItems(data.stream()
                                        .map(PortfolioView.class::cast)
                                        .map(PortfolioGrpc::message)
                                        .toList()))
                        .build();
            }

            @Override
            public @Nullable StreamPortfolioResponse update(long sequence, Object data) {
                return StreamPortfolioResponse.newBuilder()
                        .setSequence(sequence)
                        .setUpdate(PortfolioGrpc.message((PortfolioView) data))
                        .build();
            }

            @Override
            public StreamPortfolioResponse resyncRequired(long sequence) {
                return StreamPortfolioResponse.newBuilder()
                        .setSequence(sequence)
                        .setResyncRequired(true)
                        .build();
            }

            @Override
            public StreamPortfolioResponse heartbeat(long timeMs) {
                return StreamPortfolioResponse.newBuilder()
                        .setHeartbeatTimeMs(timeMs)
                        .build();
            }
        };
    }

    private static Account account(AccountView a) {
        return Account.newBuilder()
                .setAccountId(a.accountId())
                .setName(a.name())
                .setKind(a.kind())
                .setCurrency(a.currency())
                .setCash(a.cash())
                .build();
    }

    static Portfolio message(PortfolioView p) {
        return Portfolio.newBuilder()
                .setAccountId(p.accountId())
                .setName(p.name())
                .setCurrency(p.currency())
                .setCash(p.cash())
                .setEquity(Calls.orEmpty(p.equity()))
                .addAllPositions(
                        p.positions().stream().map(PortfolioGrpc::position).toList())
                .setAsOfMs(p.asOfMs())
                .build();
    }

    private static Position position(PositionView p) {
        return Position.newBuilder()
                .setInstrument(p.instrument())
                .setQuantity(p.quantity())
                .setAveragePrice(Calls.orEmpty(p.averagePrice()))
                .setLastPrice(Calls.orEmpty(p.lastPrice()))
                .setMarketValue(Calls.orEmpty(p.marketValue()))
                .setUnrealizedPnl(Calls.orEmpty(p.unrealizedPnl()))
                .setRealizedPnl(p.realizedPnl())
                .build();
    }
}
