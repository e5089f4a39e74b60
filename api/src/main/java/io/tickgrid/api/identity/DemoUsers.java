package io.tickgrid.api.identity;

import io.tickgrid.grid.identity.ApiKey;
import io.tickgrid.grid.identity.IdentityStore;
import io.tickgrid.grid.identity.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
            List.of("identity:read", "market:read", "signals:read", "orders:read", "orders:write");
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

    /** Makes the file where it is missing, and the users and the key as it says. */
    static void seed(Path dataDir, IdentityStore store, Passwords passwords) {
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            OwnerFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fresh()) + "\n");
        }
        Credentials credentials = read(dataDir);
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
                        Secrets.hash(key.apiKey()), credentials.tenantId(), key.username(), "demo", PARTNER_SCOPES)))
                .blockLast();
    }

    private static Credentials fresh() {
        return new Credentials(
                TENANT,
                USERS.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> new Login(e.getKey(), e.getValue().name(), Secrets.random(18)))
                        .toList(),
                List.of(new Key("partner", "tg_" + Secrets.random256())));
    }
}
