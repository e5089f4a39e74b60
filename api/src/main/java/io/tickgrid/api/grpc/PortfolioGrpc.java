package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.portfolio.PortfolioQueries;
import io.tickgrid.api.portfolio.PortfolioQueries.AccountView;
import io.tickgrid.api.portfolio.PortfolioQueries.PortfolioView;
import io.tickgrid.api.portfolio.PortfolioQueries.PositionView;
import io.tickgrid.proto.portfolio.v1.Account;
import io.tickgrid.proto.portfolio.v1.GetPortfolioRequest;
import io.tickgrid.proto.portfolio.v1.GetPortfolioResponse;
import io.tickgrid.proto.portfolio.v1.ListAccountsRequest;
import io.tickgrid.proto.portfolio.v1.ListAccountsResponse;
import io.tickgrid.proto.portfolio.v1.Portfolio;
import io.tickgrid.proto.portfolio.v1.PortfolioServiceGrpc;
import io.tickgrid.proto.portfolio.v1.Position;
import org.springframework.stereotype.Component;

@Component
final class PortfolioGrpc extends PortfolioServiceGrpc.PortfolioServiceImplBase {
    private final PortfolioQueries queries;

    PortfolioGrpc(PortfolioQueries queries) {
        this.queries = queries;
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
