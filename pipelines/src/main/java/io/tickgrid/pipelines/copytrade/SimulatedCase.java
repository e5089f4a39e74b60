package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dry run read from JSON: one fill of a leader, an instrument, and followers as they stand before it.
 *
 * @param marketUnits price of the market when the fill is copied, in units
 * @param entryUnits the leader's average entry price, in units, where the event is the position that he has when the links
 *     are made; 0 for a fill
 * @param upperCase whether the case writes its sides in capitals
 */
record SimulatedCase(
        LeaderFill event,
        InstrumentTerms terms,
        long marketUnits,
        long entryUnits,
        List<Follower> followers,
        boolean upperCase) {
    private static final String LEADER = "leader";
    private static final String TENANT = "simulation";
    private static final int MAX_TRADES = 10_000;
    private static final BigDecimal LEAST_STOP = new BigDecimal("0.1");
    private static final BigDecimal MOST_STOP = new BigDecimal("100");

    static final Set<String> LINK_FIELDS = Set.of(
            "mode",
            "value",
            "below_minimum",
            "max_quantity",
            "max_cost",
            "max_position",
            "min_quantity",
            "min_cost",
            "max_slippage",
            "max_open_trades",
            "reverse",
            "allowed_symbols",
            "blocked_symbols",
            "join",
            "stop_drawdown_percent",
            "active",
            "status",
            "intended");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * A follower before the fill.
     *
     * @param balanceUnits free cash, units of 10^-8
     * @param equityUnits units of 10^-8
     * @param positionUnits signed, copied from this leader
     * @param intended as {@link Intended} writes it
     * @param openTrades other instruments in which the link has a position
     * @param join what becomes of the positions that the leader has when the link is made
     * @param stops whether the link has fallen as far as it may
     */
    record Follower(
            AccountTerms account,
            LinkTerms link,
            long balanceUnits,
            long equityUnits,
            long positionUnits,
            String intended,
            int openTrades,
            JoinMode join,
            boolean stops) {}

    /** @throws TickgridException INVALID_REQUEST, naming the field, what was expected and what was found */
    static SimulatedCase parse(Reader json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    "the case must be JSON: " + e.getOriginalMessage() + where(e.getLocation()),
                    e);
        }
        CaseField top = new CaseField("", root.isMissingNode() || root.isNull() ? null : root);
        CaseField fill = top.at("leader_event");
        CaseField instrument = top.at("instrument");
        List<CaseField> followers = top.at("followers").list();

        String symbol = fill.at("symbol").text();
        String side = fill.at("side").oneOf("buy or sell", Set.of("buy", "sell"));
        boolean upperCase = fill.at("side").text().startsWith(side.equals("buy") ? "B" : "S");
        BigDecimal quantity = fill.at("quantity").positive();
        BigDecimal price = fill.at("price").positive();
        boolean joining = fill.at("present_position").flag(false);
        BigDecimal before = decimal(fill.at("position_before"), BigDecimal.ZERO);
        if (joining && before.signum() != 0) {
            throw fill.at("position_before").wrong("missing with present_position, whose quantity is all of it");
        }
        BigDecimal lot = instrument.at("lot_size").positive();
        BigDecimal minimum = notNegative(instrument.at("min_quantity"));
        BigDecimal notional = notNegative(instrument.at("min_notional"));

        CaseField stop = fill.at("stop_price");
        CaseField market = fill.at("market_price");
        BigDecimal stopPrice = stop.isMissing() ? BigDecimal.ZERO : stop.positive();
        BigDecimal marketPrice = market.isMissing() ? price : market.positive();
        if (stopPrice.signum() > 0
                && (side.equals("buy") ? stopPrice.compareTo(price) >= 0 : stopPrice.compareTo(price) <= 0)) {
            throw stop.wrong(side.equals("buy") ? "below the price of a buy" : "above the price of a sell");
        }
        int priceScale = Math.max(
                fill.at("price").scale(price, InstrumentTerms.MAX_SCALE),
                Math.max(scale(stop, stopPrice), scale(market, marketPrice)));
        if (!instrument.at("tick_size").isMissing()) {
            instrument.at("tick_size").positive();
        }
        int quantityScale = Math.max(
                scale(fill.at("quantity"), quantity),
                Math.max(
                        scale(fill.at("position_before"), before),
                        Math.max(
                                scale(instrument.at("lot_size"), lot), scale(instrument.at("min_quantity"), minimum))));
        for (CaseField follower : followers) {
            BigDecimal position = decimal(follower.at("position"), BigDecimal.ZERO);
            quantityScale = Math.max(quantityScale, scale(follower.at("position"), position));
        }
        InstrumentTerms terms = new InstrumentTerms(
                symbol,
                priceScale,
                quantityScale,
                instrument.at("lot_size").units(lot, quantityScale),
                instrument.at("min_quantity").units(minimum, quantityScale),
                instrument.at("min_notional").units(notional, Money.CASH_SCALE),
                0,
                0,
                true);
        List<Follower> read = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<SizingMode> modes = EnumSet.noneOf(SizingMode.class);
        int openTrades = 0;
        for (CaseField follower : followers) {
            Follower one = follower(follower, terms);
            if (!ids.add(one.account().id())) {
                throw follower.at("id").wrong("an id that no other follower has");
            }
            modes.add(one.link().mode());
            openTrades += one.openTrades();
            if (openTrades > MAX_TRADES) {
                throw follower.at("open_trades").wrong("at most " + MAX_TRADES + " of all followers together");
            }
            read.add(one);
        }
        long leaderEquity = cash(fill.at("leader_equity"), modes.contains(SizingMode.EQUITY_RATIO));
        long leaderBalance = cash(fill.at("leader_balance"), modes.contains(SizingMode.BALANCE_RATIO));
        LeaderFill event = new LeaderFill(
                LEADER,
                TENANT,
                1,
                symbol,
                side.equals("buy"),
                fill.at("quantity").units(quantity, quantityScale),
                joining
                        ? market.units(marketPrice, priceScale)
                        : fill.at("price").units(price, priceScale),
                stop.units(stopPrice, priceScale),
                leaderBalance,
                leaderEquity,
                fill.at("position_before").units(before, quantityScale),
                "",
                0);
        return new SimulatedCase(
                event,
                terms,
                market.units(marketPrice, priceScale),
                joining ? fill.at("price").units(price, priceScale) : 0,
                List.copyOf(read),
                upperCase);
    }

    private static long cash(CaseField field, boolean needed) {
        return needed || !field.isMissing() ? field.units(field.positive(), Money.CASH_SCALE) : 0;
    }

    private static String where(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static Follower follower(CaseField field, InstrumentTerms terms) {
        String id = field.at("id").text();
        CaseField balance = field.at("balance");
        CaseField equity = field.at("equity");
        CaseField position = field.at("position");
        CaseField link = field.at("link");
        link.allow(LINK_FIELDS);
        String mode = link.at("mode").text();
        SizingMode sizing = SizingMode.of(mode);
        if (sizing == null) {
            throw link.at("mode").wrong("one of " + SizingMode.all());
        }
        if (sizing == SizingMode.RISK_PERCENT && link.at("reverse").flag(false)) {
            throw link.at("reverse").wrong("false with risk_percent, " + LinkTerms.REVERSED_RISK);
        }
        JoinMode join = link.at("join").isMissing()
                ? JoinMode.NEW_TRADES
                : JoinMode.of(link.at("join").oneOf("one of " + JoinMode.TEXTS, Set.copyOf(JoinMode.TEXTS)));
        if (join != JoinMode.NEW_TRADES && sizing == SizingMode.RISK_PERCENT) {
            throw link.at("join").wrong("new_trades with risk_percent, " + LinkTerms.JOINED_RISK);
        }
        CaseField value = link.at("value");
        BigDecimal percent =
                value.isMissing() && sizing == SizingMode.PERCENT ? BigDecimal.valueOf(100) : value.positive();
        boolean force = !link.at("below_minimum").isMissing()
                && link.at("below_minimum")
                        .oneOf("skip or force", Set.of("skip", "force"))
                        .equals("force");
        long balanceUnits = balance.units(balance.notNegative(), Money.CASH_SCALE);
        boolean needsEquity = sizing == SizingMode.EQUITY_RATIO || sizing == SizingMode.RISK_PERCENT;
        long equityUnits =
                needsEquity || !equity.isMissing() ? equity.units(equity.notNegative(), Money.CASH_SCALE) : 0;
        long positionUnits = position.units(decimal(position, BigDecimal.ZERO), terms.quantityScale());
        LinkTerms linkTerms = LinkTerms.of(
                CopyLink.of(
                                "link of " + id,
                                TENANT,
                                LEADER,
                                "follower " + id,
                                sizing.text(),
                                value.units(percent, Money.CASH_SCALE))
                        .reverse(link.at("reverse").flag(false))
                        .maximum(
                                limit(link.at("max_quantity")),
                                limit(link.at("max_cost")),
                                limit(link.at("max_position")))
                        .minimum(limit(link.at("min_quantity")), limit(link.at("min_cost")))
                        .maxSlippage(limit(link.at("max_slippage")))
                        .maxOpenTrades(count(link.at("max_open_trades"), 1))
                        .forceMinimum(force)
                        .symbols(symbols(link.at("allowed_symbols")), symbols(link.at("blocked_symbols")))
                        .status(status(link).name(), 1)
                        .build(),
                0);
        AccountTerms account = new AccountTerms(
                CopySimulate.FOLLOWER + id,
                TENANT,
                field.at("active").flag(true),
                field.at("entitled").flag(true),
                0,
                0,
                0,
                1);
        CaseField intended = link.at("intended");
        BigDecimal exact = intended.isMissing() ? decimal(position, BigDecimal.ZERO) : intended.decimal();
        intended.scale(exact, terms.quantityScale() + Intended.EXTRA_SCALE);
        intended.requireBelow(exact, 18 - terms.quantityScale());
        return new Follower(
                account,
                linkTerms,
                balanceUnits,
                equityUnits,
                positionUnits,
                exact.toPlainString(),
                count(field.at("open_trades"), 0),
                join,
                stops(field, link));
    }

    /** As {@code CopyEquityStore} has it: whether the fall from the greatest equity is the percent of that, or more. */
    private static boolean stops(CaseField field, CaseField link) {
        CaseField stop = link.at("stop_drawdown_percent");
        if (stop.isMissing()) {
            return false;
        }
        BigDecimal percent = stop.positive();
        if (percent.compareTo(LEAST_STOP) < 0 || percent.compareTo(MOST_STOP) > 0) {
            throw stop.wrong("in [" + LEAST_STOP + ", " + MOST_STOP + "]");
        }
        BigDecimal greatest = field.at("committed").notNegative().add(notNegative(field.at("greatest_gain")));
        BigDecimal fall =
                notNegative(field.at("greatest_gain")).subtract(field.at("gain").decimal());
        return greatest.signum() > 0 && fall.movePointRight(2).compareTo(percent.multiply(greatest)) >= 0;
    }

    /** 0 when it is missing. */
    private static int count(CaseField field, int least) {
        return field.isMissing() ? 0 : field.count(least, MAX_TRADES);
    }

    private static LinkStatus status(CaseField link) {
        if (link.at("status").isMissing()) {
            return link.at("active").flag(true) ? LinkStatus.ACTIVE : LinkStatus.PAUSED;
        }
        return switch (link.at("status").oneOf("active, paused or closed", Set.of("active", "paused", "closed"))) {
            case "active" -> link.at("active").flag(true) ? LinkStatus.ACTIVE : LinkStatus.PAUSED;
            case "paused" -> LinkStatus.PAUSED;
            default -> LinkStatus.CLOSED;
        };
    }

    private static String symbols(CaseField field) {
        return field.isMissing()
                ? ""
                : field.list().stream().map(CaseField::symbol).collect(Collectors.joining(","));
    }

    private static long limit(CaseField field) {
        return field.isMissing() ? 0 : field.units(field.positive(), Money.CASH_SCALE);
    }

    private static BigDecimal decimal(CaseField field, BigDecimal otherwise) {
        return or(field, otherwise, CaseField::decimal);
    }

    private static BigDecimal notNegative(CaseField field) {
        return or(field, BigDecimal.ZERO, CaseField::notNegative);
    }

    private static BigDecimal or(CaseField field, BigDecimal otherwise, Function<CaseField, BigDecimal> read) {
        return field.isMissing() ? otherwise : read.apply(field);
    }

    private static int scale(CaseField field, BigDecimal value) {
        return field.scale(value, InstrumentTerms.MAX_SCALE);
    }
}
