package io.tickgrid.api;

import io.tickgrid.api.Operation.Access;
import io.tickgrid.api.Operation.Surface;
import io.tickgrid.api.Operation.TenantRule;
import io.tickgrid.api.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The gRPC rows of {@link Operations}: each method is the second face of an operation, and has its role and rule. */
final class GrpcOperations {
    /** Operation id and method, below the package {@code tickgrid}. */
    private static final List<String> METHODS = List.of(
            "auth.login identity.v1.AuthService/Login",
            "auth.refresh identity.v1.AuthService/Refresh",
            "auth.profile identity.v1.AuthService/GetProfile",
            "health.get health.v1.HealthService/GetHealth",
            "instruments.list instrument.v1.InstrumentService/ListInstruments",
            "instruments.get instrument.v1.InstrumentService/GetInstrument",
            "dead_letters.list tick.v1.DeadLetterService/ListDeadLetters",
            "indicators.latest indicator.v1.IndicatorService/GetIndicators",
            "indicators.history indicator.v1.IndicatorService/ListIndicators",
            "fusion.get fusion.v1.FusionService/GetFusion",
            "candles.list market.v1.MarketDataService/ListCandles",
            "trends.get market.v1.MarketDataService/GetTrend",
            "volatility.get market.v1.MarketDataService/GetVolatility",
            "market.overview market.v1.MarketDataService/GetOverview",
            "stream.market market.v1.MarketDataService/StreamCandles",
            "stream.market market.v1.MarketDataService/StreamFusion",
            "signals.list signal.v1.SignalService/ListSignals",
            "stream.signals signal.v1.SignalService/StreamSignals",
            "orders.place order.v1.OrderService/PlaceOrder",
            "orders.cancel order.v1.OrderService/CancelOrder",
            "orders.get order.v1.OrderService/GetOrder",
            "orders.list order.v1.OrderService/ListOrders",
            "stream.trades order.v1.OrderService/StreamOrders",
            "accounts.list portfolio.v1.PortfolioService/ListAccounts",
            "portfolio.get portfolio.v1.PortfolioService/GetPortfolio",
            "stream.portfolio portfolio.v1.PortfolioService/StreamPortfolio",
            "copy.links.create copytrade.v1.CopyTradeService/CreateLink",
            "copy.links.pause copytrade.v1.CopyTradeService/PauseLink",
            "copy.links.resume copytrade.v1.CopyTradeService/ResumeLink",
            "copy.links.close copytrade.v1.CopyTradeService/CloseLink",
            "copy.links.list copytrade.v1.CopyTradeService/ListLinks",
            "copy.simulate copytrade.v1.CopyTradeService/Simulate",
            "copy.dry_run copytrade.v1.CopyTradeService/DryRun",
            "copy.ledger.list copytrade.v1.CopyTradeService/ListLedger",
            "copy.quality copytrade.v1.CopyTradeService/ListQuality",
            "copy.ledger.summary copytrade.v1.CopyTradeService/GetLedgerSummary",
            "risk.kill_switches.set risk.v1.KillSwitchService/SetKillSwitch",
            "risk.kill_switches.list risk.v1.KillSwitchService/ListKillSwitches",
            "risk.kill_switches.changes risk.v1.KillSwitchService/ListKillSwitchChanges",
            "risk.limits.get risk.v1.RiskLimitService/GetRiskLimits",
            "risk.limits.set risk.v1.RiskLimitService/SetRiskLimits",
            "stream.copy copytrade.v1.CopyTradeService/StreamOutcomes");

    private static final List<Operation> STANDARD = List.of(
            open("health.probe", "grpc.health.v1.Health/Check", "Whether a service serves."),
            open("health.probe", "grpc.health.v1.Health/Watch", "Whether a service serves, as it changes."),
            new Operation(
                    "docs.reflection",
                    Surface.GRPC,
                    "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                    Access.ROLE,
                    Set.of(Role.values()),
                    "docs:read",
                    TenantRule.NONE,
                    "The contracts."));

    private GrpcOperations() {}

    /** @param others rows of REST and WebSocket, whose ids the methods share */
    static List<Operation> rows(List<Operation> others) {
        Map<String, Operation> byId = others.stream().collect(Collectors.toMap(Operation::id, o -> o, (a, b) -> a));
        Stream<Operation> methods = METHODS.stream()
                .map(line -> line.split(" "))
                .map(words -> {
                    Operation same = byId.get(words[0]);
                    if (same == null) {
                        throw new IllegalStateException("no operation " + words[0] + " for the method " + words[1]);
                    }
                    return new Operation(
                            same.id(),
                            Surface.GRPC,
                            "tickgrid." + words[1],
                            same.access(),
                            same.roles(),
                            same.scope(),
                            same.tenantRule(),
                            same.doc());
                });
        return Stream.concat(methods, STANDARD.stream()).toList();
    }

    private static Operation open(String id, String target, String doc) {
        return new Operation(id, Surface.GRPC, target, Access.OPEN, Set.of(), "", TenantRule.NONE, doc);
    }
}
