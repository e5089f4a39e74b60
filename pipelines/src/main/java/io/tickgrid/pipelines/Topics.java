package io.tickgrid.pipelines;

/** The table of Kafka topics. */
public final class Topics {
    /** Everything that can move a price, a candle, a score or a paper order; key = instrument id. */
    public static final String MARKET_INPUT = "market-input";

    /** Fills of leaders; key = leader account id. */
    public static final String LEADER_EVENTS = "leader-events";

    /** Key of a clock for the instruments of a whole partition of {@link #MARKET_INPUT}. */
    public static final String CLOCK_KEY = "#clock";

    /** Header: who wrote the record. */
    public static final String SOURCE_HEADER = "source";

    /** Header: the version of its schema, as text. */
    public static final String VERSION_HEADER = "version";

    /** The version that this build writes and reads. */
    public static final String VERSION = "1";

    private Topics() {}
}
