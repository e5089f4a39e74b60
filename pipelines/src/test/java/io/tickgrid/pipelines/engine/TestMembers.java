package io.tickgrid.pipelines.engine;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Members in the tests' process, configured as the platform's are, with nothing in PostgreSQL behind them. */
final class TestMembers implements AutoCloseable {
    private final List<HazelcastInstance> members = new ArrayList<>();

    /** @param name of the cluster, beside this process's number */
    TestMembers(String name, int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(free.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (int port : ports) {
            members.add(Hazelcast.newHazelcastInstance(GridNode.member(new GridConfig(
                    name + "-" + ProcessHandle.current().pid(),
                    port,
                    ports.stream().map(p -> "127.0.0.1:" + p).toList(),
                    Set.of(GridConfig.Role.MARKET),
                    1,
                    DbUrl.parse("postgres://none@127.0.0.1:1/none"),
                    MarketSettings.DEFAULT_FRAMES,
                    MarketSettings.indicatorColumns()))));
        }
    }

    List<HazelcastInstance> all() {
        return members;
    }

    HazelcastInstance first() {
        return members.getFirst();
    }

    @Override
    public void close() {
        members.forEach(HazelcastInstance::shutdown);
    }
}
