package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends ticks to Kafka at a steady rate, the instruments in turn, their event time that of the schedule. Of an instrument's
 * ticks some are older than the one before, by less than the lateness, some by more, and some are sent twice: always the same
 * ones, so that it is known what has to become of them.
 */
final class SoakFeed implements AutoCloseable {
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Event time of the first tick, in the middle of the year 2026 and of no bar. */
    private static final long FIRST_NS = 1_782_000_030_000_000_000L;

    private static final String SOURCE = "soak";

    private final TradeTape tape;
    private final List<Instrument> instruments;
    private final Map<String, Integer> indexOf = new HashMap<>();
    private final double nsPerTick;
    private final long ticks;
    private final long latenessNs;
    private final KafkaProducer<String, byte[]> producer;
    private final TickColumns columns = new TickColumns(SOURCE);
    private final Thread thread = new Thread(this::run, "soak-feed");
    private volatile long startNs;
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    SoakFeed(
            TradeTape tape,
            KafkaSettings kafka,
            List<Instrument> instruments,
            int rate,
            long seconds,
            long latenessNs) {
        this.tape = tape;
        this.instruments = instruments;
        this.latenessNs = latenessNs;
        nsPerTick = 1e9 / rate;
        ticks = rate * seconds;
        for (int i = 0; i < instruments.size(); i++) {
            indexOf.put(instruments.get(i).id(), i);
        }
        producer = new KafkaProducer<>(kafka.producer());
    }

    void start() {
        startNs = System.nanoTime();
        thread.start();
    }

    boolean isRunning() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
        return thread.isAlive();
    }

    /** Ticks that were to be sent by now. */
    long due() {
        return Math.min(ticks, (long) ((System.nanoTime() - startNs) / nsPerTick));
    }

    /** When the n-th tick of an instrument, from 0, was to be sent. */
    long scheduledNs(String instrument, long tick) {
        int index = java.util.Objects.requireNonNull(indexOf.get(instrument), "not fed");
        return startNs + (long) ((tick * instruments.size() + index + 1) * nsPerTick);
    }

    private void run() {
        try {
            for (long next = 0; next < ticks && !stopped; ) {
                long due = due();
                if (next >= due) {
                    LockSupport.parkNanos(STEP_NS);
                }
                for (; next < due; next++) {
                    send(next);
                }
            }
            producer.flush();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void send(long tick) {
        Instrument instrument = instruments.get((int) (tick % instruments.size()));
        long own = tick / instruments.size();
        long sequence = kind(own) == Kind.TWICE ? own - 1 : own;
        int of = (int) (sequence % tape.size());
        columns.clear();
        columns.add(timeNs(tick, own), sequence, tape.price(of), tape.sizeUnits(of), TradeTape.SIZE_SCALE);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                Topics.MARKET_INPUT, instrument.id(), MarketInputWire.ticks(instrument.id(), columns));
        record.headers().add(Topics.SOURCE_HEADER, SOURCE.getBytes(StandardCharsets.UTF_8));
        record.headers().add(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8));
        var unused = producer.send(record, (metadata, e) -> {
            if (e != null) {
                failure = new IllegalStateException("a tick was not sent", e);
            }
        });
    }

    private enum Kind {
        IN_ORDER,
        OUT_OF_ORDER,
        TOO_LATE,
        TWICE
    }

    /** One in a hundred out of order, one in a thousand too late, one in a thousand twice. */
    private static Kind kind(long own) {
        if (own % 1_000 == 500) {
            return Kind.TOO_LATE;
        }
        if (own % 1_000 == 700) {
            return Kind.TWICE;
        }
        return own % 100 == 50 ? Kind.OUT_OF_ORDER : Kind.IN_ORDER;
    }

    private long timeNs(long tick, long own) {
        long scheduled = FIRST_NS + (long) (tick * nsPerTick);
        return switch (kind(own)) {
            case IN_ORDER, TWICE -> scheduled;
            case OUT_OF_ORDER -> scheduled - latenessNs / 2;
            case TOO_LATE -> scheduled - 2 * latenessNs - (long) (instruments.size() * nsPerTick);
        };
    }

    /** What has to become of all ticks. Restated is not known beforehand: it depends on where bars begin. */
    LedgerCounts expected() {
        long late = 0;
        long duplicate = 0;
        for (long tick = 0; tick < ticks; tick++) {
            Kind kind = kind(tick / instruments.size());
            late += kind == Kind.TOO_LATE ? 1 : 0;
            duplicate += kind == Kind.TWICE ? 1 : 0;
        }
        return new LedgerCounts("all", ticks, ticks - late - duplicate, 0, late, duplicate, 0);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
