package io.tickgrid.api.identity;

import java.util.Set;

/**
 * Who is calling, of whichever surface.
 *
 * @param scopes what the credential may do of what the roles may; {@link #ALL_SCOPES} alone = everything
 * @param expiresAtMs when the credential ends, epoch milliseconds of wall time; {@link Long#MAX_VALUE} = never
 */
public record Caller(String username, String tenantId, Set<Role> roles, Set<String> scopes, long expiresAtMs) {
    /** The scope of a login. */
    public static final String ALL_SCOPES = "*";

    public Caller {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    public boolean mayUse(String scope) {
        return scopes.contains(ALL_SCOPES) || scopes.contains(scope);
    }
}
