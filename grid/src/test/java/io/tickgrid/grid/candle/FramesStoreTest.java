package io.tickgrid.grid.candle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.db.TestDatabase;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.EngineStore;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class FramesStoreTest {
    private static final String BEFORE_THERE_WAS_A_CHOICE = "7";

    @Test
    void theFirstToBeginDecides() {
        try (Db db = new Db(TestDatabase.migrated(), 2)) {
            assertThat(FramesStore.begin(db, List.of("1m", "4h")).block()).containsExactly("1m", "4h");
            assertThat(FramesStore.begin(db, List.of("1m", "5m")).block()).containsExactly("1m", "4h");
        }
    }

    @Test
    void anOlderDatabaseWithEnginesWasBegunWithTheFramesOfThen() {
        DbUrl url = olderDatabase();
        try (Db db = new Db(url, 2)) {
            new EngineStore(db)
                    .save(List.of(new EngineState("SIM:A/USD", 0, 1, new byte[] {1})))
                    .block();
            Db.migrate(url);
            assertThat(FramesStore.begin(db, List.of("1m")).block()).containsExactly("1m", "5m", "15m", "1h");
        }
    }

    @Test
    void anOlderDatabaseWithoutEnginesIsFreeToChoose() {
        DbUrl url = olderDatabase();
        Db.migrate(url);
        try (Db db = new Db(url, 2)) {
            assertThat(FramesStore.begin(db, List.of("1m", "1d")).block()).containsExactly("1m", "1d");
        }
    }

    private static DbUrl olderDatabase() {
        DbUrl url = TestDatabase.empty();
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://" + url.host() + ":" + url.port() + "/" + url.database(),
                        url.user(),
                        url.password())
                .locations("classpath:db/migration")
                .target(BEFORE_THERE_WAS_A_CHOICE)
                .load()
                .migrate();
        return url;
    }
}
