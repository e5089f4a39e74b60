package io.tickgrid.api.run;

import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.signal.SignalTraderStore;
import io.tickgrid.pipelines.tick.feed.SimulatedPrices;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The demo: one recorded and four simulated instruments, a leader who trades the signals of one frame, and 1,000
 * followers of every kind: all ways of sizing, limits, some inactive, without entitlement or with blocked symbols.
 */
public final class DemoData {
    public static final String TENANT = "demo";
    public static final String LEADER = "leader-1";
    public static final int FOLLOWERS = 1_000;

    private static final long CASH = 100_000_000L;

    private DemoData() {}

    /** The instruments that are made up. */
    public static List<SimulatedPrices> simulated() {
        return List.of(
                new SimulatedPrices("SIM:ALPHA/USD", 120, 1),
                new SimulatedPrices("SIM:BETA/USD", 45, 2),
                new SimulatedPrices("SIM:GAMMA/USD", 900, 3),
                new SimulatedPrices("SIM:DELTA/USD", 15, 4));
    }

    /**
     * Adds what is missing; what is there stays as it is.
     *
     * @param frame of the signals that the leader trades
     */
    public static void seed(Stores stores, String frame) {
        stores.instruments().add(bitcoin()).block();
        for (SimulatedPrices s : simulated()) {
            stores.instruments().add(simulated(s.instrument())).block();
        }
        List<Account> accounts = new ArrayList<>();
        List<CopyLink> links = new ArrayList<>();
        accounts.add(new Account(
                LEADER, TENANT, "trader", "Demo leader", "leader", "USD", 1_000_000 * CASH, true, true, 0, 0, 1));
        for (int i = 1; i <= FOLLOWERS; i++) {
            String id = String.format(Locale.ROOT, "follower-%04d", i);
            accounts.add(follower(id, i));
            links.add(link(id, i));
        }
        stores.accounts().add(accounts).block();
        stores.copies().add(links).block();
        trade(stores, TradeTape.INSTRUMENT, frame, 10 * CASH);
        trade(stores, "SIM:ALPHA/USD", frame, 1_000_000);
        trade(stores, "SIM:GAMMA/USD", frame, 100_000);
    }

    private static void trade(Stores stores, String instrument, String frame, long quantityUnits) {
        SignalTraderStore.add(
                        stores.db(),
                        new SignalTraderStore.Exposure(LEADER, TENANT, instrument, frame, quantityUnits, 0))
                .block();
    }

    private static Instrument bitcoin() {
        return new Instrument(
                TradeTape.INSTRUMENT,
                "BITSTAMP",
                "BTC/USD",
                "Bitcoin in US dollars, recorded in 2013",
                "crypto",
                "BTC",
                "USD",
                2,
                8,
                1,
                10_000,
                10_000,
                CASH,
                false,
                true,
                Instrument.ALWAYS);
    }

    private static Instrument simulated(String id) {
        String symbol = id.substring(id.indexOf(':') + 1);
        String base = symbol.substring(0, symbol.indexOf('/'));
        return new Instrument(
                id,
                "SIM",
                symbol,
                base + " (simulated)",
                "crypto",
                base,
                "USD",
                2,
                4,
                1,
                100,
                100,
                CASH,
                true,
                true,
                Instrument.ALWAYS);
    }

    private static Account follower(String id, int i) {
        boolean active = i % 50 != 7;
        boolean entitled = i % 25 != 3;
        long cash = (500 + (i * 7_919L) % 99_500) * CASH;
        return new Account(id, TENANT, "follower", "Follower " + i, "follower", "USD", cash, active, entitled, 0, 0, 1);
    }

    /** Every follower copies the leader, each in its own way. */
    private static CopyLink link(String follower, int i) {
        String mode = List.of("percent", "equity_ratio", "fixed").get(i % 3);
        long value = switch (mode) {
            case "percent" -> (1 + i % 20) * CASH / 2;
            case "equity_ratio" -> CASH;
            default -> (1 + i % 10) * CASH / 100;
        };
        long maxQuantity = i % 11 == 0 ? CASH / 10 : 0;
        long maxCost = i % 13 == 0 ? 2_000 * CASH : 0;
        String blocked = i % 40 == 9 ? TradeTape.INSTRUMENT : "";
        String status = i % 100 == 42 ? "PAUSED" : "ACTIVE";
        return CopyLink.of("link-" + follower, TENANT, LEADER, follower, mode, value)
                .maximum(maxQuantity, maxCost, 0)
                .forceMinimum(i % 17 == 0)
                .symbols("", blocked)
                .status(status, 1)
                .build();
    }
}
