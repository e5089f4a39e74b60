package io.tickgrid.grid.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for this JVM, and as many empty databases in it as tests ask for. */
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestDatabase() {}

    /** Apart from its users: started by the first. */
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        postgres.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Migrated once: a copy of it takes a tenth of the time. */
    private static final class Template {
        static final DbUrl URL = migratedOnce();

        private static DbUrl migratedOnce() {
            DbUrl url = empty();
            Db.migrate(url);
            return url;
        }
    }

    /** A database without the schema. */
    public static DbUrl empty() {
        return create("");
    }

    /** A database with the newest schema. */
    public static DbUrl migrated() {
        return create(" template " + Template.URL.database());
    }

    private static DbUrl create(String options) {
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection c = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement s = c.createStatement()) {
            s.execute("create database " + name + options);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new DbUrl("localhost", Server.POSTGRES.getPort(), name, "postgres", "postgres");
    }
}
