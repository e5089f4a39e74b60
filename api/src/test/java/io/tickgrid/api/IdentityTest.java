package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.grid.identity.IdentityStore;
import io.tickgrid.grid.identity.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private final ApiFixture api = ApiFixture.shared();

    @ParameterizedTest
    @ValueSource(strings = {"trader", "analyst", "operator", "partner"})
    void everyDemoUserLogsInAndSeesItself(String user) {
        Answer profile = api.get(user, "/api/v1/auth/profile");
        assertThat(profile.status()).isEqualTo(200);
        assertThat(profile.json().path("username").asString()).isEqualTo(user);
        assertThat(profile.json().path("tenant_id").asString()).isEqualTo("demo");
        assertThat(profile.json().at("/roles/0").asString()).isEqualTo(user.toUpperCase());
    }

    @Test
    void unknownUserAndWrongPasswordLookAlike() {
        Answer wrong = api.post(null, "/api/v1/auth/login", ApiFixture.login("trader", "wrong"));
        Answer unknown = api.post(null, "/api/v1/auth/login", ApiFixture.login("nobody", "wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.raw().body()).isEqualTo(wrong.raw().body());
    }

    @Test
    void aRefreshTokenIsGoodOnceAndItsReuseEndsTheSession() {
        Answer login = login();
        String first = login.json().path("refresh_token").asString();
        Answer refreshed = refresh(first);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(refreshed.json().path("expires_in").asLong()).isEqualTo(900);
        String second = refreshed.json().path("refresh_token").asString();
        assertThat(second).isNotEqualTo(first);

        assertThat(refresh(first).status()).isEqualTo(401);
        assertThat(refresh(second).status()).isEqualTo(401);
        assertThat(refresh("made-up").status()).isEqualTo(401);
    }

    @Test
    void onlyHashesAreStored() {
        String token = login().json().path("refresh_token").asString();
        String key = api.credentials.apiKey("partner");
        Long found = api.node
                .db()
                .query(
                        "select (select count(*) from refresh_tokens where token_hash = $1)"
                                + " + (select count(*) from api_keys where key_hash = $2)"
                                + " + (select count(*) from users where password_hash not like '$argon2id$%') as n",
                        row -> row.get("n", Long.class), token, key)
                .blockFirst();
        assertThat(found).isZero();
    }

    @Test
    void anApiKeyDoesWhatItsScopesAndItsUserMay() {
        String key = api.credentials.apiKey("partner");
        assertThat(api.send(null, "/api/v1/signals", b -> b.header("X-API-Key", key))
                        .status())
                .isEqualTo(200);
        Answer accounts = api.send(null, "/api/v1/accounts", b -> b.header("X-API-Key", key));
        assertThat(accounts.json().at("/items/0/account_id").asString()).isEqualTo("partner-1");
        assertThat(accounts.json().path("items")).hasSize(1);
        assertThat(api.send(null, "/api/v1/dead-letters", b -> b.header("X-API-Key", key))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theOperatorsKeyReadsMetricsAndNothingOfTheMarketOrOfMoney() {
        String key = api.credentials.apiKey("operator");
        for (String path : List.of("/api/v1/signals", "/api/v1/orders", "/api/v1/accounts", "/v3/api-docs")) {
            assertThat(api.send(null, path, b -> b.header("X-API-Key", key)).status())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void anotherPasswordEndsTheSessionsOfTheOldOne() {
        IdentityStore store = api.server.bean(IdentityStore.class);
        User analyst = store.user("analyst").block();
        String token = login("analyst").json().path("refresh_token").asString();
        String other = login("partner").json().path("refresh_token").asString();
        store.put(analyst).block();
        Answer kept = refresh(token);
        assertThat(kept.status()).isEqualTo(200);
        store.put(new User(
                        analyst.username(),
                        analyst.tenantId(),
                        analyst.passwordHash() + "x",
                        analyst.roles(),
                        analyst.active()))
                .block();
        assertThat(refresh(kept.json().path("refresh_token").asString()).status())
                .isEqualTo(401);
        assertThat(refresh(other).status()).isEqualTo(200);
        store.put(analyst).block();
    }

    @Test
    void aTokenOfAnotherKeyOrAlgorithmIsRefused() {
        String[] parts = api.token("trader").split("\\.");
        String none = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (String token : new String[] {none + "." + parts[1] + ".", parts[0] + "." + parts[1] + ".AAAA"}) {
            assertThat(api.send(null, "/api/v1/signals", b -> b.header("Authorization", "Bearer " + token))
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-credentials.json", "secrets/jwt.key"})
    void secretsAreTheOwnersOnly(String file) throws Exception {
        Path path = api.dataDir.resolve(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void theDirectoryOfSecretsIsTheOwnersOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api.dataDir.resolve("secrets"))))
                .isEqualTo("rwx------");
    }

    private Answer login() {
        return login("trader");
    }

    private Answer login(String user) {
        return api.post(null, "/api/v1/auth/login", ApiFixture.login(user, api.credentials.password(user)));
    }

    private Answer refresh(String token) {
        return api.post(
                null, "/api/v1/auth/refresh", ApiFixture.JSON.writeValueAsString(Map.of("refresh_token", token)));
    }
}
