package io.tickgrid.pipelines.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.SupplierEx;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.BrokerOrderStore;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.job.StepProcessor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored orders of brokers outside to their brokers, and what these fill to the books. Each broker is served by steps of its
 * own, so that one which is slow or away holds up no other; see {@link BrokerDispatcher}.
 */
public final class BrokerDispatch extends StepProcessor {
    private static final Logger log = LoggerFactory.getLogger(BrokerDispatch.class);

    private final SupplierEx<List<ResilientBroker>> adapters;
    private final List<Lane> lanes = new ArrayList<>();
    private @Nullable ExecutorService threads;

    /** A broker, with the step that runs for it. */
    private static final class Lane {
        private final Broker broker;
        private final BrokerDispatcher dispatcher;
        private @Nullable CompletableFuture<Boolean> step;

        Lane(Broker broker, BrokerDispatcher dispatcher) {
            this.broker = broker;
            this.dispatcher = dispatcher;
        }
    }

    /** @param adapters made on the member that runs it */
    public BrokerDispatch(SupplierEx<List<ResilientBroker>> adapters) {
        this.adapters = adapters;
    }

    @Override
    protected void init(Processor.Context context) {
        HazelcastInstance hazelcast = context.hazelcastInstance();
        Db db = GridNode.database(hazelcast);
        IMap<String, Instrument> instruments = hazelcast.getMap(GridMaps.INSTRUMENTS.mapName());
        FillStore fills = new FillStore(
                db,
                id -> Objects.requireNonNull(instruments.get(id), () -> "no instrument " + id),
                Topics.LEADER_EVENTS,
                OrderWire::leaderEvent);
        BrokerJournal journal = BrokerJournal.of(new BrokerOrderStore(db, fills));
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        threads = calls;
        for (Broker broker : adapters.get()) {
            lanes.add(new Lane(
                    broker,
                    new BrokerDispatcher(
                            broker,
                            journal,
                            id -> Objects.requireNonNull(instruments.get(id), () -> "no instrument " + id),
                            InstantSource.system(),
                            calls)));
        }
    }

    @Override
    protected boolean step() {
        boolean did = false;
        RuntimeException failed = null;
        for (Lane lane : lanes) {
            try {
                did |= turn(lane);
            } catch (CompletionException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return did;
    }

    /** Begins a step of a broker when the last one is over; returns whether that had done something. */
    private boolean turn(Lane lane) {
        CompletableFuture<Boolean> last = lane.step;
        if (last != null && !last.isDone()) {
            return false;
        }
        lane.step = CompletableFuture.supplyAsync(lane.dispatcher::step, Objects.requireNonNull(threads));
        return last != null && last.join();
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
        for (Lane lane : lanes) {
            try {
                lane.broker.close();
            } catch (RuntimeException e) {
                log.warn("{} did not close", lane.broker.profile().id(), e);
            }
        }
    }
}
