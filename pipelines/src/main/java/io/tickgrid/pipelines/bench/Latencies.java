package io.tickgrid.pipelines.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Times from the moment at which a tick was to be sent: to the score of the bar that it closed; to the forming score in which
 * it is the oldest tick not shown before; and to the end of the flush that shows that.
 */
final class Latencies {
    private final List<Recorder> recorders = new CopyOnWriteArrayList<>();
    private volatile boolean on;

    /** What is measured from now on counts; what was before does not. */
    void begin() {
        on = true;
    }

    Recorder recorder(MarketRun run) {
        Recorder recorder = new Recorder(run);
        recorders.add(recorder);
        return recorder;
    }

    /** To the scores of closed bars. */
    Histogram judged() {
        return sum(recorders.stream().map(r -> r.judged).toList());
    }

    /** To forming scores. */
    Histogram forming() {
        return sum(recorders.stream().map(r -> r.forming).toList());
    }

    /** To the end of the flush. */
    Histogram shown() {
        return sum(recorders.stream().map(r -> r.shown).toList());
    }

    private static Histogram sum(List<Histogram> parts) {
        Histogram sum = new Histogram();
        parts.forEach(sum::add);
        return sum;
    }

    /** Of one processor. */
    final class Recorder {
        private final MarketRun run;
        private final Histogram judged = new Histogram();
        private final Histogram forming = new Histogram();
        private final Histogram shown = new Histogram();
        private Map<String, Long> oldest = new HashMap<>();
        private Map<String, Long> inFlush = new HashMap<>();
        private long current;

        private Recorder(MarketRun run) {
            this.run = run;
        }

        /** A record is about to be applied. */
        void record(String key, long record) {
            current = record;
            oldest.putIfAbsent(key, record);
        }

        /** A score was made. */
        void score(String instrument, boolean closed) {
            if (!on) {
                return;
            }
            if (closed) {
                judged.add(System.nanoTime() - run.scheduledNs(current));
            } else {
                Long first = oldest.remove(instrument);
                if (first != null) {
                    forming.add(System.nanoTime() - run.scheduledNs(first));
                    inFlush.put(instrument, first);
                }
            }
        }

        /** A flush begins; what is given has to be run at its end. */
        Runnable flushed() {
            Map<String, Long> those = inFlush;
            inFlush = new HashMap<>();
            return () -> {
                long now = System.nanoTime();
                those.values().forEach(record -> shown.add(now - run.scheduledNs(record)));
            };
        }
    }
}
