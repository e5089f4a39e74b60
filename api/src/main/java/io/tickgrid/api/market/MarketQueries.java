package io.tickgrid.api.market;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tickgrid.api.candle.CandleQueries;
import io.tickgrid.api.candle.Frames;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.candle.TimeFrame;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All instruments at once, computed from their bars of an hour, or the next shorter ones, every two seconds at most. */
@Component
public final class MarketQueries {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final int CONCURRENCY = 4;
    private static final int RANKED = 5;

    private final InstrumentIndex index;
    private final CandleQueries candles;
    private final Frames frames;
    private final String dayFrame;
    /** Of a day before a bar, and that bar. */
    private final int dayBars;

    private final Mono<OverviewView> latest;

    MarketQueries(InstrumentIndex index, CandleQueries candles, Frames frames) {
        this.index = index;
        this.candles = candles;
        this.frames = frames;
        TimeFrame longest = frames.longestWithin(HOUR_MS);
        this.dayFrame = longest.toString();
        this.dayBars = (int) Math.ceilDiv(DAY_MS, longest.lengthMs()) + 1;
        this.latest = compute().cache(v -> FRESH, e -> Duration.ZERO, () -> Duration.ZERO);
    }

    /**
     * All instruments.
     *
     * @param asOfMs newest event time of all, by the minute
     * @param frames lengths of bars that this deployment serves, shortest first
     */
    public record OverviewView(
            long asOfMs,
            int advancing,
            int declining,
            List<InstrumentState> instruments,
            List<String> gainers,
            List<String> losers,
            List<String> frames) {}

    /**
     * An instrument over the 24 hours before its own newest bar.
     *
     * @param last null before its first trade
     */
    public record InstrumentState(
            String id,
            @Nullable String last,
            @JsonProperty("change_24h_pct") @Nullable Double change24hPct,
            @JsonProperty("volume_24h") String volume24h,
            boolean simulated) {}

    private record Timed(long asOfMs, InstrumentState state) {}

    public Mono<OverviewView> overview() {
        return latest;
    }

    private Mono<OverviewView> compute() {
        return Flux.defer(() -> Flux.fromIterable(index.all()))
                .filter(Instrument::active)
                .flatMapSequential(this::state, CONCURRENCY)
                .collectList()
                .map(this::overview);
    }

    private Mono<Timed> state(Instrument instrument) {
        return Mono.zip(
                candles.newest(instrument.id(), dayFrame, dayBars),
                candles.newest(instrument.id(), "1m", 1),
                (day, minutes) -> state(instrument, day, minutes));
    }

    static Timed state(Instrument instrument, List<Candle> bars, List<Candle> minutes) {
        if (minutes.isEmpty()) {
            return new Timed(0, new InstrumentState(instrument.id(), null, null, "0", instrument.simulated()));
        }
        Candle newest = minutes.getFirst();
        long since = newest.openTimeMs() - DAY_MS;
        List<Candle> day = bars.stream().filter(c -> c.openTimeMs() >= since).toList();
        double begin = day.isEmpty() ? Double.NaN : day.getLast().open();
        double volume = day.stream().mapToDouble(Candle::volume).sum();
        return new Timed(
                newest.openTimeMs(),
                new InstrumentState(
                        instrument.id(),
                        Numbers.decimal(newest.close()),
                        Numbers.number(100 * (newest.close() - begin) / begin),
                        Numbers.decimal(volume),
                        instrument.simulated()));
    }

    private OverviewView overview(List<Timed> all) {
        List<InstrumentState> states = all.stream().map(Timed::state).toList();
        return new OverviewView(
                all.stream().mapToLong(Timed::asOfMs).max().orElse(0),
                (int) states.stream().filter(s -> change(s) > 0).count(),
                (int) states.stream().filter(s -> change(s) < 0).count(),
                states,
                ranked(states.stream().filter(s -> change(s) > 0).toList(), -1),
                ranked(states.stream().filter(s -> change(s) < 0).toList(), 1),
                frames.all());
    }

    private static List<String> ranked(List<InstrumentState> states, int sign) {
        return states.stream()
                .sorted(Comparator.comparingDouble(s -> sign * change(s)))
                .limit(RANKED)
                .map(InstrumentState::id)
                .toList();
    }

    private static double change(InstrumentState state) {
        return state.change24hPct() == null ? 0 : state.change24hPct();
    }
}
