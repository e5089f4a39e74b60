package io.tickgrid.pipelines.tick.feed;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.tick.FeedStatus;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the recorded trades to Kafka as fast as {@code speed} says, beside them the simulated ones, all on one event
 * clock. At the end of the tape it begins anew, later by whole days. Its position is stored after Kafka has
 * acknowledged what lies before: a feed that was killed sends the last second again, and engines drop what they know.
 */
public final class ReplayFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplayFeed.class);
    private static final String CURSOR = "feed:" + TradeTape.INSTRUMENT;
    private static final String SIMULATED_CURSOR = "feed:simulated";
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STORE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_BATCH = 1_000;
    private static final List<String> VENUES = List.of("BITSTAMP", "SIM");

    private final TradeTape tape;
    private final List<SimulatedPrices> simulated;
    private final double speed;
    private final CursorStore cursors;
    private final IMap<String, FeedStatus> status;
    private final Consumer<String> say;
    private final KafkaProducer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> unacknowledged = new ArrayList<>();
    private final TickColumns columns = new TickColumns("");
    private final Thread thread;
    private volatile boolean stopped;
    private long position;
    private long simulatedSequence;

    /**
     * @param speed event time per wall time
     * @param say told when the tape begins anew
     */
    public ReplayFeed(
            TradeTape tape,
            List<SimulatedPrices> simulated,
            double speed,
            KafkaSettings kafka,
            HazelcastInstance hazelcast,
            CursorStore cursors,
            Consumer<String> say) {
        if (!(speed > 0 && speed <= 100_000)) {
            throw new IllegalArgumentException("speed must be in (0, 100000], was " + speed);
        }
        this.tape = tape;
        this.simulated = List.copyOf(simulated);
        this.speed = speed;
        this.cursors = cursors;
        this.say = say;
        status = hazelcast.getMap(GridMaps.FEEDS.mapName());
        producer = new KafkaProducer<>(kafka.producer());
        thread = new Thread(this::run, "replay-feed");
    }

    public ReplayFeed start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!stopped) {
            try {
                send();
            } catch (RuntimeException | ExecutionException e) {
                log.warn("replay feed failed and goes on from its stored position", e);
                unacknowledged.clear();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void send() throws ExecutionException, InterruptedException {
        position = stored(CURSOR);
        long second = stored(SIMULATED_CURSOR);
        long firstEventNs = tape.timeNs(position);
        if (second > 0) {
            // The recorded trade that comes next may be minutes away, and simulated ones lie before it.
            firstEventNs = Math.min(firstEventNs, SimulatedPrices.timeNs(second));
        }
        simulatedSequence = SimulatedPrices.sequenceAt(firstEventNs);
        long startNs = System.nanoTime();
        long storedAtNs = startNs;
        while (!stopped) {
            long now = System.nanoTime();
            long eventNs = firstEventNs + (long) ((now - startNs) * speed);
            sendRecorded(eventNs);
            sendSimulated(eventNs);
            if (now - storedAtNs > STORE_NS) {
                // Everything up to this time is sent: bars that no trade closes are closed by the clock.
                unacknowledged.addAll(ClockFeed.send(producer, "replay", VENUES, eventNs));
                store(eventNs);
                storedAtNs = now;
            }
            LockSupport.parkNanos(TICK_NS);
        }
        store(SimulatedPrices.timeNs(simulatedSequence));
    }

    private long stored(String cursor) {
        return Objects.requireNonNull(cursors.get(cursor).block());
    }

    private void sendRecorded(long eventNs) {
        columns.clear("bitstamp");
        while (tape.timeNs(position) <= eventNs) {
            int row = Math.toIntExact(position % tape.size());
            columns.add(
                    tape.timeNs(position), position + 1, tape.price[row], tape.sizeUnits[row], TradeTape.SIZE_SCALE);
            position++;
            if (columns.size() == MAX_BATCH) {
                send(TradeTape.INSTRUMENT);
            }
            if (position % tape.size() == 0) {
                say.accept("recorded trades begin again: loop " + (position / tape.size() + 1)
                        + ", event time and sequence shifted by " + TimeUnit.NANOSECONDS.toDays(tape.loopNs())
                        + " days");
            }
        }
        send(TradeTape.INSTRUMENT);
    }

    private void sendSimulated(long eventNs) {
        long last = SimulatedPrices.sequenceAt(eventNs);
        for (SimulatedPrices prices : simulated) {
            columns.clear("simulated");
            for (long s = simulatedSequence + 1; s <= last; s++) {
                columns.add(
                        SimulatedPrices.timeNs(s), s, prices.price(s), prices.sizeUnits(s), SimulatedPrices.SIZE_SCALE);
                if (columns.size() == MAX_BATCH) {
                    send(prices.instrument());
                }
            }
            send(prices.instrument());
        }
        simulatedSequence = Math.max(simulatedSequence, last);
    }

    private void send(String instrument) {
        if (columns.size() == 0) {
            return;
        }
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.MARKET_INPUT, instrument, MarketInputWire.ticks(instrument, columns));
        record.headers().add(Topics.SOURCE_HEADER, columns.source().getBytes(StandardCharsets.UTF_8));
        record.headers().add(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8));
        unacknowledged.add(producer.send(record));
        columns.clear();
    }

    private void store(long eventNs) throws ExecutionException, InterruptedException {
        producer.flush();
        for (Future<RecordMetadata> sent : unacknowledged) {
            sent.get();
        }
        unacknowledged.clear();
        cursors.set(CURSOR, position).block();
        cursors.set(SIMULATED_CURSOR, simulatedSequence).block();
        long eventMs = TimeUnit.NANOSECONDS.toMillis(eventNs);
        status.set(
                TradeTape.INSTRUMENT,
                new FeedStatus(
                        TradeTape.INSTRUMENT,
                        "recorded",
                        "Bitstamp trades of November 2013, replayed at " + speed + "x",
                        position % tape.size(),
                        tape.size(),
                        position / tape.size(),
                        speed,
                        eventMs));
        for (SimulatedPrices prices : simulated) {
            status.set(
                    prices.instrument(),
                    new FeedStatus(
                            prices.instrument(),
                            "simulated",
                            "made-up prices on the same event clock",
                            simulatedSequence,
                            0,
                            0,
                            speed,
                            eventMs));
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(5));
    }
}
