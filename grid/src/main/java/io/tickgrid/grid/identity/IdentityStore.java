package io.tickgrid.grid.identity;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.util.List;
import reactor.core.publisher.Mono;

/** Users, refresh tokens and API keys in PostgreSQL. Tokens and keys come here as hashes only. */
public final class IdentityStore {
    private final Db db;

    public IdentityStore(Db db) {
        this.db = db;
    }

    /** What became of a refresh token that was handed in. */
    public enum Rotation {
        /** It was good; it is used up now, and its successor is stored. */
        ROTATED,
        /** It had been used before: someone has a copy. Its whole family is revoked now. */
        REUSED,
        /** Unknown, expired or revoked. */
        REFUSED
    }

    /** What came of a rotation, and whose token it was (empty when unknown). */
    public record Rotated(Rotation rotation, String username) {}

    /** An API key with the user it stands for. */
    public record KeyOwner(ApiKey key, User user) {}

    /**
     * Adds a user or replaces password, roles and state of the one that is there. Another password ends the sessions that
     * were begun with the old one.
     */
    public Mono<Long> put(User user) {
        return db.transaction(c -> Db.update(
                        c,
                        "update refresh_tokens set revoked = true where username = $1 and tenant_id = $2"
                                + " and not exists (select 1 from users where username = $1 and password_hash = $3)",
                        user.username(),
                        user.tenantId(),
                        user.passwordHash())
                .then(put(c, user)));
    }

    private static Mono<Long> put(Connection c, User user) {
        return Db.update(
                c,
                """
                insert into users (username, tenant_id, password_hash, roles, active) values ($1, $2, $3, $4, $5)
                on conflict (username) do update set
                    password_hash = excluded.password_hash, roles = excluded.roles, active = excluded.active
                where users.tenant_id = excluded.tenant_id
                """,
                user.username(),
                user.tenantId(),
                user.passwordHash(),
                String.join(" ", user.roles()),
                user.active());
    }

    public Mono<User> user(String username) {
        return db.query("select * from users where username = $1", IdentityStore::userRow, username)
                .singleOrEmpty();
    }

    /** Adds a key, in place of one of the same user and name. */
    public Mono<Long> put(ApiKey key) {
        return db.update(
                """
                insert into api_keys (key_hash, tenant_id, username, name, scopes) values ($1, $2, $3, $4, $5)
                on conflict (username, name) do update set
                    key_hash = excluded.key_hash, scopes = excluded.scopes, revoked = false
                """, key.keyHash(), key.tenantId(), key.username(), key.name(), String.join(" ", key.scopes()));
    }

    /** The key of that hash with its user, unless one of both is withdrawn. */
    public Mono<KeyOwner> keyOwner(String keyHash) {
        return db.query(
                        "select k.key_hash, k.name, k.scopes, u.* from api_keys k join users u using (username)"
                                + " where k.key_hash = $1 and not k.revoked and u.active",
                        row -> {
                            User user = userRow(row);
                            return new KeyOwner(
                                    new ApiKey(
                                            text(row, "key_hash"),
                                            user.tenantId(),
                                            user.username(),
                                            text(row, "name"),
                                            words(text(row, "scopes"))),
                                    user);
                        },
                        keyHash)
                .singleOrEmpty();
    }

    /** Stores the first token of a family, and forgets what expired before {@code nowMs}. */
    public Mono<Long> begin(String tokenHash, String familyId, User user, long nowMs, long expiresMs) {
        return db.update("delete from refresh_tokens where expires_ms < $1", nowMs)
                .then(db.update(
                        "insert into refresh_tokens (token_hash, family_id, tenant_id, username, expires_ms)"
                                + " values ($1, $2, $3, $4, $5)",
                        tokenHash,
                        familyId,
                        user.tenantId(),
                        user.username(),
                        expiresMs));
    }

    /**
     * Uses up a token and stores its successor, in one transaction: of two that hand in the same token one is refused and
     * the family revoked. The family ends at the expiry of its first token; refreshing does not prolong it.
     */
    public Mono<Rotated> rotate(String tokenHash, String successorHash, long nowMs) {
        return db.transaction(c -> Db.query(
                        c,
                        "update refresh_tokens set used = true where token_hash = $1 and not used and not revoked"
                                + " and expires_ms > $2 returning username",
                        row -> text(row, "username"),
                        tokenHash,
                        nowMs)
                .singleOrEmpty()
                .flatMap(username -> Db.update(
                                c,
                                "insert into refresh_tokens (token_hash, family_id, tenant_id, username, expires_ms)"
                                        + " select $2, family_id, tenant_id, username, expires_ms"
                                        + " from refresh_tokens where token_hash = $1",
                                tokenHash,
                                successorHash)
                        .thenReturn(new Rotated(Rotation.ROTATED, username)))
                .switchIfEmpty(Mono.defer(() -> refuse(c, tokenHash))));
    }

    private static Mono<Rotated> refuse(Connection c, String tokenHash) {
        return Db.query(
                        c,
                        "update refresh_tokens set revoked = true where family_id ="
                                + " (select family_id from refresh_tokens where token_hash = $1 and used)"
                                + " returning username",
                        row -> new Rotated(Rotation.REUSED, text(row, "username")),
                        tokenHash)
                .collectList()
                .map(rows -> rows.isEmpty() ? new Rotated(Rotation.REFUSED, "") : rows.getFirst());
    }

    private static User userRow(Readable row) {
        return new User(
                text(row, "username"),
                text(row, "tenant_id"),
                text(row, "password_hash"),
                words(text(row, "roles")),
                bool(row, "active"));
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.split(" "));
    }
}
