package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.candle.CandleQueries;
import io.tickgrid.api.candle.CandleView;
import io.tickgrid.api.market.MarketQueries;
import io.tickgrid.api.market.TrendQueries;
import io.tickgrid.proto.candle.v1.Candle;
import io.tickgrid.proto.market.v1.GetOverviewRequest;
import io.tickgrid.proto.market.v1.GetOverviewResponse;
import io.tickgrid.proto.market.v1.GetTrendRequest;
import io.tickgrid.proto.market.v1.GetTrendResponse;
import io.tickgrid.proto.market.v1.GetVolatilityRequest;
import io.tickgrid.proto.market.v1.GetVolatilityResponse;
import io.tickgrid.proto.market.v1.InstrumentState;
import io.tickgrid.proto.market.v1.ListCandlesRequest;
import io.tickgrid.proto.market.v1.ListCandlesResponse;
import io.tickgrid.proto.market.v1.MarketDataServiceGrpc;
import org.springframework.stereotype.Component;

@Component
final class MarketDataGrpc extends MarketDataServiceGrpc.MarketDataServiceImplBase {
    private final CandleQueries candles;
    private final TrendQueries trends;
    private final MarketQueries market;

    MarketDataGrpc(CandleQueries candles, TrendQueries trends, MarketQueries market) {
        this.candles = candles;
        this.trends = trends;
        this.market = market;
    }

    @Override
    public void listCandles(ListCandlesRequest q, StreamObserver<ListCandlesResponse> out) {
        Calls.read(
                q,
                () -> candles.list(q.getSymbol(), q.getFrame(), Calls.page(q.getCursor(), q.getLimit())),
                v -> ListCandlesResponse.newBuilder()
                        .setInstrument(v.instrument())
                        .setFrame(v.frame())
                        .addAllItems(v.items().stream()
                                .map(c -> candle(v.instrument(), v.frame(), c))
                                .toList())
                        .setNextCursor(Calls.orEmpty(v.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void getTrend(GetTrendRequest q, StreamObserver<GetTrendResponse> out) {
        Calls.read(
                q,
                () -> trends.trend(q.getSymbol(), q.getFrame()),
                v -> {
                    GetTrendResponse.Builder trend = GetTrendResponse.newBuilder()
                            .setInstrument(v.instrument())
                            .setFrame(v.frame())
                            .setOpenTimeMs(v.openTimeMs())
                            .putAllValues(Calls.present(v.values()));
                    Calls.ifPresent(v.direction(), trend::setDirection);
                    Calls.ifPresent(v.strength(), trend::setStrength);
                    return trend.build();
                },
                out);
    }

    @Override
    public void getVolatility(GetVolatilityRequest q, StreamObserver<GetVolatilityResponse> out) {
        Calls.read(
                q,
                () -> trends.volatility(q.getSymbol(), q.getFrame()),
                v -> {
                    GetVolatilityResponse.Builder volatility = GetVolatilityResponse.newBuilder()
                            .setInstrument(v.instrument())
                            .setFrame(v.frame())
                            .setOpenTimeMs(v.openTimeMs())
                            .setRegime(Calls.orEmpty(v.regime()))
                            .putAllValues(Calls.present(v.values()));
                    Calls.ifPresent(v.atrPct(), volatility::setAtrPct);
                    Calls.ifPresent(v.bandwidthPct(), volatility::setBandwidthPct);
                    return volatility.build();
                },
                out);
    }

    @Override
    public void getOverview(GetOverviewRequest q, StreamObserver<GetOverviewResponse> out) {
        Calls.read(
                q,
                market::overview,
                v -> GetOverviewResponse.newBuilder()
                        .setAsOfMs(v.asOfMs())
                        .setAdvancing(v.advancing())
                        .setDeclining(v.declining())
                        .addAllInstruments(v.instruments().stream()
                                .map(MarketDataGrpc::state)
                                .toList())
                        .addAllGainers(v.gainers())
                        .addAllLosers(v.losers())
                        .build(),
                out);
    }

    static Candle candle(String instrument, String frame, CandleView c) {
        return Candle.newBuilder()
                .setInstrument(instrument)
                .setFrame(frame)
                .setOpenTimeMs(c.openTimeMs())
                .setOpen(c.open())
                .setHigh(c.high())
                .setLow(c.low())
                .setClose(c.close())
                .setVolume(c.volume())
                .setTrades(c.trades())
                .setRevision(c.revision())
                .setClosed(c.closed())
                .build();
    }

    private static InstrumentState state(MarketQueries.InstrumentState s) {
        InstrumentState.Builder state = InstrumentState.newBuilder()
                .setId(s.id())
                .setLast(Calls.orEmpty(s.last()))
                .setVolume24H(s.volume24h())
                .setSimulated(s.simulated());
        Calls.ifPresent(s.change24hPct(), state::setChange24HPct);
        return state.build();
    }
}
