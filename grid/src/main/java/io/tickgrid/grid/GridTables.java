package io.tickgrid.grid;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import java.util.List;

/** Puts the tables of maps, serializers and feeds into a configuration. */
public final class GridTables {
    private GridTables() {}

    /** @param protectMoney whether the intended cluster is large enough to have a majority */
    public static void configure(Config config, List<String> indicatorColumns, boolean protectMoney) {
        GridSerializers.register(config.getSerializationConfig().getCompactSerializationConfig(), indicatorColumns);
        for (GridMaps map : GridMaps.values()) {
            config.addMapConfig(map.config(protectMoney));
        }
        GridFeeds.configure(config);
    }

    /** What a client has to know. */
    public static void configure(ClientConfig config, List<String> indicatorColumns) {
        GridSerializers.register(config.getSerializationConfig().getCompactSerializationConfig(), indicatorColumns);
    }
}
