package io.tickgrid.api;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.node.GridNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads of the grid's maps that block nobody. */
@Component
public final class GridReads {
    private final HazelcastInstance hazelcast;

    GridReads(GridNode node) {
        hazelcast = node.hazelcast();
    }

    /** The value of a key; empty when there is none. */
    public <V> Mono<V> get(GridMaps map, String key) {
        IMap<String, V> target = hazelcast.getMap(map.mapName());
        return Mono.fromCompletionStage(() -> target.getAsync(key));
    }

    /** The values of keys, those that are there. */
    public <V> Mono<Map<String, V>> get(GridMaps map, Set<String> keys) {
        IMap<String, V> target = hazelcast.getMap(map.mapName());
        return Mono.fromCallable(() -> target.getAll(keys)).subscribeOn(Schedulers.boundedElastic());
    }

    /** The values whose column equals; the column should have an index. */
    public <V> Mono<List<V>> where(GridMaps map, String column, String value) {
        return where(map, Predicates.equal(column, value));
    }

    /** The values that fit. */
    public <V> Mono<List<V>> where(GridMaps map, Predicate<String, V> predicate) {
        IMap<String, V> target = hazelcast.getMap(map.mapName());
        return Mono.fromCallable(() -> List.copyOf(target.values(predicate))).subscribeOn(Schedulers.boundedElastic());
    }

    /** All values of a small map. */
    public <V> Mono<List<V>> all(GridMaps map) {
        IMap<String, V> target = hazelcast.getMap(map.mapName());
        return Mono.fromCallable(() -> List.copyOf(target.values())).subscribeOn(Schedulers.boundedElastic());
    }
}
