package io.tickgrid.api.local;

import io.tickgrid.api.identity.OwnerFiles;
import io.tickgrid.api.identity.Secrets;
import io.tickgrid.grid.db.DbUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A real PostgreSQL of this process's own, from the binaries on Maven Central: durable (fsync and synchronous_commit
 * on), on a loopback port, its data in the data directory and kept. Whoever connects needs the password that was made for
 * this data directory, in {@code secrets/postgres.password}.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Pattern PID = Pattern.compile("[0-9]{1,9}");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    /** Of postmaster.pid. */
    private static final int PORT_LINE = 4;

    /** Base64url: it stands in SQL and in URLs as it is. */
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9_-]{20,}");

    private static final Pattern NOT_STARTED = Pattern.compile(
            "^pg_ctl: (error:|could not start)|FATAL: +password authentication failed", Pattern.MULTILINE);
    private static final long WATCH_NS = 200_000_000;

    /** What tells most, first. */
    private static final List<Pattern> FAILURES =
            List.of(Pattern.compile("\\b(FATAL|PANIC):"), Pattern.compile("\\b(ERROR|error):|could not"));

    private static final String PASSWORD_FILE = "secrets/postgres.password";
    private static final String SCRAM = "scram-sha-256";
    private static final Pattern TRUST = Pattern.compile("^([^#\\n]*\\s)trust[ \\t]*$", Pattern.MULTILINE);

    private final Path data;
    private final EmbeddedPostgres postgres;
    private final String password;

    private LocalPostgres(Path data, EmbeddedPostgres postgres, String password) {
        this.data = data;
        this.postgres = postgres;
        this.password = password;
    }

    /** Starts it, after stopping one that a killed process left behind on the same data. */
    public static LocalPostgres start(Path directory) throws StartException {
        return start(directory, directory.resolve("postgres-binaries"));
    }

    /**
     * As the other, with the server itself in a directory that data directories may share.
     *
     * @param binaries where PostgreSQL is unpacked, once: that takes longer than all the rest
     */
    public static LocalPostgres start(Path directory, Path binaries) throws StartException {
        Path data = directory.resolve("postgres");
        Path log = directory.resolve("postgres.log");
        try {
            Files.createDirectories(directory);
            stopLeftOver(data);
            Files.deleteIfExists(log); // what it said another time is no news
            Path passwordFile = directory.resolve(PASSWORD_FILE);
            String password = password(directory, data);
            // The library lets everybody write there. Without the right to enter, which it does not give, nobody can.
            OwnerFiles.directory(binaries);
            EmbeddedPostgres postgres = startWatched(
                    log,
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setCleanDataDirectory(false)
                            .setRegisterShutdownHook(false)
                            .setOverrideWorkingDirectory(binaries.toFile())
                            .setPGStartupWait(Duration.ofSeconds(60))
                            // options of initdb, whatever the library calls them: nobody is trusted, not for a moment
                            .setLocaleConfig("auth", SCRAM)
                            .setLocaleConfig("pwfile", passwordFile.toString())
                            .setConnectConfig("password", password)
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .setServerConfig("full_page_writes", "on")
                            .setServerConfig("max_connections", "60")
                            .setServerConfig("shared_buffers", "64MB")
                            .setServerConfig("max_wal_size", "256MB")
                            .setServerConfig("timezone", "UTC")
                            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile())));
            OwnerFiles.directory(binaries);
            try {
                requirePassword(postgres, data, password);
            } catch (IOException | SQLException e) {
                postgres.close();
                throw new IOException("its password cannot be set: " + e.getMessage(), e);
            }
            return new LocalPostgres(data, postgres, password);
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new StartException("PostgreSQL did not start on " + data + ": " + why(log, e), e);
        }
    }

    /** The password of this data directory, made where there is none. */
    private static String password(Path directory, Path data) throws IOException {
        Path file = directory.resolve(PASSWORD_FILE);
        OwnerFiles.directory(directory.resolve("secrets"));
        if (!Files.exists(file)) {
            Path access = data.resolve("pg_hba.conf");
            if (Files.exists(access) && !TRUST.matcher(Files.readString(access)).find()) {
                throw new IOException(file + " is missing; put it back from a copy, or write trust in place of " + SCRAM
                        + " in " + access + ", and the next start makes a new password");
            }
            OwnerFiles.write(file, Secrets.random256() + "\n");
        }
        String password = OwnerFiles.read(file).strip();
        if (!PASSWORD.matcher(password).matches()) {
            throw new IOException(file + " must hold base64url text, it does not");
        }
        return password;
    }

    /** Where the server still trusts everybody on this machine, as it did before there was a password: no longer. */
    private static void requirePassword(EmbeddedPostgres postgres, Path data, String password)
            throws IOException, SQLException {
        Path access = data.resolve("pg_hba.conf");
        String rules = Files.readString(access);
        String strict = TRUST.matcher(rules).replaceAll("$1" + SCRAM);
        if (strict.equals(rules)) {
            return;
        }
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + password + "'");
            OwnerFiles.write(access, strict);
            statement.execute("select pg_reload_conf()");
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
        }
    }

    /**
     * Starts it, and gives up as soon as its starter does: the library asks for a connection until a start that had to
     * recover would be over, a whole minute also where nothing was started. Interrupted, it returns at once.
     */
    private static EmbeddedPostgres startWatched(Path log, EmbeddedPostgres.Builder builder) throws IOException {
        Thread starting = Thread.currentThread();
        AtomicBoolean failed = new AtomicBoolean();
        Thread watch = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                if (said(log, NOT_STARTED)) {
                    failed.set(true);
                    starting.interrupt();
                    return;
                }
                LockSupport.parkNanos(WATCH_NS);
            }
        });
        EmbeddedPostgres postgres;
        try {
            postgres = builder.start();
        } finally {
            watch.interrupt();
            awaitEnd(watch);
            if (failed.get()) {
                Thread.interrupted(); // meant for the library alone
            }
        }
        if (failed.get()) {
            postgres.close();
            throw new IOException("its starter gave up");
        }
        return postgres;
    }

    private static void awaitEnd(Thread watch) {
        boolean interrupted = false;
        while (watch.isAlive()) {
            try {
                watch.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean said(Path log, Pattern what) {
        try {
            return Files.exists(log)
                    && what.matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
                            .find();
        } catch (IOException e) {
            return false; // it is being made
        }
    }

    /** What the server said last about it, else what happened here. */
    private static String why(Path log, Exception e) {
        try {
            List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            for (Pattern failure : FAILURES) {
                for (String line : said.reversed()) {
                    if (failure.matcher(line).find()) {
                        return line.strip() + " (all of it stands in " + log + ")";
                    }
                }
            }
        } catch (IOException unreadable) {
            e.addSuppressed(unreadable);
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }

    /** Ends a server whose process is alive although its parent is not. */
    private static void stopLeftOver(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> left = serverOf(pidFile, data);
        if (left.isPresent()) {
            new ProcessBuilder("kill", "-INT", Long.toString(left.get().pid())).start();
            try {
                left.get().onExit().get(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IOException(
                        "a PostgreSQL left behind (process " + left.get().pid() + ") does not end", e);
            }
        } else {
            Files.deleteIfExists(pidFile);
        }
    }

    /**
     * The live process that a pid file speaks of, if it is the server of this very directory: after a crash the system may
     * have given the number to anybody, to another PostgreSQL too.
     */
    private static Optional<ProcessHandle> serverOf(Path pidFile, Path data) throws IOException {
        String first = Files.readString(pidFile, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return PID.matcher(first).matches()
                ? ProcessHandle.of(Long.parseLong(first))
                        .filter(p -> p.info().command().orElse("").contains("postgres"))
                        .filter(p -> p.info().commandLine().orElse("").contains(data.toString()))
                : Optional.empty();
    }

    /**
     * Where the server of a data directory is that a platform, in another process, has started.
     *
     * @throws StartException when none runs there, or its files are not readable
     */
    public static DbUrl running(Path directory) throws StartException {
        Path data = directory.resolve("postgres");
        Path pidFile = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(pidFile) || serverOf(pidFile, data.toRealPath()).isEmpty()) {
                throw new StartException("no PostgreSQL runs on data directory " + directory);
            }
            List<String> lines = Files.readAllLines(pidFile, StandardCharsets.ISO_8859_1);
            if (lines.size() < PORT_LINE
                    || !PORT.matcher(lines.get(PORT_LINE - 1)).matches()) {
                throw new StartException("PostgreSQL on data directory " + directory + " is starting");
            }
            String password = OwnerFiles.read(directory.resolve(PASSWORD_FILE)).strip();
            return url(Integer.parseInt(lines.get(PORT_LINE - 1)), password);
        } catch (IOException | UncheckedIOException e) {
            throw new StartException("data directory " + directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    public DbUrl url() {
        return url(postgres.getPort(), password);
    }

    private static DbUrl url(int port, String password) {
        return new DbUrl("127.0.0.1", port, "postgres", "postgres", password);
    }

    /** @throws IOException when the server goes on all the same */
    @Override
    public void close() throws IOException {
        postgres.close();
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.exists(pidFile) && serverOf(pidFile, data).isPresent()) {
            throw new IOException("PostgreSQL on " + data + " does not stop");
        }
    }
}
