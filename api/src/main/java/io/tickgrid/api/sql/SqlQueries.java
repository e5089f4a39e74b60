package io.tickgrid.api.sql;

import io.tickgrid.api.Operation;
import io.tickgrid.api.Operation.Surface;
import io.tickgrid.api.Operations;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.node.GridNode;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** SQL for a caller: over the maps that the table of operations opens to him, with the rows of his tenant. */
@Component
public final class SqlQueries implements AutoCloseable {
    private final SqlGateway gateway;

    SqlQueries(GridNode node) {
        gateway = new SqlGateway(node.hazelcast(), node.config().indicatorColumns());
    }

    /** The first query of a process waits for classes and plans that later ones find ready: it shall not be a person's. */
    @EventListener(ApplicationReadyEvent.class)
    void warmUp() {
        String table = GridMaps.FORMING_CANDLES.sqlName();
        gateway.query("SELECT * FROM " + table + " LIMIT 1", "", Set.of(table))
                .onErrorComplete()
                .subscribe();
    }

    /** @return as {@link SqlGateway#query} */
    public Mono<SqlAnswer> query(Caller caller, String sql) {
        return Mono.defer(() -> gateway.query(sql, caller.tenantId(), tables(caller)));
    }

    private static Set<String> tables(Caller caller) {
        return Operations.all().stream()
                .filter(o -> o.surface() == Surface.SQL && mayRead(caller, o))
                .map(Operation::target)
                .collect(Collectors.toSet());
    }

    private static boolean mayRead(Caller caller, Operation table) {
        try {
            Operations.require(caller, table);
            return true;
        } catch (TickgridException e) {
            return false;
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
