package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.copytrade.CopyCommands;
import io.tickgrid.api.copytrade.CopyDryRuns;
import io.tickgrid.api.copytrade.CopyQueries;
import io.tickgrid.api.stream.Channels;
import io.tickgrid.proto.copytrade.v1.CloseLinkRequest;
import io.tickgrid.proto.copytrade.v1.CloseLinkResponse;
import io.tickgrid.proto.copytrade.v1.CopyTradeServiceGrpc;
import io.tickgrid.proto.copytrade.v1.CreateLinkRequest;
import io.tickgrid.proto.copytrade.v1.CreateLinkResponse;
import io.tickgrid.proto.copytrade.v1.DryRunRequest;
import io.tickgrid.proto.copytrade.v1.DryRunResponse;
import io.tickgrid.proto.copytrade.v1.GetLedgerSummaryRequest;
import io.tickgrid.proto.copytrade.v1.GetLedgerSummaryResponse;
import io.tickgrid.proto.copytrade.v1.ListLedgerRequest;
import io.tickgrid.proto.copytrade.v1.ListLedgerResponse;
import io.tickgrid.proto.copytrade.v1.ListLinksRequest;
import io.tickgrid.proto.copytrade.v1.ListLinksResponse;
import io.tickgrid.proto.copytrade.v1.ListQualityRequest;
import io.tickgrid.proto.copytrade.v1.ListQualityResponse;
import io.tickgrid.proto.copytrade.v1.OutcomeSnapshot;
import io.tickgrid.proto.copytrade.v1.PauseLinkRequest;
import io.tickgrid.proto.copytrade.v1.PauseLinkResponse;
import io.tickgrid.proto.copytrade.v1.ResumeLinkRequest;
import io.tickgrid.proto.copytrade.v1.ResumeLinkResponse;
import io.tickgrid.proto.copytrade.v1.SimulateRequest;
import io.tickgrid.proto.copytrade.v1.SimulateResponse;
import io.tickgrid.proto.copytrade.v1.StreamOutcomesRequest;
import io.tickgrid.proto.copytrade.v1.StreamOutcomesResponse;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class CopyTradeGrpc extends CopyTradeServiceGrpc.CopyTradeServiceImplBase {
    private final CopyCommands commands;
    private final CopyQueries queries;
    private final CopyDryRuns dryRuns;
    private final Channels channels;

    CopyTradeGrpc(CopyCommands commands, CopyQueries queries, CopyDryRuns dryRuns, Channels channels) {
        this.commands = commands;
        this.queries = queries;
        this.dryRuns = dryRuns;
        this.channels = channels;
    }

    @Override
    public void createLink(CreateLinkRequest q, StreamObserver<CreateLinkResponse> out) {
        Calls.command(
                q,
                () -> commands.create(
                        Calls.caller(),
                        new CopyCommands.LinkRequest(
                                q.getLeaderAccountId(),
                                q.getFollowerAccountId(),
                                q.getMode(),
                                Calls.orNull(q.getValue()),
                                q.getReverse(),
                                Calls.orNull(q.getMaxQuantity()),
                                Calls.orNull(q.getMaxCost()),
                                Calls.orNull(q.getMaxPosition()),
                                Calls.orNull(q.getMinQuantity()),
                                Calls.orNull(q.getMinCost()),
                                Calls.orNull(q.getMaxSlippage()),
                                q.hasMaxOpenTrades() ? q.getMaxOpenTrades() : null,
                                Calls.orNull(q.getBelowMinimum()),
                                q.getAllowedSymbolsList(),
                                q.getBlockedSymbolsList(),
                                Calls.orNull(q.getJoin()),
                                Calls.orNull(q.getStopDrawdownPercent()))),
                link -> CreateLinkResponse.newBuilder()
                        .setLink(CopyTradeMessages.link(link))
                        .build(),
                out);
    }

    @Override
    public void pauseLink(PauseLinkRequest q, StreamObserver<PauseLinkResponse> out) {
        Calls.command(
                q,
                () -> commands.pause(Calls.caller(), q.getId()),
                link -> PauseLinkResponse.newBuilder()
                        .setLink(CopyTradeMessages.link(link))
                        .build(),
                out);
    }

    @Override
    public void resumeLink(ResumeLinkRequest q, StreamObserver<ResumeLinkResponse> out) {
        Calls.command(
                q,
                () -> commands.resume(Calls.caller(), q.getId()),
                link -> ResumeLinkResponse.newBuilder()
                        .setLink(CopyTradeMessages.link(link))
                        .build(),
                out);
    }

    @Override
    public void closeLink(CloseLinkRequest q, StreamObserver<CloseLinkResponse> out) {
        Calls.command(
                q,
                () -> commands.close(Calls.caller(), q.getId()),
                link -> CloseLinkResponse.newBuilder()
                        .setLink(CopyTradeMessages.link(link))
                        .build(),
                out);
    }

    @Override
    public void simulate(SimulateRequest q, StreamObserver<SimulateResponse> out) {
        Calls.read(
                q,
                () -> dryRuns.simulate(CopyTradeMessages.json(q)),
                results -> SimulateResponse.newBuilder()
                        .addAllItems(
                                results.stream().map(CopyTradeMessages::result).toList())
                        .build(),
                out);
    }

    @Override
    public void dryRun(DryRunRequest q, StreamObserver<DryRunResponse> out) {
        Calls.read(
                q,
                () -> dryRuns.dryRun(
                        Calls.caller(),
                        new CopyDryRuns.DryRunRequest(
                                q.getLeaderAccountId(),
                                q.getFollowerAccountId(),
                                q.getSymbol(),
                                Calls.orNull(q.getSide()),
                                Calls.orNull(q.getQuantity()),
                                Calls.orNull(q.getPrice()),
                                Calls.orNull(q.getStopPrice()),
                                Calls.orNull(q.getJoin()))),
                CopyTradeMessages::dryRun,
                out);
    }

    @Override
    public void listLinks(ListLinksRequest q, StreamObserver<ListLinksResponse> out) {
        Calls.read(
                q,
                () -> queries.links(
                        Calls.caller(),
                        q.getLeaderAccountId(),
                        q.getFollowerAccountId(),
                        Calls.page(q.getCursor(), q.getLimit())),
                page -> ListLinksResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(CopyTradeMessages::link)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void listLedger(ListLedgerRequest q, StreamObserver<ListLedgerResponse> out) {
        Calls.read(
                q,
                () -> queries.ledger(
                        Calls.caller(),
                        new CopyQueries.LedgerFilter(
                                q.getLeaderAccountId(),
                                q.getFollowerAccountId(),
                                q.getOutcome(),
                                q.hasLeaderSequence() ? q.getLeaderSequence() : null),
                        Calls.page(q.getCursor(), q.getLimit())),
                page -> ListLedgerResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(CopyTradeMessages::entry)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void listQuality(ListQualityRequest q, StreamObserver<ListQualityResponse> out) {
        Calls.read(
                q,
                () -> queries.quality(
                        Calls.caller(),
                        q.getLeaderAccountId(),
                        q.getFollowerAccountId(),
                        Calls.page(q.getCursor(), q.getLimit())),
                page -> ListQualityResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(CopyTradeMessages::quality)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void getLedgerSummary(GetLedgerSummaryRequest q, StreamObserver<GetLedgerSummaryResponse> out) {
        Calls.read(
                q,
                () -> queries.summary(Calls.caller(), q.getLeaderAccountId()),
                summary -> GetLedgerSummaryResponse.newBuilder()
                        .setSummary(CopyTradeMessages.summary(summary))
                        .build(),
                out);
    }

    @Override
    public void streamOutcomes(StreamOutcomesRequest q, StreamObserver<StreamOutcomesResponse> out) {
        Calls.stream(
                out,
                () -> StreamCall.start(
                        out,
                        channels,
                        "copy",
                        q.getLeaderAccountId(),
                        q.hasResumeFrom() ? q.getResumeFrom() : null,
                        streamOutcomes()));
    }

    private static StreamCall.Messages<StreamOutcomesResponse> streamOutcomes() {
        return new StreamCall.Messages<>() {
            @Override
            public StreamOutcomesResponse snapshot(long sequence, Collection<?> data) {
                return StreamOutcomesResponse.newBuilder()
                        .setSequence(sequence)
                        .setSnapshot(OutcomeSnapshot.newBuilder()
                                .addAllItems(data.stream()
                                        .map(CopyQueries.SummaryView.class::cast)
                                        .map(CopyTradeMessages::summary)
                                        .toList()))
                        .build();
            }

            @Override
            public @Nullable StreamOutcomesResponse update(long sequence, Object data) {
                return StreamOutcomesResponse.newBuilder()
                        .setSequence(sequence)
                        .setUpdate(CopyTradeMessages.summary((CopyQueries.SummaryView) data))
                        .build();
            }

            @Override
            public StreamOutcomesResponse resyncRequired(long sequence) {
                return StreamOutcomesResponse.newBuilder()
                        .setSequence(sequence)
                        .setResyncRequired(true)
                        .build();
            }

            @Override
            public StreamOutcomesResponse heartbeat(long timeMs) {
                return StreamOutcomesResponse.newBuilder()
                        .setHeartbeatTimeMs(timeMs)
                        .build();
            }
        };
    }
}
