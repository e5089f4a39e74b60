package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.order.BrokerOrderStore;
import java.util.List;

/** The table of brokers: those that accounts may name. */
public enum Brokers {
    /** The engine fills, from the instrument's own input: its orders are records of market-input, and no adapter is called. */
    PAPER(new BrokerId(BrokerOrderStore.PAPER));

    private final BrokerId id;

    Brokers(BrokerId id) {
        this.id = id;
    }

    public BrokerId id() {
        return id;
    }

    /** The adapters of brokers outside, made anew: none yet. One is a row here, with its limits. */
    public static List<ResilientBroker> adapters() {
        return List.of();
    }
}
