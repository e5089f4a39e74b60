package io.tickgrid.api.portfolio;

import io.tickgrid.api.GridReads;
import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Accounts, and what they are worth: positions valued at the close of the bar that is forming. */
@Component
public final class PortfolioQueries {
    private static final String LIST = "accounts";

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final GridReads grid;

    PortfolioQueries(AccountAccess access, InstrumentIndex instruments, GridReads grid) {
        this.access = access;
        this.instruments = instruments;
        this.grid = grid;
    }

    public record AccountView(String accountId, String name, String kind, String currency, String cash) {
        static AccountView of(Account a) {
            return new AccountView(
                    a.id(), a.name(), a.kind(), a.currency(), Numbers.units(a.cashUnits(), Numbers.MONEY_SCALE));
        }
    }

    /**
     * An account valued.
     *
     * @param equity cash and market value of all positions; null while a position has no price
     * @param asOfMs the newest bar that a price is of; 0 without a position
     */
    public record PortfolioView(
            String accountId,
            String name,
            String currency,
            String cash,
            @Nullable String equity,
            List<PositionView> positions,
            long asOfMs) {}

    /**
     * A position valued.
     *
     * @param quantity signed
     * @param averagePrice null when flat
     * @param lastPrice null before the first trade; value and unrealised profit then too
     */
    public record PositionView(
            String instrument,
            String quantity,
            @Nullable String averagePrice,
            @Nullable String lastPrice,
            @Nullable String marketValue,
            @Nullable String unrealizedPnl,
            String realizedPnl) {}

    public Mono<Page<AccountView>> accounts(Caller caller, PageRequest page) {
        return access.all(caller).map(all -> {
            String after = page.cursor() == null
                    ? ""
                    : Cursors.decode(LIST, page.cursor(), 1).getFirst();
            List<Account> found = all.stream()
                    .filter(a -> a.id().compareTo(after) > 0)
                    .limit(page.limit() + 1L)
                    .toList();
            return Page.of(found, page.limit(), AccountView::of, a -> Cursors.encode(LIST, a.id()));
        });
    }

    public Mono<PortfolioView> portfolio(Caller caller, @Nullable String accountId) {
        return access.visible(caller, accountId).flatMap(this::portfolio);
    }

    /** What an account that the caller may see is worth now. */
    public Mono<PortfolioView> portfolio(Account account) {
        return grid.<Position>where(GridMaps.POSITIONS, "account_id", account.id())
                .flatMap(positions -> prices(positions).map(prices -> value(account, positions, prices)));
    }

    private Mono<Map<String, Candle>> prices(List<Position> positions) {
        return grid.get(
                GridMaps.FORMING_CANDLES,
                positions.stream()
                        .map(p -> IndicatorRow.key(p.instrument(), "1m"))
                        .collect(Collectors.toSet()));
    }

    private PortfolioView value(Account account, List<Position> positions, Map<String, Candle> prices) {
        List<PositionView> views = new ArrayList<>();
        BigDecimal cash = BigDecimal.valueOf(account.cashUnits(), Numbers.MONEY_SCALE);
        BigDecimal equity = cash;
        boolean priced = true;
        long asOfMs = 0;
        for (Position p : positions.stream()
                .sorted(Comparator.comparing(Position::instrument))
                .toList()) {
            Instrument instrument = instruments.require(p.instrument());
            Candle bar = prices.get(IndicatorRow.key(p.instrument(), "1m"));
            BigDecimal quantity = BigDecimal.valueOf(p.quantityUnits(), instrument.quantityScale());
            BigDecimal cost = BigDecimal.valueOf(p.costUnits(), Numbers.MONEY_SCALE);
            BigDecimal last = bar == null ? null : BigDecimal.valueOf(bar.close());
            BigDecimal market = quantity.signum() == 0
                    ? BigDecimal.ZERO
                    : last == null
                            ? null
                            : last.multiply(quantity).setScale(Numbers.MONEY_SCALE, RoundingMode.HALF_EVEN);
            if (market == null) {
                priced = false;
            } else {
                equity = equity.add(market);
            }
            asOfMs = bar == null ? asOfMs : Math.max(asOfMs, bar.openTimeMs());
            views.add(new PositionView(
                    p.instrument(),
                    Numbers.text(quantity),
                    quantity.signum() == 0
                            ? null
                            : Numbers.text(cost.divide(quantity, Numbers.MONEY_SCALE, RoundingMode.HALF_EVEN)),
                    last == null ? null : Numbers.text(last),
                    market == null ? null : Numbers.text(market),
                    market == null ? null : Numbers.text(market.subtract(cost)),
                    Numbers.units(p.realizedUnits(), Numbers.MONEY_SCALE)));
        }
        return new PortfolioView(
                account.id(),
                account.name(),
                account.currency(),
                Numbers.text(cash),
                priced ? Numbers.text(equity) : null,
                views,
                asOfMs);
    }
}
