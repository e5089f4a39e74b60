package io.tickgrid.grid.node;

import com.hazelcast.partition.PartitionAware;
import com.hazelcast.partition.PartitioningStrategy;
import com.hazelcast.partition.strategy.StringPartitioningStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Where a key is: what ends with {@code @ID} is where ID is; what says itself where it belongs, as keys of Jet's snapshots do,
 * is there, as by Hazelcast's default; everything else is where its whole key is.
 */
public final class AffinityStrategy implements PartitioningStrategy<Object> {
    @Override
    public @Nullable Object getPartitionKey(Object key) {
        return switch (key) {
            case String text -> StringPartitioningStrategy.getPartitionKey(text);
            case PartitionAware<?> aware -> aware.getPartitionKey();
            default -> null;
        };
    }
}
