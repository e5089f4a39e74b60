package io.tickgrid.pipelines.copytrade;

import static io.tickgrid.pipelines.copytrade.Fixture.CASH;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * 100,000 followers in 271 blocks. Rows allocate nothing, and deciding keeps to a multiple of a plain loop over columns that
 * is timed in between, on whatever machine this runs.
 */
class FanOutSpeedTest {
    private static final int FOLLOWERS = 100_000;
    private static final int BLOCKS = 271;
    private static final int PLAIN_PASSES = 10;
    private static final double MAX_RATIO = 60;
    private static final InstrumentTerms TERMS =
            new InstrumentTerms("BITSTAMP:BTC/USD", 2, 8, 10_000, 10_000, 5 * CASH, 2_500, 500, true);

    /** Every order is filled, without cash moving: what is timed must not drown in orders of earlier rounds. */
    private static long release(FollowerBlock block, DecisionColumns decided, long sequence) {
        long next = sequence;
        for (int i = 0; i < decided.size(); i++) {
            if (decided.orderedUnits(i) > 0) {
                long units = decided.buy(i) ? decided.orderedUnits(i) : -decided.orderedUnits(i);
                block.fill(
                        new OrderEvent(
                                next++,
                                "demo",
                                decided.followerAccountId(i),
                                decided.clientOrderId(i),
                                TERMS.id(),
                                "FILLED",
                                units,
                                units,
                                0,
                                0),
                        TERMS);
            }
        }
        return next;
    }

    /** Sizes and checks in 64 bits, for one leader, without intended positions, links, holdings or texts. */
    private static final class PlainLoop {
        private final byte[] mode = new byte[FOLLOWERS];
        private final boolean[] allowed = new boolean[FOLLOWERS];
        private final long[] value = new long[FOLLOWERS];
        private final long[] cash = new long[FOLLOWERS];
        private final long[] held = new long[FOLLOWERS];
        private final long[] maxQuantity = new long[FOLLOWERS];
        private final long[] maxCost = new long[FOLLOWERS];
        private final long[] ordered = new long[FOLLOWERS];
        private final byte[] code = new byte[FOLLOWERS];

        void add(int i, SizingMode sizing, boolean permitted, long by, long money, long mostQuantity, long mostCost) {
            mode[i] = (byte) sizing.ordinal();
            allowed[i] = permitted;
            value[i] = by;
            cash[i] = money;
            maxQuantity[i] = mostQuantity;
            maxCost[i] = mostCost;
        }

        void decide(long quantity, long price, long leaderEquity) {
            long lot = TERMS.lotUnits();
            long percent = quantity / 10_000;
            for (int i = 0; i < FOLLOWERS; i++) {
                long wanted = switch (mode[i]) {
                    case 0 -> percent * (value[i] / CASH) * 100;
                    case 1 -> percent * (value[i] / CASH) * 10_000;
                    default -> quantity / 1_000 * (cash[i] / 1_000_000) / (leaderEquity / 1_000_000) * 1_000;
                };
                long units = allowed[i] ? wanted - held[i] : 0;
                if (maxQuantity[i] > 0) {
                    units = Math.min(units, maxQuantity[i]);
                }
                if (maxCost[i] > 0) {
                    units = Math.min(units, maxCost[i] / price * 100);
                }
                units -= units % lot;
                long cost = units / 100 * price;
                boolean covered = cost + cost / 1_000 * 3 <= cash[i];
                ordered[i] = covered ? units : 0;
                code[i] = (byte) (covered ? 0 : 1);
            }
        }

