package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.pipelines.fusion.WeightSet;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.TickColumns;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/reference/orders.md come out as the page says, and it names every state, type and time. */
class OrdersPageTest {
    private static final long START = 1_700_000_000L * SECOND;
    private static final Pattern EXAMPLE =
            Pattern.compile("(?m)^\\| `((?:BUY|SELL) [^`]+)` \\| ([^|]+) \\| ([^|]+) \\|$");

    private static String page() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("docs/reference"))) {
            root = root.getParent();
        }
        assumeTrue(root != null, "skipped: docs/reference is not above the working directory");
        return Files.readString(root.resolve("docs/reference/orders.md"));
    }

    @Test
    void eachExampleComesOutAsThePageSays() throws IOException {
        List<String> types = new ArrayList<>();
        for (Matcher m = EXAMPLE.matcher(page()); m.find(); ) {
            assertThat(outcome(m.group(1), m.group(2).split(", ")))
                    .as(m.group())
                    .isEqualTo(m.group(3));
            types.add(m.group(1).split(" ")[1]);
        }
        assertThat(types)
                .contains("MARKET", "LIMIT", "STOP", "STOP_LIMIT", "OCO")
                .hasSizeGreaterThan(12);
    }

    @Test
    void everyStateTypeAndTimeIsNamed() throws IOException {
        String page = page();
        for (OrderState state : OrderState.all()) {
            assertThat(page.contains("| `" + state.name() + "` |"))
                    .as(state.name())
                    .isEqualTo(state != OrderState.Open.NEW);
        }
        Arrays.stream(OrderType.values()).forEach(t -> assertThat(page).contains("`" + t + "`"));
        Arrays.stream(TimeInForce.values()).forEach(t -> assertThat(page).contains("`" + t + "`"));
    }

    private static String outcome(String order, String[] ticks) {
        EngineConfig plain = Engines.config(5 * SECOND, "1m");
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = Engines.engine(
                new EngineConfig(
                        plain.frames(),
                        plain.indicators(),
                        plain.latenessNs(),
                        plain.correctionsNs(),
                        WeightSet.defaults(5),
                        new PaperTerms(SECOND / 2, PaperCosts.FEE_BPS, PaperCosts.SLIPPAGE_BPS)),
                out);
        engine.paperOrders(0, 0, orders(order.split(" ")));
        TickColumns columns = new TickColumns("test");
        for (int i = 0; i < ticks.length; i++) {
            columns.clear();
            columns.add(START + (i + 1) * SECOND, i, Double.parseDouble(ticks[i]), 1, 0);
            engine.ticks(0, i + 1, columns);
        }
        List<String> text = new ArrayList<>();
        out.fills.forEach(f -> text.add(name(f.clientOrderId()) + "at "
                + BigDecimal.valueOf(f.priceUnits(), 2).stripTrailingZeros().toPlainString()));
        out.moves.stream()
                .map(m -> m.split(" "))
                .filter(m -> !m[1].equals("ACKNOWLEDGED"))
                .forEach(m -> text.add((m[0].equals("filled") ? "" : m[0] + " ") + m[1].toLowerCase(Locale.ROOT) + ": "
                        + m[2].toLowerCase(Locale.ROOT)));
        return String.join(", ", text);
    }

    private static String name(String id) {
        return id + " ";
    }

    /** {@code SIDE TYPE [prices] [time [second]] [TP price] [SL price]}. */
    private static PaperOrders orders(String[] words) {
        PaperOrders orders = new PaperOrders();
        orders.clear(START);
        SignalSide side = SignalSide.valueOf(words[0]);
        List<String> rest = new ArrayList<>(List.of(words).subList(2, words.length));
        if (words[1].equals("OCO")) {
            add(orders, "profit", side, exit(OrderLeg.TAKE_PROFIT, units(rest.get(0))));
            add(orders, "loss", side, exit(OrderLeg.STOP_LOSS, units(rest.get(1))));
            return orders;
        }
        OrderType type = OrderType.valueOf(words[1]);
        long stop = type.hasStop() ? units(rest.removeFirst()) : 0;
        long limit = type.hasLimit() ? units(rest.removeFirst()) : 0;
        boolean bracket = rest.contains("TP");
        TimeInForce time = rest.isEmpty() || bracket ? TimeInForce.GTC : TimeInForce.valueOf(rest.removeFirst());
        long expires = time == TimeInForce.GTD ? START + Long.parseLong(rest.removeFirst()) * SECOND : 0;
        add(
                orders,
                "filled",
                side,
                new OrderTerms(
                        type,
                        limit,
                        stop,
                        time,
                        expires,
                        false,
                        bracket ? "g" : "",
                        bracket ? OrderLeg.ENTRY : OrderLeg.SINGLE));
        if (bracket) {
            SignalSide other = side == SignalSide.BUY ? SignalSide.SELL : SignalSide.BUY;
            add(orders, "profit", other, exit(OrderLeg.TAKE_PROFIT, units(rest.get(1))));
            add(orders, "loss", other, exit(OrderLeg.STOP_LOSS, units(rest.get(3))));
        }
        return orders;
    }

    private static void add(PaperOrders orders, String id, SignalSide side, OrderTerms terms) {
        orders.add(id, "t", "a", side, 100_000_000, 0, terms);
    }

    private static OrderTerms exit(OrderLeg leg, long units) {
        boolean profit = leg == OrderLeg.TAKE_PROFIT;
        return new OrderTerms(
                profit ? OrderType.LIMIT : OrderType.STOP,
                profit ? units : 0,
                profit ? 0 : units,
                TimeInForce.GTC,
                0,
                true,
                "g",
                leg);
    }

    private static long units(String price) {
        return new BigDecimal(price).movePointRight(2).longValueExact();
    }
}
