package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.engine.PaperCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A leader with many followers of every kind: three ways of sizing, limits, some inactive, without entitlement, or with
 * the symbol blocked. Prices have 2 decimals, quantities 8.
 */
final class FanOutCase {
    static final String LEADER = "bench-leader";
    static final String TENANT = "bench";
    static final String SYMBOL = "BTC/USD";
    static final String INSTRUMENT = "BENCH:" + SYMBOL;
    static final long CASH = 100_000_000L;
    static final long LOT_UNITS = 10_000;
    static final long LEADER_EQUITY_WHOLE = 1_000_000;
    static final List<String> MODES = List.of("percent", "equity_ratio", "fixed");
    /** What an order may cost beyond its value, in millionths: fee and slippage. */
    static final long COST_PPM = Math.round((PaperCosts.FEE_BPS + PaperCosts.SLIPPAGE_BPS) * 100);

    private static final int BATCH = 5_000;

    /** What a follower is like; amounts and values in units of 10^-8. */
    record Terms(
            String mode,
            long valueUnits,
            long cashUnits,
            long maxQuantityUnits,
            long maxCostUnits,
            boolean active,
            boolean entitled,
            boolean blocked) {}

    Terms terms(int i) {
        String mode = MODES.get(i % MODES.size());
        long value = switch (mode) {
            case "percent" -> (1 + i % 20) * CASH / 2;
            case "equity_ratio" -> CASH;
            default -> (1 + i % 10) * CASH / 100;
        };
        return new Terms(
                mode,
                value,
                (500 + (i * 7_919L) % 99_500) * CASH,
                i % 11 == 0 ? CASH / 10 : 0,
                i % 13 == 0 ? 50 * CASH : 0,
                i % 50 != 7,
                i % 25 != 3,
                i % 40 == 9);
    }

    long minimumUnits(long priceUnits) {
        long units = Math.max(LOT_UNITS, (CASH * 100 + priceUnits - 1) / priceUnits);
        return (units + LOT_UNITS - 1) / LOT_UNITS * LOT_UNITS;
    }

    Instrument instrument() {
        return new Instrument(
                INSTRUMENT,
                "BENCH",
                SYMBOL,
                "",
                "crypto",
                "BTC",
                "USD",
                2,
                8,
                1,
                LOT_UNITS,
                LOT_UNITS,
                CASH,
                true,
                true,
                Instrument.ALWAYS);
    }

    /** Adds everything to an empty database. */
    void seed(Stores stores, int followers) {
        stores.instruments().add(instrument()).block();
        stores.accounts()
                .add(List.of(account(LEADER, "leader", LEADER_EQUITY_WHOLE * CASH, true, true)))
                .block();
        for (int from = 0; from < followers; from += BATCH) {
            List<Account> accounts = new ArrayList<>();
            List<CopyLink> links = new ArrayList<>();
            for (int i = from; i < Math.min(followers, from + BATCH); i++) {
                Terms t = terms(i);
                String id = String.format(Locale.ROOT, "follower-%06d", i);
                accounts.add(account(id, "follower", t.cashUnits(), t.active(), t.entitled()));
                links.add(CopyLink.of("link-" + id, TENANT, LEADER, id, t.mode(), t.valueUnits())
                        .maximum(t.maxQuantityUnits(), t.maxCostUnits(), 0)
                        .symbols("", t.blocked() ? INSTRUMENT : "")
                        .build());
            }
            stores.accounts().add(accounts).block();
            stores.copies().add(links).block();
        }
    }

    private static Account account(String id, String kind, long cash, boolean active, boolean entitled) {
        return new Account(id, TENANT, "bench", id, kind, "USD", cash, active, entitled, 0, 0, 1);
    }
}
