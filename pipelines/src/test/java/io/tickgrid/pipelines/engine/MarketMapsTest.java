package io.tickgrid.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.candle.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members' maps show of bars that are restated and withdrawn, flush after flush. */
class MarketMapsTest {
    private static final Frame MINUTE = Frame.parse("1m");

    private static final List<HazelcastInstance> members = new ArrayList<>();
    private static MarketMaps maps;

    private MarketBuffers buffers = new MarketBuffers(List.of("x"));

    @BeforeAll
    static void start() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(free.getLocalPort());
            }
        }
        for (int port : ports) {
            members.add(Hazelcast.newHazelcastInstance(GridNode.member(new GridConfig(
                    "market-maps-" + ProcessHandle.current().pid(),
                    port,
                    ports.stream().map(p -> "127.0.0.1:" + p).toList(),
                    Set.of(GridConfig.Role.MARKET),
                    1,
                    DbUrl.parse("postgres://none@127.0.0.1:1/none"),
                    List.of("1m"),
                    List.of("x")))));
        }
        maps = new MarketMaps(members.getFirst());
    }

    @AfterAll
    static void stop() {
        members.forEach(HazelcastInstance::shutdown);
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
        return members.getLast().getMap(map.mapName());
    }

    private static boolean holds(GridMaps map, String key) {
        return MarketMapsTest.<Object>map(map).containsKey(key);
    }

    private static Candle candle(GridMaps map, String key) {
        return Objects.requireNonNull(MarketMapsTest.<Candle>map(map).get(key));
    }

    /** Instruments in partitions of both members. */
    @ParameterizedTest
    @ValueSource(strings = {"V:A/USD", "V:B/USD", "V:C/USD", "V:D/USD", "V:E/USD", "V:F/USD"})
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
    @ValueSource(strings = {"V:G/USD", "V:H/USD", "V:I/USD", "V:J/USD"})
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
