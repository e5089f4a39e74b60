package io.tickgrid.api.grpc;

import io.tickgrid.api.copytrade.CopyQueries.SummaryView;
import io.tickgrid.api.copytrade.LedgerView;
import io.tickgrid.api.copytrade.LinkView;
import io.tickgrid.proto.copytrade.v1.CopyLink;
import io.tickgrid.proto.copytrade.v1.LedgerEntry;
import io.tickgrid.proto.copytrade.v1.LedgerSummary;
import io.tickgrid.proto.copytrade.v1.OutcomeCount;

/** Copy links and their ledger as messages. */
final class CopyTradeMessages {
    private CopyTradeMessages() {}

    static CopyLink link(LinkView l) {
        return CopyLink.newBuilder()
                .setId(l.id())
                .setLeaderAccountId(l.leaderAccountId())
                .setFollowerAccountId(l.followerAccountId())
                .setMode(l.mode())
                .setValue(l.value())
                .setMaxQuantity(Calls.orEmpty(l.maxQuantity()))
                .setMaxCost(Calls.orEmpty(l.maxCost()))
                .setBelowMinimum(l.belowMinimum())
                .addAllBlockedSymbols(l.blockedSymbols())
                .setStatus(l.status())
                .putAllIntended(l.intended())
                .build();
    }

    static LedgerEntry entry(LedgerView e) {
        return LedgerEntry.newBuilder()
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
                .setEventTimeMs(e.eventTimeMs())
                .build();
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
