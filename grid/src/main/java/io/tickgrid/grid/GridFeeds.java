package io.tickgrid.grid;

import com.hazelcast.config.Config;
import com.hazelcast.config.RingbufferConfig;

/**
 * The table of feeds: ring buffers that number their messages themselves. A reader that asks for a message that has been
 * overwritten has to take a snapshot and go on from there.
 */
public final class GridFeeds {
    /** Market feeds are spread over this many lanes by instrument. */
    public static final int MARKET_LANES = 4;

    /** Order events, each carrying its PostgreSQL sequence. */
    public static final String ORDERS = "order-feed";

    /** The map and the key of the epoch: what is added to the ring buffers' numbers, so that no sequence comes twice. */
    public static final String MARKS = "start-up";

    public static final String EPOCH = "feed-epoch";

    private static final long NUMBERS_A_SECOND = 1_000_000;
    private static final long MS_A_SECOND = 1_000;

    private static final String MARKET = "market-feed-";
    private static final int CAPACITY = 20_000;

    private GridFeeds() {}

    /** The feed that carries candles, scores and signals of an instrument. */
    public static String market(String instrument) {
        return market(lane(instrument));
    }

    /** The lane of an instrument, from 0. */
    public static int lane(String instrument) {
        return Math.floorMod(instrument.hashCode(), MARKET_LANES);
    }

    /** An epoch that lies above every sequence given out so far. */
    public static String newEpoch() {
        return Long.toString(System.currentTimeMillis() / MS_A_SECOND * NUMBERS_A_SECOND);
    }

    public static String market(int lane) {
        return MARKET + lane;
    }

    static void configure(Config config) {
        config.addRingBufferConfig(
                new RingbufferConfig(MARKET + "*").setCapacity(CAPACITY).setBackupCount(1));
        config.addRingBufferConfig(
                new RingbufferConfig(ORDERS).setCapacity(CAPACITY).setBackupCount(1));
    }
}
