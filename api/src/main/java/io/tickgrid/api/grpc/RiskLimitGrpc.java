package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.risk.RiskLimitCommands;
import io.tickgrid.api.risk.RiskLimitsView;
import io.tickgrid.proto.risk.v1.GetRiskLimitsRequest;
import io.tickgrid.proto.risk.v1.GetRiskLimitsResponse;
import io.tickgrid.proto.risk.v1.RiskLimitServiceGrpc;
import io.tickgrid.proto.risk.v1.RiskLimits;
import io.tickgrid.proto.risk.v1.SetRiskLimitsRequest;
import io.tickgrid.proto.risk.v1.SetRiskLimitsResponse;
import org.springframework.stereotype.Component;

@Component
final class RiskLimitGrpc extends RiskLimitServiceGrpc.RiskLimitServiceImplBase {
    private final RiskLimitCommands commands;

    RiskLimitGrpc(RiskLimitCommands commands) {
        this.commands = commands;
    }

    @Override
    public void getRiskLimits(GetRiskLimitsRequest q, StreamObserver<GetRiskLimitsResponse> out) {
        Calls.read(
                q,
                () -> commands.get(Calls.caller(), q.getAccountId()),
                l -> GetRiskLimitsResponse.newBuilder().setLimits(message(l)).build(),
                out);
    }

    @Override
    public void setRiskLimits(SetRiskLimitsRequest q, StreamObserver<SetRiskLimitsResponse> out) {
        Calls.command(
                q,
                () -> commands.set(
                        Calls.caller(),
                        q.getAccountId(),
                        new RiskLimitCommands.LimitsRequest(
                                Calls.orNull(q.getPreset()),
                                Calls.orNull(q.getMaxPositionPercent()),
                                Calls.orNull(q.getMaxExposure()),
                                Calls.orNull(q.getMaxDailyLossPercent()),
                                Calls.orNull(q.getMaxDrawdownPercent()),
                                Calls.orNull(q.getMaxLeverage()),
                                Calls.orNull(q.getPriceBandPercent()),
                                q.hasMaxOrdersPerMinute() ? q.getMaxOrdersPerMinute() : null)),
                l -> SetRiskLimitsResponse.newBuilder().setLimits(message(l)).build(),
                out);
    }

    private static RiskLimits message(RiskLimitsView l) {
        RiskLimits.Builder message = RiskLimits.newBuilder()
                .setAccountId(l.accountId())
                .setPreset(Calls.orEmpty(l.preset()))
                .setMaxPositionPercent(Calls.orEmpty(l.maxPositionPercent()))
                .setMaxExposure(Calls.orEmpty(l.maxExposure()))
                .setMaxDailyLossPercent(Calls.orEmpty(l.maxDailyLossPercent()))
                .setMaxDrawdownPercent(Calls.orEmpty(l.maxDrawdownPercent()))
                .setMaxLeverage(Calls.orEmpty(l.maxLeverage()))
                .setPriceBandPercent(Calls.orEmpty(l.priceBandPercent()))
                .setByOperator(l.byOperator())
                .setChangedBy(Calls.orEmpty(l.changedBy()))
                .setDayEquity(Calls.orEmpty(l.dayEquity()))
                .setPeakEquity(Calls.orEmpty(l.peakEquity()));
        Calls.ifPresent(l.maxOrdersPerMinute(), message::setMaxOrdersPerMinute);
        Calls.ifPresent(l.changedAtMs(), message::setChangedAtMs);
        return message.build();
    }
}
