package io.tickgrid.api.identity;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.identity.IdentityStore;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Turns the credentials of any surface into a caller. */
@Component
public final class Authenticator {
    private static final String BEARER = "Bearer ";

    private final AccessTokens tokens;
    private final IdentityStore store;

    Authenticator(AccessTokens tokens, IdentityStore store) {
        this.tokens = tokens;
        this.store = store;
    }

    /**
     * The caller of these headers; empty when both are absent.
     *
     * @param authorization {@code Bearer TOKEN}
     * @param apiKey the key itself
     * @return an error with the code unauthenticated when a header is there but no good
     */
    public Mono<Caller> headers(@Nullable String authorization, @Nullable String apiKey) {
        if (authorization != null) {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                return Mono.error(new TickgridException(
                        ErrorCode.UNAUTHENTICATED, "expected Authorization: Bearer TOKEN, got another scheme"));
            }
            return token(authorization.substring(BEARER.length()).strip());
        }
        return apiKey == null ? Mono.empty() : key(apiKey.strip());
    }

    /** The caller of an access token. */
    public Mono<Caller> token(String token) {
        return Mono.fromCallable(() -> tokens.read(token));
    }

    private Mono<Caller> key(String key) {
        return store.keyOwner(Secrets.hash(key))
                .map(owner -> new Caller(
                        owner.user().username(),
                        owner.user().tenantId(),
                        roles(owner.user().roles()),
                        Set.copyOf(owner.key().scopes()),
                        Long.MAX_VALUE))
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.UNAUTHENTICATED, "expected a valid API key, got one that is unknown or withdrawn")));
    }

    private static Set<Role> roles(Iterable<String> names) {
        return java.util.stream.StreamSupport.stream(names.spliterator(), false)
                .map(Role::valueOf)
                .collect(Collectors.toSet());
    }
}
