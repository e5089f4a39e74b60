package io.tickgrid.api;

/** The table of the platform's own metrics: name, unit and meaning. The JVM's and the server's come from Micrometer. */
public enum Metrics {
    MARKET_INPUTS(
            "tickgrid.market.inputs",
            "inputs",
            "What became of all inputs so far, by outcome: in = used + late + duplicate + dead; restated is part of"
                    + " used."),
    DEAD_LETTERS("tickgrid.dead.letters", "letters", "Input that was refused and is kept, by reason."),
    JOB_RUNNING("tickgrid.job.running", "", "1 while the job runs, else 0, by job."),
    JOB_STATUS(
            "tickgrid.job.status",
            "",
            "1 for the status that the job has, by job and status: Jet's, MISSING, or UNKNOWN when nobody can say."),
    JOB_RESTARTS(
            "tickgrid.job.restarts",
            "restarts",
            "Restarts by the supervisors since the cluster began, by job and reason: failed, missing, suspended. A"
                    + " counter: Prometheus has it with _total."),
    FEED_POSITION("tickgrid.feed.position", "ticks", "Ticks that the main feed has sent of this loop."),
    FEED_EVENT_TIME(
            "tickgrid.feed.event.time", "seconds", "Event time that the main feed has reached, since the epoch."),
    CLUSTER_MEMBERS("tickgrid.cluster.members", "members", "Members of the cluster, as this node sees it."),
    COPY_ORDERS_OPEN("tickgrid.copy.orders.open", "orders", "Copied orders that are not terminal."),
    COPY_ORDERS_OLDEST(
            "tickgrid.copy.orders.oldest.event.time",
            "seconds",
            "Event time of the leader's fill behind the oldest copied order that is not terminal; NaN when all are."),
    POSITION_DRIFTS(
            "tickgrid.position.drifts",
            "positions",
            "Positions that are not the sums of their fills; 0 when all is well."),
    BROKER_ORDERS_OPEN(
            "tickgrid.broker.orders.open", "orders", "Orders of brokers outside that are not over, by broker."),
    BROKER_ORDERS_UNSENT(
            "tickgrid.broker.orders.unsent",
            "orders",
            "Those of them for which nobody can have called the broker, by broker."),
    BROKER_ORDERS_UNKNOWN(
            "tickgrid.broker.orders.unknown",
            "orders",
            "Those of which nobody knows whether the broker has them, or that it knows no longer, by broker."),
    BROKER_ORDERS_UNKNOWN_OLDEST(
            "tickgrid.broker.orders.unknown.oldest",
            "seconds",
            "When the broker was first called for the oldest of these, since the epoch, by broker; NaN when there is"
                    + " none."),
    BROKER_ORDERS_DISAGREEING(
            "tickgrid.broker.orders.disagreeing",
            "orders",
            "Orders, open or over, of which the broker says something else than the books, by broker."),
    KILL_SWITCHES_ON("tickgrid.kill.switches.on", "switches", "Kill switches that are on, by scope."),
    DEPENDENCY_UP("tickgrid.dependency.up", "", "1 while the dependency answers, else 0, by dependency."),
    STREAM_SESSIONS("tickgrid.stream.sessions", "sessions", "Clients of the WebSocket on this node.");

    private final String meter;
    private final String unit;
    private final String doc;

    Metrics(String meter, String unit, String doc) {
        this.meter = meter;
        this.unit = unit;
        this.doc = doc;
    }

    /** The name in Micrometer; Prometheus writes it with underscores. */
    public String meter() {
        return meter;
    }

    /** Empty for a bare number. */
    public String unit() {
        return unit;
    }

    public String doc() {
        return doc;
    }
}
