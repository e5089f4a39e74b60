package io.tickgrid.api.identity;

import io.tickgrid.grid.identity.ApiKey;
import io.tickgrid.grid.identity.IdentityStore;
import io.tickgrid.grid.identity.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The users of the demo: one of each role, of the tenant {@code demo}, with passwords made for this data directory. The
 * file {@code demo-credentials.json}, readable by its owner only, says them; PostgreSQL follows the file.
 */
public final class DemoUsers {
    public static final String TENANT = "demo";
    public static final String FILE = "demo-credentials.json";

    private static final Map<String, Role> USERS =
            Map.of("trader", Role.TRADER, "analyst", Role.ANALYST, "operator", Role.OPERATOR, "partner", Role.PARTNER);
    private static final List<String> PARTNER_SCOPES =
            List.of("identity:read", "docs:read", "market:read", "signals:read", "orders:read", "orders:write");
    /** What a scraper of metrics needs, and no more. */
    private static final List<String> OPERATOR_SCOPES = List.of("operations:read");

    private static final String PARTNER = "partner";
    private static final String OPERATOR = "operator";
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private DemoUsers() {}

    /** Contents of the file. */
    public record Credentials(String tenantId, List<Login> users, List<Key> apiKeys) {
        /** The password of a user. */
        public String password(String username) {
            return users.stream()
                    .filter(u -> u.username().equals(username))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no demo user " + username))
                    .password();
        }

        /** The API key of a user. */
        public String apiKey(String username) {
            return apiKeys.stream()
                    .filter(k -> k.username().equals(username))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no API key of " + username))
                    .apiKey();
        }

        Credentials with(Key key) {
            return new Credentials(
                    tenantId,
                    users,
                    Stream.concat(apiKeys.stream(), Stream.of(key)).toList());
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "Credentials[" + tenantId + "]";
        }
    }

    /** A demo user with the password in clear. */
    public record Login(String username, String role, String password) {
        @Override
        public String toString() {
            return "Login[" + username + "]";
        }
    }

    /** A demo user's key in clear. */
    public record Key(String username, String apiKey) {
        @Override
        public String toString() {
            return "Key[" + username + "]";
        }
    }

    /**
     * Reads the file of a data directory.
     *
     * @throws IllegalStateException when the file is damaged
     */
    public static Credentials read(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        try {
            return JSON.readValue(OwnerFiles.read(file), Credentials.class);
        } catch (JacksonException e) {
            // without the cause, whose message would be shown instead: it says where in the text, not in which file
            throw new IllegalStateException(
                    file + " must hold the demo users' passwords as JSON, does not; remove it to have new ones made");
        }
    }

    /**
     * Reads the file of a data directory that has one, for its errors.
     *
     * @throws IllegalStateException when the file is damaged
     */
    public static void requireReadable(Path dataDir) {
        if (Files.exists(dataDir.resolve(FILE))) {
            read(dataDir);
        }
    }

    /** Makes the file where it is missing, and the users and the keys as it says. */
    static void seed(Path dataDir, IdentityStore store, Passwords passwords) {
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            write(file, fresh());
        }
        Credentials read = read(dataDir);
        Credentials credentials = complete(read);
        if (!credentials.equals(read)) {
            write(file, credentials);
        }
        put(credentials, store, passwords);
    }

    /** With the operator's key, which a file of an earlier version has not. */
    static Credentials complete(Credentials credentials) {
        boolean has = credentials.apiKeys().stream().anyMatch(k -> k.username().equals(OPERATOR));
        boolean known = credentials.users().stream().anyMatch(u -> u.username().equals(OPERATOR));
        return has || !known ? credentials : credentials.with(key(OPERATOR));
    }

    private static void put(Credentials credentials, IdentityStore store, Passwords passwords) {
        Flux.fromIterable(credentials.users())
                .concatMap(login -> store.user(login.username())
                        .flatMap(user -> passwords.matches(login.password(), user.passwordHash()))
                        .defaultIfEmpty(false)
                        .filter(known -> !known)
                        .flatMap(changed -> store.put(new User(
                                login.username(),
                                credentials.tenantId(),
                                passwords.hash(login.password()),
                                List.of(login.role()),
                                true))))
                .thenMany(Flux.fromIterable(credentials.apiKeys()))
                .concatMap(key -> store.put(new ApiKey(
                        Secrets.hash(key.apiKey()),
                        credentials.tenantId(),
                        key.username(),
                        "demo",
                        key.username().equals(OPERATOR) ? OPERATOR_SCOPES : PARTNER_SCOPES)))
                .blockLast();
    }

    private static void write(Path file, Credentials credentials) {
        OwnerFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(credentials) + "\n");
    }

    private static Key key(String username) {
        return new Key(username, "tg_" + Secrets.random256());
    }

    private static Credentials fresh() {
        return new Credentials(
                TENANT,
                USERS.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> new Login(e.getKey(), e.getValue().name(), Secrets.random(18)))
                        .toList(),
                List.of(key(PARTNER), key(OPERATOR)));
    }
}
