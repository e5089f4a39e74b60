package io.tickgrid.api.risk;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.AccountRiskStore;
import io.tickgrid.grid.risk.RiskLimits;
import io.tickgrid.grid.risk.RiskLimits.Field;
import io.tickgrid.grid.risk.RiskPreset;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads and sets the limits of an account. An operator of the tenant sets any; the owner sets those that are no looser than
 * what an operator set last. When a change is acknowledged it stands in PostgreSQL, where every manual order that is
 * stored afterwards meets it, and in the block of a follower.
 */
@Component
public final class RiskLimitCommands {
    private static final int MAX_LENGTH = 40;

    private final AccountAccess access;
    private final FollowerBlocks blocks;
    private final AccountRiskStore store;

    RiskLimitCommands(AccountAccess access, FollowerBlocks blocks, GridNode node) {
        this.access = access;
        this.blocks = blocks;
        this.store = node.stores().risk();
    }

    /**
     * All limits of an account: those of a preset, or none, and in their place those that are named. 0 = no limit.
     *
     * @param preset conservative, balanced, aggressive; null = start from none
     */
    public record LimitsRequest(
            @Nullable String preset,
            @Nullable String maxPositionPercent,
            @Nullable String maxExposure,
            @Nullable String maxDailyLossPercent,
            @Nullable String maxDrawdownPercent,
            @Nullable String maxLeverage,
            @Nullable String priceBandPercent,
            @Nullable Integer maxOrdersPerMinute) {}

    /** Limits of an account that the caller can see; without any when none were ever set. */
    public Mono<RiskLimitsView> get(Caller caller, String accountId) {
        return access.visible(caller, accountId)
                .flatMap(a -> store.find(a.id()).map(RiskLimitsView::of).defaultIfEmpty(RiskLimitsView.none(a.id())));
    }

    /** Sets all limits of an account at once. */
    public Mono<RiskLimitsView> set(Caller caller, String accountId, LimitsRequest request) {
        return Mono.defer(() -> {
                    RiskLimits limits = limits(request);
                    return access.visible(caller, accountId).map(a -> wanted(caller, a, limits));
                })
                .flatMap(store::set)
                .flatMap(this::apply);
    }

    private static AccountRiskStore.Wanted wanted(Caller caller, Account account, RiskLimits limits) {
        return new AccountRiskStore.Wanted(
                account.id(), account.tenantId(), limits, caller.is(Role.OPERATOR), caller.username());
    }

    /** Brings them to the follower's block. They may be told again, and late: the block keeps the latest change. */
    private Mono<RiskLimitsView> apply(AccountRisk risk) {
        return Mono.fromCompletionStage(() -> blocks.put(risk)).thenReturn(RiskLimitsView.of(risk));
    }

    private static RiskLimits limits(LimitsRequest r) {
        RiskLimits base = RiskLimits.NONE;
        if (r.preset() != null) {
            String name = Texts.oneOf(
                    "preset",
                    r.preset(),
                    Arrays.stream(RiskPreset.values()).map(RiskPreset::text).toList());
            base = RiskPreset.valueOf(name.toUpperCase(java.util.Locale.ROOT)).limits();
        }
        Integer orders = r.maxOrdersPerMinute();
        try {
            return new RiskLimits(
                    units(Field.MAX_POSITION_PERCENT, r.maxPositionPercent(), base),
                    units(Field.MAX_EXPOSURE, r.maxExposure(), base),
                    units(Field.MAX_DAILY_LOSS_PERCENT, r.maxDailyLossPercent(), base),
                    units(Field.MAX_DRAWDOWN_PERCENT, r.maxDrawdownPercent(), base),
                    units(Field.MAX_LEVERAGE, r.maxLeverage(), base),
                    units(Field.PRICE_BAND_PERCENT, r.priceBandPercent(), base),
                    orders == null ? base.maxOrdersPerMinute() : orders);
        } catch (IllegalArgumentException e) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    private static long units(Field field, @Nullable String text, RiskLimits base) {
        if (text == null) {
            return base.get(field);
        }
        if (text.length() > MAX_LENGTH || !text.matches("[0-9]+(\\.[0-9]+)?")) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    field.text() + " must be a decimal as text, such as \"2.5\", 0 for no limit or in " + field.bounds()
                            + ", was " + Texts.quote(text));
        }
        try {
            return new BigDecimal(text).movePointRight(field.unit().scale()).longValueExact();
        } catch (ArithmeticException e) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    field.text() + " must have at most " + field.unit().scale() + " decimal places and be 0 or in "
                            + field.bounds() + ", was " + text,
                    e);
        }
    }
}
