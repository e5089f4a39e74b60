package io.tickgrid.api.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The database of a data directory belongs to whoever can read the directory's secrets, and to nobody else here. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalPostgresTest {
    @TempDir
    static Path directory;

    private static Path passwordFile() {
        return directory.resolve("secrets/postgres.password");
    }

    private static Path access() {
        return directory.resolve("postgres/pg_hba.conf");
    }

    private static DbUrl with(DbUrl url, String password) {
        return new DbUrl(url.host(), url.port(), url.database(), url.user(), password);
    }

    private static void assertOnlyThePasswordOpens(DbUrl url) {
        try (Db db = new Db(url, 1)) {
            assertThat(db.query("select 1 as one", row -> Db.int32(row, "one")).blockLast(Duration.ofSeconds(10)))
                    .isEqualTo(1);
        }
        for (String wrong : new String[] {"postgres", url.password() + "x"}) {
            try (Db db = new Db(with(url, wrong), 1)) {
                assertThatThrownBy(() -> db.query("select 1 as one", row -> Db.int32(row, "one"))
                                .blockLast(Duration.ofSeconds(10)))
                        .hasStackTraceContaining("password authentication failed");
            }
        }
    }

    @Test
    @Order(1)
    void passwordIsMadeForTheDirectoryAndAskedOfEverybody() throws Exception {
        String password;
        try (LocalPostgres postgres = LocalPostgres.start(directory)) {
            password = postgres.url().password();
            assertThat(Files.readString(passwordFile()).strip()).isEqualTo(password);
            assertThat(Files.readString(access())).doesNotContainPattern("(?m)^[^#]*trust");
            assertOnlyThePasswordOpens(postgres.url());
        }
        assertThat(mode(passwordFile())).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("postgres-binaries"))).isEqualTo("rwx------");
        try (LocalPostgres postgres = LocalPostgres.start(directory)) {
            assertThat(postgres.url().password()).isEqualTo(password);
            assertOnlyThePasswordOpens(postgres.url());
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    @Order(2)
    void whoHangsInATransactionGivesTheMoneyLockBack() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(directory);
                Db hanging = new Db(postgres.url(), 1);
                Db other = new Db(postgres.url(), 1)) {
            CountDownLatch locked = new CountDownLatch(1);
            Disposable hung = hanging.moneyTransaction(c -> {
                        locked.countDown();
                        return Mono.never();
                    })
                    .subscribe(x -> {}, e -> {});
            assertThat(locked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(other.moneyTransaction(c -> Mono.just("mine")).block(Duration.ofSeconds(30)))
                    .isEqualTo("mine");
            hung.dispose();
        }
    }

    @Test
    @Order(2)
    void missingOrWrongPasswordIsSaidAtOnce() throws Exception {
        Path kept = Files.move(passwordFile(), directory.resolve("kept"));
        assertThatThrownBy(() -> LocalPostgres.start(directory))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("postgres.password is missing");
        Files.writeString(passwordFile(), "another_password_of_this_kind");
        long start = System.nanoTime();
        assertThatThrownBy(() -> LocalPostgres.start(directory))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("password authentication failed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
        Files.delete(passwordFile());
        Files.move(kept, passwordFile());
    }

    @Test
    @Order(3)
    void directoryFromBeforeThereWasAPasswordGetsOne() throws Exception {
        Files.delete(passwordFile());
        Files.writeString(access(), Files.readString(access()).replace("scram-sha-256", "trust"));
        try (LocalPostgres postgres = LocalPostgres.start(directory)) {
            assertThat(Files.readString(access())).doesNotContainPattern("(?m)^[^#]*trust");
            assertOnlyThePasswordOpens(postgres.url());
        }
    }
}
