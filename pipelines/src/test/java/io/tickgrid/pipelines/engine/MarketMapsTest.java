package io.tickgrid.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.pipelines.candle.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What members' maps show of bars that are restated and withdrawn, flush after flush. */
class MarketMapsTest {
    private static final Frame MINUTE = Frame.parse("1m");

    private static TestMembers members;
    private static MarketMaps maps;

    private MarketBuffers buffers = new MarketBuffers(List.of("x"));

    @BeforeAll
    static void start() {
        members = new TestMembers("market-maps", 2);
        maps = new MarketMaps(members.first());
    }

    @AfterAll
    static void stop() {
        members.close();
    }

    /** Some that live on each of the members. */
    static List<String> instruments() {
        List<String> all = new ArrayList<>();
        for (HazelcastInstance member : members.all()) {
            IntStream.range(0, 1_000)
                    .mapToObj(i -> "V:" + i + "/USD")
                    .filter(id -> member.getCluster()
                            .getLocalMember()
                            .equals(member.getPartitionService()
                                    .getPartition(id)
                                    .getOwner()))
                    .limit(3)
                    .forEach(all::add);
        }
        assertThat(all).hasSize(6);
        return all;
    }

    @BeforeEach
    void clear() {
        for (GridMaps map : List.of(GridMaps.CANDLES, GridMaps.FORMING_CANDLES, GridMaps.INDICATORS)) {
            map(map).clear();
        }
    }

    private void bar(String id, long openMs, double close, int revision, boolean closed) {
        buffers.candle(id, MINUTE, openMs, close, close, close, close, 1, 1, revision, closed);
        buffers.indicators(id, MINUTE, openMs, revision, closed, new double[] {close});
    }

    private void flush() {
        maps.show(buffers)
                .then(maps.showForming(buffers))
                .then(maps.announce(buffers, List.of()))
                .block();
        buffers = new MarketBuffers(List.of("x"));
    }

    private static <V> IMap<String, V> map(GridMaps map) {
        return members.all().getLast().getMap(map.mapName());
    }

    private static boolean holds(GridMaps map, String key) {
        return MarketMapsTest.<Object>map(map).containsKey(key);
    }

    private static Candle candle(GridMaps map, String key) {
        return Objects.requireNonNull(MarketMapsTest.<Candle>map(map).get(key));
    }

    @ParameterizedTest
    @MethodSource("instruments")
    void aBarThatIsWithdrawnLaterIsInNoMapAnyMore(String id) {
        bar(id, 60_000, 10, 0, true);
        flush();
        assertThat(holds(GridMaps.CANDLES, Candle.key(id, "1m", 60_000))).isTrue();
        assertThat(holds(GridMaps.FORMING_CANDLES, IndicatorRow.key(id, "1m"))).isTrue();
        assertThat(holds(GridMaps.INDICATORS, IndicatorRow.key(id, "1m"))).isTrue();

        buffers.withdrawn(id, MINUTE, 60_000, 1, true);
        flush();
        assertThat(holds(GridMaps.CANDLES, Candle.key(id, "1m", 60_000))).isFalse();
        assertThat(holds(GridMaps.FORMING_CANDLES, IndicatorRow.key(id, "1m"))).isFalse();
        assertThat(holds(GridMaps.INDICATORS, IndicatorRow.key(id, "1m"))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("instruments")
    void whatFormedLastFollowsWhatIsRestated(String id) {
        bar(id, 60_000, 10, 0, true);
        flush();
        bar(id, 60_000, 11, 1, true);
        flush();
        assertThat(candle(GridMaps.CANDLES, Candle.key(id, "1m", 60_000)).close())
                .isEqualTo(11);
        assertThat(candle(GridMaps.FORMING_CANDLES, IndicatorRow.key(id, "1m")).close())
                .isEqualTo(11);
        // Nothing else is anywhere: every key is in the partition in which it is looked for.
        assertThat(MarketMapsTest.<Candle>map(GridMaps.FORMING_CANDLES).keySet().stream()
                        .filter(k -> k.endsWith(id))
                        .count())
                .isEqualTo(1);
    }
}