        long sum() {
            return Arrays.stream(ordered).sum() + code[FOLLOWERS - 1];
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Test
    void decidingAllocatesNothingForARowAndKeepsToAMultipleOfAPlainLoop() {
        com.sun.management.ThreadMXBean thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        FollowerBlock[] blocks = new FollowerBlock[BLOCKS];
        PlainLoop plain = new PlainLoop();
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = new FollowerBlock();
        }
        for (int i = 0; i < FOLLOWERS; i++) {
            FollowerBlock block = blocks[i % BLOCKS];
            String id = "follower-" + i;
            block.putAccount(new AccountTerms(id, "demo", true, i % 50 != 0, (500 + i % 5_000) * CASH, 0, 0, 1));
            SizingMode mode = SizingMode.values()[i % 3];
            long value = switch (mode) {
                case PERCENT -> (1 + i % 100) * CASH;
                case FIXED -> CASH / 100;
                default -> CASH;
            };
            long maxQuantity = i % 7 == 0 ? CASH / 10 : 0;
            long maxCost = i % 11 == 0 ? 50 * CASH : 0;
            block.putLink(new Fixture.Link(id)
                    .mode(mode, value)
                    .limits(maxQuantity, maxCost, 0)
                    .terms());
            plain.add(i, mode, i % 50 != 0, value, (500 + i % 5_000) * CASH, maxQuantity, maxCost);
        }
        DecisionColumns[] out = new DecisionColumns[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            out[i] = new DecisionColumns();
        }
        long position = 0;
        int rounds = 40;
        double[] decideMs = new double[rounds / 2];
        double[] plainMs = new double[rounds / 2];
        long plainSum = 0;
        long events = 1;
        for (int round = 1; round <= rounds; round++) {
            boolean buy = round % 4 != 0;
            long quantity = 37_000_000L + round * 12_345L;
            LeaderFill event = new LeaderFill(
                    "leader",
                    "demo",
                    round,
                    TERMS.id(),
                    buy,
                    quantity,
                    900_00 + round,
                    0,
                    50_000 * CASH,
                    50_000 * CASH,
                    position,
                    "x" + round,
                    round);
            long cpu = thread.getCurrentThreadCpuTime();
            for (int b = 0; b < BLOCKS; b++) {
                blocks[b].decide(event, TERMS, event.priceUnits(), 0, out[b]);
            }
            cpu = thread.getCurrentThreadCpuTime() - cpu;
            long plainCpu = thread.getCurrentThreadCpuTime();
            for (int pass = 0; pass < PLAIN_PASSES; pass++) {
                plain.decide(quantity + pass, event.priceUnits(), event.leaderEquityUnits());
            }
            plainCpu = thread.getCurrentThreadCpuTime() - plainCpu;
            plainSum += plain.sum();
            if (round > rounds / 2) {
                decideMs[round - rounds / 2 - 1] = cpu / 1e6;
                plainMs[round - rounds / 2 - 1] = plainCpu / 1e6 / PLAIN_PASSES;
            }
            int rows = 0;
            for (int b = 0; b < BLOCKS; b++) {
                rows += out[b].size();
                if (round < rounds) {
                    blocks[b].apply(event, TERMS, out[b]);
                    events = release(blocks[b], out[b], events);
                }
            }
            assertThat(rows).isEqualTo(FOLLOWERS);
            position += buy ? quantity : -quantity;
        }
        assertThat(plainSum).isNotZero();
        double ratio = median(decideMs) / median(plainMs);
        System.out.printf(
                "decide, %,d followers in %d blocks: median %.2f ms of CPU, plain loop %.2f ms, ratio %.1f%n",
                FOLLOWERS, BLOCKS, median(decideMs), median(plainMs), ratio);
        assertThat(ratio).as("times as long as a plain loop").isLessThan(MAX_RATIO);

        LeaderFill last = new LeaderFill(
                "leader",
                "demo",
                rounds,
                TERMS.id(),
                true,
                37_740_700L,
                900_60,
                0,
                50_000 * CASH,
                50_000 * CASH,
                position,
                "x",
                1);
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int b = 0; b < BLOCKS; b++) {
            blocks[b].decide(last, TERMS, last.priceUnits(), 0, out[b]);
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        System.out.printf("allocated: %,d bytes, %.1f a row%n", allocated, (double) allocated / FOLLOWERS);
        assertThat(allocated / BLOCKS).as("bytes a block").isLessThan(4_000);
    }
}
