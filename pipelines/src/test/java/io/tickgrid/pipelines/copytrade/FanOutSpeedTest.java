package io.tickgrid.pipelines.copytrade;

import static io.tickgrid.pipelines.copytrade.Fixture.CASH;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** 100,000 followers in 271 blocks. The time is printed; what a test can hold to is that rows allocate nothing. */
class FanOutSpeedTest {
    private static final int FOLLOWERS = 100_000;
    private static final int BLOCKS = 271;
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

    @Test
    void decidingAllocatesNothingForARow() {
        com.sun.management.ThreadMXBean thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        FollowerBlock[] blocks = new FollowerBlock[BLOCKS];
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
            block.putLink(new Fixture.Link(id)
                    .mode(mode, value)
                    .limits(i % 7 == 0 ? CASH / 10 : 0, i % 11 == 0 ? 50 * CASH : 0, 0)
                    .terms());
        }
        DecisionColumns[] out = new DecisionColumns[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            out[i] = new DecisionColumns();
        }
        long position = 0;
        long best = Long.MAX_VALUE;
        long bestCpu = Long.MAX_VALUE;
        long total = 0;
        int rounds = 40;
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
                    50_000 * CASH,
                    position,
                    "x" + round,
                    round);
            long cpu = thread.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            for (int b = 0; b < BLOCKS; b++) {
                blocks[b].decide(event, TERMS, event.priceUnits(), out[b]);
            }
            long took = System.nanoTime() - start;
            cpu = thread.getCurrentThreadCpuTime() - cpu;
            if (round > rounds / 2) {
                best = Math.min(best, took);
                bestCpu = Math.min(bestCpu, cpu);
                total += took;
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
        System.out.printf(
                "decide, %,d followers in %d blocks: best %.2f ms (CPU %.2f ms), mean %.2f ms of the last %d rounds%n",
                FOLLOWERS, BLOCKS, best / 1e6, bestCpu / 1e6, total / 1e6 / (rounds / 2), rounds / 2);

        LeaderFill last = new LeaderFill(
                "leader", "demo", rounds, TERMS.id(), true, 37_740_700L, 900_60, 50_000 * CASH, position, "x", 1);
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int b = 0; b < BLOCKS; b++) {
            blocks[b].decide(last, TERMS, last.priceUnits(), out[b]);
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        System.out.printf("allocated: %,d bytes, %.1f a row%n", allocated, (double) allocated / FOLLOWERS);
        assertThat(allocated / BLOCKS).as("bytes a block").isLessThan(4_000);
    }
}
