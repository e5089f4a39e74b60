package io.tickgrid.pipelines.broker;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A broker that answers as it is told: the last answer again and again. It counts what it was asked. */
final class ScriptedBroker implements Broker {
    final Deque<PlaceReply> places = new ArrayDeque<>();
    final Deque<StatusReply> statuses = new ArrayDeque<>();
    final List<BrokerOrder> placed = new ArrayList<>();
    final List<OrderRef> asked = new ArrayList<>();
    final List<OrderRef> cancelled = new ArrayList<>();
    Consumer<OrderReport> listener = r -> {};
    Runnable duringPlace = () -> {};
    private final BrokerProfile profile;

    ScriptedBroker(BrokerProfile profile) {
        this.profile = profile;
    }

    private static <T> T next(Deque<T> script) {
        return script.size() > 1 ? script.removeFirst() : script.getFirst();
    }

    @Override
    public BrokerProfile profile() {
        return profile;
    }

    @Override
    public PlaceReply place(BrokerOrder order) {
        placed.add(order);
        duringPlace.run();
        return next(places);
    }

    @Override
    public StatusReply status(OrderRef order) {
        asked.add(order);
        return next(statuses);
    }

    @Override
    public ChangeReply cancel(OrderRef order) {
        cancelled.add(order);
        return new ChangeReply.Taken();
    }

    @Override
    public void stream(Consumer<OrderReport> to) {
        listener = to;
    }

    @Override
    public void authenticate() {}

    @Override
    public Map<String, BigDecimal> balances(String accountId) {
        throw new BrokerUnavailableException("not scripted", null);
    }

    @Override
    public Map<String, BigDecimal> positions(String accountId) {
        throw new BrokerUnavailableException("not scripted", null);
    }

    @Override
    public ChangeReply replace(OrderRef order, BigDecimal quantity, BigDecimal limit) {
        throw new UnsupportedOperationException("not scripted");
    }

    @Override
    public void close() {}
}
