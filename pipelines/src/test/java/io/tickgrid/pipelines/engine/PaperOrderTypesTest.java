package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.pipelines.fusion.WeightSet;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.TickColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices in hundredths, quantities in 10^-8; a fee of 10 and a slippage of 5 hundredths of a percent, a latency of 1 s. */
class PaperOrderTypesTest {
    private static final long START = 1_700_000_000L * SECOND;
    private static final OrderTerms MARKET = OrderTerms.MARKET;

    private final RecordingOutput out = new RecordingOutput();
    private InstrumentEngine engine = Engines.engine(Engines.config(5 * SECOND, "1m"), out);
    private final PaperOrders orders = new PaperOrders();
    private final TickColumns columns = new TickColumns("test");
    private long offset;
    private long sequence;
    private int lastEntry;

    @Test
    void aLimitOrderWhosePriceIsThereTakesItButNeverBeyondItsLimit() {
        order("far", SignalSide.BUY, limit(101_00, TimeInForce.GTC));
        order("near", SignalSide.BUY, limit(100_02, TimeInForce.GTC));
        order("sells", SignalSide.SELL, limit(99_98, TimeInForce.GTC));
        tick(1, 100);
        // 100 x 1.0005 = 100.05 is worse than 100.02; 100 x 0.9995 = 99.95 is worse than 99.98
        assertThat(filled()).containsExactly("far 1 10005", "near 1 10002", "sells 1 9998");
    }

