package io.tickgrid.api.identity;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.identity.IdentityStore;
import io.tickgrid.grid.identity.IdentityStore.Rotation;
import io.tickgrid.grid.identity.User;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Login and refresh. */
@Component
public final class IdentityCommands {
    private static final Logger log = LoggerFactory.getLogger(IdentityCommands.class);
    private static final Duration FAMILY_LIFE = Duration.ofHours(12);

    private final IdentityStore store;
    private final AccessTokens tokens;
    private final Passwords passwords;

    IdentityCommands(IdentityStore store, AccessTokens tokens, Passwords passwords) {
        this.store = store;
        this.tokens = tokens;
        this.passwords = passwords;
    }

    /** A user as shown to himself. */
    public record UserView(String username, String tenantId, List<String> roles) {
        public static UserView of(Caller caller) {
            return new UserView(
                    caller.username(),
                    caller.tenantId(),
                    caller.roles().stream().map(Role::name).sorted().toList());
        }
    }

    /** @param expiresIn life of the access token in seconds */
    public record Session(String accessToken, String tokenType, long expiresIn, String refreshToken, UserView user) {
        /** Without the tokens. */
        @Override
        public String toString() {
            return "Session[" + user + "]";
        }
    }

    /** Begins a session. Unknown name, inactive user and wrong password look the same, in words and in time. */
    public Mono<Session> login(String username, String password) {
        return store.user(username)
                .map(java.util.Optional::of)
                .defaultIfEmpty(java.util.Optional.empty())
                .flatMap(found -> passwords
                        .matches(
                                password,
                                found.filter(User::active)
                                        .map(User::passwordHash)
                                        .orElse(null))
                        .flatMap(good -> good ? begin(found.orElseThrow()) : Mono.error(refusedLogin())));
    }

    /** Goes on with a session. A refresh token is good once; a second use ends the session for everyone who has it. */
    public Mono<Session> refresh(String refreshToken) {
        String successor = Secrets.random256();
        return store.rotate(Secrets.hash(refreshToken), Secrets.hash(successor), System.currentTimeMillis())
                .flatMap(rotated -> {
                    if (rotated.rotation() == Rotation.REUSED) {
                        log.warn("a used refresh token of {} came again: its session is ended", rotated.username());
                    }
                    return rotated.rotation() == Rotation.ROTATED ? store.user(rotated.username()) : Mono.empty();
                })
                .filter(User::active)
                .map(user -> session(user, successor))
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.UNAUTHENTICATED,
                        "expected a valid refresh token, got one that is unknown, used, withdrawn or expired")));
    }

    private Mono<Session> begin(User user) {
        String refreshToken = Secrets.random256();
        long now = System.currentTimeMillis();
        return store.begin(Secrets.hash(refreshToken), Secrets.random(16), user, now, now + FAMILY_LIFE.toMillis())
                .thenReturn(session(user, refreshToken));
    }

    private Session session(User user, String refreshToken) {
        return new Session(
                tokens.issue(user),
                "Bearer",
                AccessTokens.LIFE.toSeconds(),
                refreshToken,
                new UserView(user.username(), user.tenantId(), user.roles()));
    }

    private static TickgridException refusedLogin() {
        return new TickgridException(ErrorCode.UNAUTHENTICATED, "user name or password is wrong");
    }
}
