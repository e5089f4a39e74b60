package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.candle.CandleQueries;
import io.tickgrid.api.candle.CandleView;
import io.tickgrid.api.candle.Frames;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.market.MarketQueries;
import io.tickgrid.api.market.TrendQueries;
import io.tickgrid.api.stream.Channels;
import io.tickgrid.api.stream.StreamMessages.CandleData;
import io.tickgrid.api.stream.StreamMessages.FusionData;
import io.tickgrid.proto.candle.v1.Candle;
import io.tickgrid.proto.market.v1.CandleSnapshot;
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
import io.tickgrid.proto.market.v1.Score;
import io.tickgrid.proto.market.v1.ScoreSnapshot;
import io.tickgrid.proto.market.v1.StreamCandlesRequest;
import io.tickgrid.proto.market.v1.StreamCandlesResponse;
import io.tickgrid.proto.market.v1.StreamFusionRequest;
import io.tickgrid.proto.market.v1.StreamFusionResponse;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class MarketDataGrpc extends MarketDataServiceGrpc.MarketDataServiceImplBase {
    private final CandleQueries candles;
    private final TrendQueries trends;
    private final MarketQueries market;
    private final InstrumentIndex instruments;
    private final Channels channels;
    private final Frames frames;

    MarketDataGrpc(
            CandleQueries candles,
            TrendQueries trends,
            MarketQueries market,
            InstrumentIndex instruments,
            Channels channels,
            Frames frames) {
        this.frames = frames;
        this.instruments = instruments;
        this.channels = channels;
        this.candles = candles;
        this.trends = trends;
        this.market = market;
    }

    @Override
    public void listCandles(ListCandlesRequest q, StreamObserver<ListCandlesResponse> out) {
        Calls.read(
                q,
                () -> candles.list(q.getSymbol(), q.getFrame(), Calls.page(q.getCursor(), q.getLimit()), q.getFill()),
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
                        .addAllFrames(v.frames())
                        .build(),
                out);
    }

    @Override
    public void streamCandles(StreamCandlesRequest q, StreamObserver<StreamCandlesResponse> out) {
        Calls.stream(out, () -> {
            String instrument = instruments.require(q.getSymbol()).id();
            StreamCall.start(
                    out,
                    channels,
                    "market",
                    instrument,
                    q.hasResumeFrom() ? q.getResumeFrom() : null,
                    streamCandles(instrument, frames.orElse(q.getFrame(), "")));
        });
    }

    private static StreamCall.Messages<StreamCandlesResponse> streamCandles(String instrument, String frame) {
        return new StreamCall.Messages<>() {
            @Override
            public StreamCandlesResponse snapshot(long sequence, Collection<?> data) {
                return StreamCandlesResponse.newBuilder()
                        .setSequence(sequence)
                        .setSnapshot(CandleSnapshot.newBuilder()
                                .addAllItems(data.stream()
                                        .filter(d -> isBar(d, frame))
                                        .map(d -> candle(instrument, (CandleData) d))
                                        .toList()))
                        .build();
            }

            @Override
            public @Nullable StreamCandlesResponse update(long sequence, Object data) {
                return isBar(data, frame)
                        ? StreamCandlesResponse.newBuilder()
                                .setSequence(sequence)
                                .setUpdate(candle(instrument, (CandleData) data))
                                .build()
                        : null;
            }

            @Override
            public StreamCandlesResponse resyncRequired(long sequence) {
                return StreamCandlesResponse.newBuilder()
                        .setSequence(sequence)
                        .setResyncRequired(true)
                        .build();
            }

            @Override
            public StreamCandlesResponse heartbeat(long timeMs) {
                return StreamCandlesResponse.newBuilder()
                        .setHeartbeatTimeMs(timeMs)
                        .build();
            }
        };
    }

    @Override
    public void streamFusion(StreamFusionRequest q, StreamObserver<StreamFusionResponse> out) {
        Calls.stream(out, () -> {
            String instrument = instruments.require(q.getSymbol()).id();
            StreamCall.start(
                    out,
                    channels,
                    "market",
                    instrument,
                    q.hasResumeFrom() ? q.getResumeFrom() : null,
                    streamFusion(instrument, frames.orElse(q.getFrame(), "")));
        });
    }

    private static StreamCall.Messages<StreamFusionResponse> streamFusion(String instrument, String frame) {
        return new StreamCall.Messages<>() {
            @Override
            public StreamFusionResponse snapshot(long sequence, Collection<?> data) {
                return StreamFusionResponse.newBuilder()
                        .setSequence(sequence)
                        .setSnapshot(ScoreSnapshot.newBuilder()
                                .addAllItems(data.stream()
                                        .filter(d -> isScore(d, frame))
                                        .map(d -> score(instrument, (FusionData) d))
                                        .toList()))
                        .build();
            }

            @Override
            public @Nullable StreamFusionResponse update(long sequence, Object data) {
                return isScore(data, frame)
                        ? StreamFusionResponse.newBuilder()
                                .setSequence(sequence)
                                .setUpdate(score(instrument, (FusionData) data))
                                .build()
                        : null;
            }

            @Override
            public StreamFusionResponse resyncRequired(long sequence) {
                return StreamFusionResponse.newBuilder()
                        .setSequence(sequence)
                        .setResyncRequired(true)
                        .build();
            }

            @Override
            public StreamFusionResponse heartbeat(long timeMs) {
                return StreamFusionResponse.newBuilder()
                        .setHeartbeatTimeMs(timeMs)
                        .build();
            }
        };
    }

    /** @param frame empty = any */
    private static boolean isBar(Object data, String frame) {
        return data instanceof CandleData bar && (frame.isEmpty() || frame.equals(bar.frame()));
    }

    private static boolean isScore(Object data, String frame) {
        return data instanceof FusionData score && (frame.isEmpty() || frame.equals(score.frame()));
    }

    private static Candle candle(String instrument, CandleData data) {
        return candle(instrument, data.frame(), data.candle());
    }

    private static Score score(String instrument, FusionData f) {
        Score.Builder score = Score.newBuilder()
                .setInstrument(instrument)
                .setFrame(f.frame())
                .setOpenTimeMs(f.openTimeMs())
                .setClosed(f.closed())
                .setRecommendation(f.recommendation());
        Calls.ifPresent(f.score(), score::setScore);
        Calls.ifPresent(f.confidence(), score::setConfidence);
        return score.build();
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
                .setFilled(c.filled())
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
