package io.tickgrid.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.api.local.Ports;
import io.tickgrid.api.local.StartException;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The nodes of a deployment have the same frames, for the life of its database. */
class PlatformFramesTest {
    private static final List<String> FRAMES = List.of("1m", "30m", "4h", "1d");
    private static final long DAY_MS = 86_400_000;

    @Test
    void aDatabaseKeepsItsFramesAndTheirBarsAreLoaded() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            DbUrl url = new DbUrl("localhost", postgres.getPort(), "postgres", "postgres", "postgres");
            Db.migrate(url);
            try (Db db = new Db(url, 2)) {
                Platform.requireFrames(db, FRAMES);
                Platform.requireFrames(db, FRAMES);
                assertThatThrownBy(() -> Platform.requireFrames(db, List.of("1m", "5m")))
                        .isInstanceOf(StartException.class)
                        .hasMessage("--frames must be 1m,30m,4h,1d, which this database was begun with, was 1m,5m;"
                                + " start with --frames 1m,30m,4h,1d, or with another data directory or database");
                Platform.requireFrames(db, FRAMES);
                Stores stores = new Stores(db);
                DemoData.seed(stores, "30m");
                assertThat(db.query("select distinct frame from signal_traders", row -> Db.text(row, "frame"))
                                .collectList()
                                .block())
                        .containsExactly("30m");
                stores.candles()
                        .upsert(List.of(candle("4h"), candle("1d"), candle("5m")))
                        .block();
            }
            assertThatLoaded(url);
        }
    }

    private static void assertThatLoaded(DbUrl url) throws IOException {
        int port = Ports.free();
        try (GridNode node = GridNode.start(new GridConfig(
                "frames-" + port, port, List.of(), Set.of(GridConfig.Role.MARKET), 1, url, FRAMES, List.of()))) {
            assertThat(node.hazelcast()
                            .<String, Candle>getMap(GridMaps.CANDLES.mapName())
                            .values())
                    .extracting(Candle::frame)
                    .containsExactlyInAnyOrder("4h", "1d");
        }
    }

    private static Candle candle(String frame) {
        return new Candle("SIM:BETA/USD", frame, 16_000 * DAY_MS, 1, 2, 0.5, 1.5, 10, 3, 0, true);
    }
}
