package io.tickgrid.pipelines.bench;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Real members in this process, configured as the platform's are, with nothing in PostgreSQL behind them. */
final class BenchGrid implements AutoCloseable {
    private final List<HazelcastInstance> members = new ArrayList<>();

    private BenchGrid() {}

    static BenchGrid start(String clusterName, int members, List<String> columns) {
        BenchGrid grid = new BenchGrid();
        List<Integer> ports = freePorts(members);
        List<String> addresses = ports.stream().map(p -> "127.0.0.1:" + p).toList();
        try {
            for (int port : ports) {
                Config config = GridNode.member(new GridConfig(
                        clusterName,
                        port,
                        members == 1 ? List.of() : addresses,
                        Set.of(GridConfig.Role.MARKET),
                        1,
                        DbUrl.parse("postgres://none@127.0.0.1:1/none"),
                        MarketSettings.DEFAULT_FRAMES,
                        columns));
                grid.members.add(Hazelcast.newHazelcastInstance(config));
            }
            return grid;
        } catch (RuntimeException | Error e) {
            grid.close();
            throw e;
        }
    }

    static List<Integer> freePorts(int count) {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return taken.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            for (ServerSocket socket : taken) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    HazelcastInstance first() {
        return members.getFirst();
    }

    @Override
    public void close() {
        members.forEach(HazelcastInstance::shutdown);
    }
}