    @Test
    void aLimitOrderThatWaitsIsFilledAtItsLimit() {
        order("buys", SignalSide.BUY, limit(99_00, TimeInForce.GTC));
        order("sells", SignalSide.SELL, limit(101_00, TimeInForce.GTC));
        tick(1, 100);
        tick(2, 99.01);
        assertThat(filled()).isEmpty();
        tick(3, 98);
        assertThat(filled()).containsExactly("buys 1 9900");
        tick(4, 101);
        assertThat(filled()).containsExactly("buys 1 9900", "sells 1 10100");
        assertThat(out.moves)
                .containsExactly("buys ACKNOWLEDGED null broker " + START, "sells ACKNOWLEDGED null broker " + START);
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void aStopOrderWaitsForItsPriceAndTakesTheOneThatReachesIt() {
        order("buys", SignalSide.BUY, stop(102_00));
        order("sells", SignalSide.SELL, stop(98_00));
        tick(1, 101.99);
        tick(2, 98.01);
        assertThat(filled()).isEmpty();
        tick(3, 97);
        tick(4, 103);
        // a gap is paid: 97 x 0.9995 and 103 x 1.0005
        assertThat(filled()).containsExactly("sells 1 9695", "buys 1 10306");
    }

    @Test
    void aStopLimitOrderIsALimitOrderOnceItsStopIsReached() {
        order(
                "one",
                SignalSide.BUY,
                new OrderTerms(OrderType.STOP_LIMIT, 102_50, 102_00, TimeInForce.GTC, 0, false, "", OrderLeg.SINGLE));
        tick(1, 100);
        tick(2, 103);
        tick(3, 102.51);
        assertThat(filled()).as("beyond its limit").isEmpty();
        tick(4, 101);
        assertThat(filled()).containsExactly("one 1 10250");
    }

    @Test
    void whatCannotBeFilledAtOnceIsCancelled() {
        order("ioc", SignalSide.BUY, limit(99_00, TimeInForce.IOC));
        order("fok", SignalSide.BUY, limit(99_00, TimeInForce.FOK));
        tick(1, 100);
        assertThat(out.moves)
                .contains(
                        "ioc CANCELLED NOT_FILLABLE broker " + (START + SECOND),
                        "fok CANCELLED NOT_FILLABLE broker " + (START + SECOND));
        tick(2, 98);
        assertThat(filled()).isEmpty();
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void anOrderExpiresAtItsTimeWhateverRecordSaysSo() {
        order("tick", SignalSide.BUY, until(10));
        tick(1, 100);
        tick(11, 90);
        assertThat(out.moves).contains("tick EXPIRED ORDER_EXPIRED time " + (START + 10 * SECOND));
        order("clock", SignalSide.BUY, until(20));
        assertThat(engine.isDue(START + 20 * SECOND)).isTrue();
        assertThat(engine.isDue(START + 20 * SECOND - 1)).isFalse();
        engine.clock(START + 25 * SECOND);
        assertThat(out.moves).contains("clock EXPIRED ORDER_EXPIRED time " + (START + 20 * SECOND));
        order("late", SignalSide.BUY, until(24));
        assertThat(out.moves)
                .as("over when it comes")
                .contains("late EXPIRED ORDER_EXPIRED time " + (START + 24 * SECOND));
        assertThat(filled()).isEmpty();
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void aMarketOrderThatIsTooOldWhenItComesIsNotFilled() {
        tick(30, 100);
        order("one", SignalSide.BUY, OrderTerms.market(START + 20 * SECOND));
        tick(31, 100);
        assertThat(filled()).isEmpty();
        assertThat(out.moves).containsExactly("one EXPIRED ORDER_EXPIRED time " + (START + 20 * SECOND));
    }

    @Test
    void aTickOfBeforeAnOrderWasThereDoesNotMoveIt() {
        tick(50, 100);
        order("stop", SignalSide.SELL, stop(95_00));
        tick(48, 94);
        assertThat(filled()).as("a late tick").isEmpty();
        tick(51, 94);
        assertThat(filled()).hasSize(1);
    }

    @Test
    void aBracketThatComesAgainWhenItsEntryIsForgottenIsNone() {
        bracket(SignalSide.BUY, 10, limit(100_00, TimeInForce.GTC), 105_00, 95_00);
        tick(1, 99);
        for (int i = 0; i < PaperBook.REMEMBERED_IDS * 2; i++) {
            order("id" + i, SignalSide.BUY, MARKET);
            tick(2 + i * 1e-3, 100);
        }
        int before = out.fills.size();
        bracket(SignalSide.BUY, 10, limit(100_00, TimeInForce.GTC), 105_00, 95_00);
        tick(10, 99);
        assertThat(out.fills).as("the entry again").hasSize(before);
        tick(11, 94);
        assertThat(filled().getLast()).isEqualTo("loss 10 9395");
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void anOrderIsCancelledByWhoeverItIsOf() {
        order("one", SignalSide.BUY, limit(90_00, TimeInForce.GTC));
        tick(5, 100);
        cancel("one", "t", "other");
        assertThat(engine.openPaperOrders()).isEqualTo(1);
        cancel("one", "t", "a");
        cancel("one", "t", "a");
        assertThat(out.moves)
                .containsExactly(
                        "one ACKNOWLEDGED null broker " + START,
                        "one CANCELLED ORDER_CANCELLED user:me " + (START + 5 * SECOND));
        tick(6, 80);
        assertThat(filled()).isEmpty();
    }

    @Test
    void exitsWaitForTheirEntryAndOneEndsTheOther() {
        bracket(SignalSide.BUY, limit(99_00, TimeInForce.GTC), 105_00, 95_00);
        tick(1, 106);
        tick(2, 100);
        assertThat(filled()).as("nothing to leave yet").isEmpty();
        tick(3, 94);
        assertThat(filled()).as("not by the price that lets them work").containsExactly("entry 1 9900");
        tick(4, 96);
        assertThat(filled()).hasSize(1);
        tick(5, 95);
        assertThat(filled()).containsExactly("entry 1 9900", "loss 1 9495");
        assertThat(out.moves).contains("profit CANCELLED OTHER_EXIT_FILLED order:loss " + (START + 5 * SECOND));
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void anEntryThatEndsUnfilledEndsItsExits() {
        bracket(SignalSide.SELL, limit(110_00, TimeInForce.GTC), 90_00, 120_00);
        tick(1, 100);
        cancel("entry", "t", "a");
        assertThat(out.moves.subList(3, 6))
                .containsExactly(
                        "entry CANCELLED ORDER_CANCELLED user:me " + (START + SECOND),
                        "profit CANCELLED ENTRY_ENDED order:entry " + (START + SECOND),
                        "loss CANCELLED ENTRY_ENDED order:entry " + (START + SECOND));
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void aPairOfExitsNeedsNoEntry() {
        orders.clear(START);
        orders.add("profit", "t", "a", SignalSide.SELL, 5, 0, leg(OrderLeg.TAKE_PROFIT, 105_00));
        orders.add("loss", "t", "a", SignalSide.SELL, 5, 0, leg(OrderLeg.STOP_LOSS, 95_00));
        engine.paperOrders(0, offset++, orders);
        tick(1, 100);
        tick(2, 105);
        assertThat(filled()).containsExactly("profit 5 10500");
        assertThat(out.moves).contains("loss CANCELLED OTHER_EXIT_FILLED order:profit " + (START + 2 * SECOND));
    }

    @Test
    void ordersShareWhatATickHasTheEarlierFirst() {
        engine = partial(0.5);
        order("a", SignalSide.BUY, 30, MARKET);
        order("b", SignalSide.BUY, 30, MARKET);
        tick(1, 100, 80);
        assertThat(filled()).as("half of 80").containsExactly("a 30 10005", "b 10 10005");
        tick(2, 100, 10);
        tick(3, 100, 1000);
        assertThat(filled()).containsExactly("a 30 10005", "b 10 10005", "b 5 10005", "b 15 10005");
        // 30 x 100.05 x 0.001 is 3.0015 units of 10^-8, and a fee is rounded up
        assertThat(out.fills).extracting(f -> f.feeUnits()).containsExactly(4L, 2L, 1L, 2L);
    }

    @Test
    void allOrNothingAndAtOnceLookAtWhatIsThere() {
        engine = partial(1);
        order("fok", SignalSide.BUY, 30, limit(101_00, TimeInForce.FOK));
        order("ioc", SignalSide.BUY, 30, limit(101_00, TimeInForce.IOC));
        tick(1, 100, 20);
        assertThat(filled()).containsExactly("ioc 20 10005");
        assertThat(out.moves)
                .contains(
                        "fok CANCELLED NOT_FILLABLE broker " + (START + SECOND),
                        "ioc CANCELLED NOT_FILLABLE broker " + (START + SECOND));
    }

    @Test
    void exitsWorkForAsMuchAsTheirEntryFilled() {
        engine = partial(1);
        bracket(SignalSide.BUY, 100, limit(100_00, TimeInForce.GTC), 105_00, 95_00);
        tick(1, 99, 40);
        tick(2, 105, 30);
        tick(3, 95, 1000);
        // the entry takes what is left of it at its limit first; then the exit the 10 it had, and in the next tick the
        // 60
        assertThat(filled()).containsExactly("entry 40 9905", "profit 30 10500", "entry 60 10000");
        tick(4, 95, 1000);
        assertThat(filled().getLast()).isEqualTo("loss 70 9495");
        assertThat(out.moves).contains("profit CANCELLED OTHER_EXIT_FILLED order:loss " + (START + 4 * SECOND));
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void anEntryCancelledInTheMiddleLeavesItsExitsWithWhatItFilled() {
        engine = partial(1);
        bracket(SignalSide.BUY, 100, limit(100_00, TimeInForce.GTC), 105_00, 95_00);
        tick(1, 99, 40);
        cancel("entry", "t", "a");
        tick(2, 106, 1000);
        assertThat(filled()).containsExactly("entry 40 9905", "profit 40 10500");
        assertThat(out.moves)
                .contains(
                        "loss CANCELLED OTHER_EXIT_FILLED order:profit " + (START + 2 * SECOND),
                        "profit CANCELLED ENTRY_ENDED broker " + (START + 2 * SECOND));
        assertThat(engine.openPaperOrders()).isZero();
    }

    @Test
    void theJitterOfTheLatencyIsAPureFunctionOfSeedAndId() {
        PaperTerms terms = new PaperTerms(SECOND, 0, 0, 500_000_000, 0, 7);
        PaperTerms other = new PaperTerms(SECOND, 0, 0, 500_000_000, 0, 8);
        long least = Long.MAX_VALUE;
        long most = 0;
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            long latency = terms.latencyNs("order-" + i);
            assertThat(latency).isEqualTo(terms.latencyNs("order-" + i));
            least = Math.min(least, latency);
            most = Math.max(most, latency);
            same += latency == other.latencyNs("order-" + i) ? 1 : 0;
        }
        assertThat(least).isBetween(SECOND, SECOND + 10_000_000);
        assertThat(most).isBetween(SECOND + 490_000_000, SECOND + 500_000_000);
        assertThat(same).isLessThan(3);
    }

    /** What of orders of all types came of random prices is the same when the engine is saved and loaded at any point. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void savedAndLoadedAtAnyPointItGoesOnTheSame(long seed) {
        Random random = new Random(seed);
        RecordingOutput plainOut = new RecordingOutput();
        InstrumentEngine plain = partial(0.7, 3 * SECOND, plainOut);
        engine = partial(0.7, 3 * SECOND, out);
        for (int i = 0; i < 1_500; i++) {
            if (random.nextInt(4) == 0) {
                randomOrders(random, i);
                plain.paperOrders(0, offset, orders);
                engine.paperOrders(0, offset++, orders);
            } else {
                columns.clear();
                columns.add(START + i * SECOND, ++sequence, 100 + random.nextGaussian() * 2, random.nextInt(100), 8);
                plain.ticks(0, offset, columns);
                engine.ticks(0, offset++, columns);
            }
            if (random.nextInt(5) == 0) {
                byte[] saved = engine.save();
                engine = partial(0.7, 3 * SECOND, out);
                engine.load(saved);
                assertThat(engine.save()).isEqualTo(saved);
            }
        }
        assertThat(out.log).as("seed " + seed).isEqualTo(plainOut.log);
        assertThat(engine.save()).isEqualTo(plain.save());
        assertThat(out.fills.size()).isGreaterThan(30);
        assertThat(out.moves)
                .anyMatch(m -> m.contains("EXPIRED"))
                .anyMatch(m -> m.contains("NOT_FILLABLE"))
                .anyMatch(m -> m.contains("OTHER_EXIT_FILLED"))
                .anyMatch(m -> m.contains("ENTRY_ENDED"));
        assertNoOrderIsFilledBeyondItsQuantity();
    }

    private void assertNoOrderIsFilledBeyondItsQuantity() {
        out.fills.stream()
                .map(RecordingOutput.Fill::clientOrderId)
                .distinct()
                .forEach(id -> assertThat(out.fills.stream()
                                .filter(f -> f.clientOrderId().equals(id))
                                .mapToLong(RecordingOutput.Fill::quantityUnits)
                                .sum())
                        .as(id)
                        .isBetween(1L, 60L));
        for (int i = 0; i < 1_500; i++) {
            long entered = sum("e" + i);
            assertThat(sum("p" + i) + sum("l" + i)).as("exits of e" + i).isLessThanOrEqualTo(entered);
        }
    }

    private long sum(String id) {
        return out.fills.stream()
                .filter(f -> f.clientOrderId().equals(id))
                .mapToLong(RecordingOutput.Fill::quantityUnits)
                .sum();
    }

    private void randomOrders(Random random, int i) {
        orders.clear(START + i * SECOND);
        SignalSide side = random.nextBoolean() ? SignalSide.BUY : SignalSide.SELL;
        long near = 100_00 + random.nextInt(400) - 200;
        long units = 1 + random.nextInt(60);
        switch (random.nextInt(6)) {
            case 0 -> orders.add("m" + i, "t", "a", side, units, 0, MARKET);
            case 1 -> orders.add("s" + i, "t", "a", side, units, 0, stop(near));
            case 2 ->
                orders.add("x" + i, "t", "a", side, units, 0, limit(near, TimeInForce.values()[random.nextInt(3)]));
            case 3 ->
                orders.add(
                        "u" + i,
                        "t",
                        "a",
                        side,
                        units,
                        0,
                        new OrderTerms(
                                OrderType.LIMIT,
                                near,
                                0,
                                TimeInForce.GTD,
                                START + (i + 20) * SECOND,
                                false,
                                "",
                                OrderLeg.SINGLE));
            case 4 -> orders.cancel("e" + lastEntry, "t", "a", "user:me");
            default -> {
                SignalSide exits = side == SignalSide.BUY ? SignalSide.SELL : SignalSide.BUY;
                long up = side == SignalSide.BUY ? 150 : -150;
                String group = "g" + i;
                lastEntry = i;
                orders.add("e" + i, "t", "a", side, units, 0, entry(group, near));
                orders.add("p" + i, "t", "a", exits, units, 0, leg(group, OrderLeg.TAKE_PROFIT, near + up));
                orders.add("l" + i, "t", "a", exits, units, 0, leg(group, OrderLeg.STOP_LOSS, near - up));
            }
        }
    }

    private static OrderTerms limit(long units, TimeInForce time) {
        return new OrderTerms(OrderType.LIMIT, units, 0, time, 0, false, "", OrderLeg.SINGLE);
    }

    private static OrderTerms stop(long units) {
        return new OrderTerms(OrderType.STOP, 0, units, TimeInForce.GTC, 0, false, "", OrderLeg.SINGLE);
    }

    private static OrderTerms until(long second) {
        return new OrderTerms(
                OrderType.LIMIT, 95_00, 0, TimeInForce.GTD, START + second * SECOND, false, "", OrderLeg.SINGLE);
    }

    private static OrderTerms entry(String group, long limitUnits) {
        return new OrderTerms(OrderType.LIMIT, limitUnits, 0, TimeInForce.GTC, 0, false, group, OrderLeg.ENTRY);
    }

    private static OrderTerms leg(OrderLeg leg, long units) {
        return leg("g", leg, units);
    }

    private static OrderTerms leg(String group, OrderLeg leg, long units) {
        boolean profit = leg == OrderLeg.TAKE_PROFIT;
        return new OrderTerms(
                profit ? OrderType.LIMIT : OrderType.STOP,
                profit ? units : 0,
                profit ? 0 : units,
                TimeInForce.GTC,
                0,
                true,
                group,
                leg);
    }

    private void bracket(SignalSide side, OrderTerms entry, long profit, long loss) {
        bracket(side, 1, entry, profit, loss);
    }

    private void bracket(SignalSide side, long units, OrderTerms entry, long profit, long loss) {
        SignalSide exits = side == SignalSide.BUY ? SignalSide.SELL : SignalSide.BUY;
        orders.clear(START);
        orders.add("entry", "t", "a", side, units, 0, entry("g", entry.limitUnits()));
        orders.add("profit", "t", "a", exits, units, 0, leg(OrderLeg.TAKE_PROFIT, profit));
        orders.add("loss", "t", "a", exits, units, 0, leg(OrderLeg.STOP_LOSS, loss));
        engine.paperOrders(0, offset++, orders);
    }

    private void order(String id, SignalSide side, OrderTerms terms) {
        order(id, side, 1, terms);
    }

    private void order(String id, SignalSide side, long units, OrderTerms terms) {
        orders.clear(START);
        orders.add(id, "t", "a", side, units, 0, terms);
        engine.paperOrders(0, offset++, orders);
    }

    private void cancel(String id, String tenant, String account) {
        orders.clear(0);
        orders.cancel(id, tenant, account, "user:me");
        engine.paperOrders(0, offset++, orders);
    }

    private void tick(double second, double price) {
        tick(second, price, 1);
    }

    private void tick(double second, double price, long sizeUnits) {
        columns.clear();
        columns.add(START + Math.round(second * SECOND), ++sequence, price, sizeUnits, 8);
        engine.ticks(0, offset++, columns);
    }

    private List<String> filled() {
        List<String> text = new ArrayList<>();
        out.fills.forEach(f -> text.add(f.clientOrderId() + " " + f.quantityUnits() + " " + f.priceUnits()));
        return text;
    }

    private InstrumentEngine partial(double participation) {
        return partial(participation, 0, out);
    }

    private static InstrumentEngine partial(double participation, long jitterNs, RecordingOutput to) {
        EngineConfig plain = Engines.config(5 * SECOND, "1m");
        return Engines.engine(
                new EngineConfig(
                        plain.frames(),
                        plain.indicators(),
                        plain.latenessNs(),
                        plain.correctionsNs(),
                        WeightSet.defaults(5),
                        new PaperTerms(SECOND, 10, 5, jitterNs, participation, 42)),
                to);
    }
}
