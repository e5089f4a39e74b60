package io.tickgrid.api.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.tickgrid.api.copytrade.CopyDryRuns.DryRunView;
import io.tickgrid.api.copytrade.CopyQueries.QualityView;
import io.tickgrid.api.copytrade.CopyQueries.SummaryView;
import io.tickgrid.api.copytrade.LedgerView;
import io.tickgrid.api.copytrade.LinkView;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.pipelines.copytrade.CopySimulate;
import io.tickgrid.proto.copytrade.v1.CopyLink;
import io.tickgrid.proto.copytrade.v1.CopyQuality;
import io.tickgrid.proto.copytrade.v1.DryRunResponse;
import io.tickgrid.proto.copytrade.v1.LedgerEntry;
import io.tickgrid.proto.copytrade.v1.LedgerSummary;
import io.tickgrid.proto.copytrade.v1.OutcomeCount;
import io.tickgrid.proto.copytrade.v1.SimulateRequest;
import io.tickgrid.proto.copytrade.v1.SimulatedResult;

/** Copy links and their ledger as messages. */
final class CopyTradeMessages {
    private CopyTradeMessages() {}

    static CopyLink link(LinkView l) {
        CopyLink.Builder link = CopyLink.newBuilder()
                .setId(l.id())
                .setLeaderAccountId(l.leaderAccountId())
                .setFollowerAccountId(l.followerAccountId())
                .setMode(l.mode())
                .setValue(l.value())
                .setMaxQuantity(Calls.orEmpty(l.maxQuantity()))
                .setMaxCost(Calls.orEmpty(l.maxCost()))
                .setReverse(l.reverse())
                .setMaxPosition(Calls.orEmpty(l.maxPosition()))
                .setMinQuantity(Calls.orEmpty(l.minQuantity()))
                .setMinCost(Calls.orEmpty(l.minCost()))
                .setMaxSlippage(Calls.orEmpty(l.maxSlippage()))
                .addAllAllowedSymbols(l.allowedSymbols())
                .setBelowMinimum(l.belowMinimum())
                .addAllBlockedSymbols(l.blockedSymbols())
                .setStatus(l.status())
                .setJoin(l.join())
                .putAllWaiting(l.waiting())
                .setStopDrawdownPercent(Calls.orEmpty(l.stopDrawdownPercent()))
                .setPauseReason(Calls.orEmpty(l.pauseReason()))
                .putAllIntended(l.intended());
        Calls.ifPresent(l.maxOpenTrades(), link::setMaxOpenTrades);
        return link.build();
    }

    /** A case as JSON: its fields have the names of the messages'. */
    static String json(SimulateRequest request) {
        try {
            return JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .alwaysPrintFieldsWithNoPresence() // a list of no followers is a list
                    .print(request);
        } catch (InvalidProtocolBufferException e) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, "the case cannot be read: " + e.getMessage(), e);
        }
    }

    static SimulatedResult result(CopySimulate.Result r) {
        return SimulatedResult.newBuilder()
                .setFollower(r.follower())
                .setSide(r.side())
                .setQuantity(r.quantity())
                .setOutcome(r.outcome())
                .setCode(Calls.orEmpty(r.code()))
                .build();
    }

    static DryRunResponse dryRun(DryRunView v) {
        return DryRunResponse.newBuilder()
                .setLeaderAccountId(v.leaderAccountId())
                .setFollowerAccountId(v.followerAccountId())
                .setLinkId(v.linkId())
                .setInstrument(v.instrument())
                .setSide(v.side())
                .setQuantity(v.quantity())
                .setPrice(v.price())
                .setOutcome(v.outcome())
                .setCode(Calls.orEmpty(v.code()))
                .setIntendedQuantity(v.intendedQuantity())
                .setHeldQuantity(v.heldQuantity())
                .build();
    }

    static CopyQuality quality(QualityView v) {
        CopyQuality.Builder quality = CopyQuality.newBuilder()
                .setLinkId(v.linkId())
                .setLeaderAccountId(v.leaderAccountId())
                .setFollowerAccountId(v.followerAccountId())
                .setInstrument(v.instrument())
                .setFills(v.fills())
                .setSlippageBps(v.slippageBps())
                .setIntendedQuantity(v.intendedQuantity())
                .setHeldQuantity(v.heldQuantity());
        Calls.ifPresent(v.delayMsMedian(), quality::setDelayMsMedian);
        Calls.ifPresent(v.delayMsP95(), quality::setDelayMsP95);
        Calls.ifPresent(v.delayMsMax(), quality::setDelayMsMax);
        Calls.ifPresent(v.sizeErrorPercent(), quality::setSizeErrorPercent);
        return quality.build();
    }

    static LedgerEntry entry(LedgerView e) {
        LedgerEntry.Builder entry = LedgerEntry.newBuilder()
                .setLeaderAccountId(e.leaderAccountId())
                .setLeaderSequence(e.leaderSequence())
                .setFollowerAccountId(e.followerAccountId())
                .setInstrument(e.instrument())
                .setSide(e.side())
                .setLeg(e.leg())
                .setOutcome(e.outcome())
                .setCode(Calls.orEmpty(e.code()))
                .setIntendedQuantity(e.intendedQuantity())
                .setOrderedQuantity(e.orderedQuantity())
                .setFilledQuantity(e.filledQuantity())
                .setPrice(Calls.orEmpty(e.price()))
                .setLeaderPrice(e.leaderPrice())
                .setClientOrderId(Calls.orEmpty(e.clientOrderId()))
                .setEventTimeMs(e.eventTimeMs());
        Calls.ifPresent(e.delayMs(), entry::setDelayMs);
        Calls.ifPresent(e.slippageBps(), entry::setSlippageBps);
        return entry.build();
    }

    static LedgerSummary summary(SummaryView s) {
        return LedgerSummary.newBuilder()
                .setLeaderAccountId(s.leaderAccountId())
                .setEvents(s.events())
                .addAllByOutcome(s.byOutcome().stream()
                        .map(o -> OutcomeCount.newBuilder()
                                .setOutcome(o.outcome())
                                .setCode(Calls.orEmpty(o.code()))
                                .setCount(o.count())
                                .build())
                        .toList())
                .build();
    }
}
