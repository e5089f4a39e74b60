package io.tickgrid.grid.identity;

import java.util.List;

/**
 * Someone who can log in.
 *
 * @param username unique over all tenants; accounts name their owner by it
 * @param passwordHash Argon2id in the encoder's own text form
 * @param roles names of roles, at least one
 * @param active an inactive user is refused everywhere
 */
public record User(String username, String tenantId, String passwordHash, List<String> roles, boolean active) {
    public User {
        roles = List.copyOf(roles);
        if (username.isBlank() || tenantId.isBlank()) {
            throw new IllegalArgumentException(
                    "a user needs a name and a tenant, got \"" + username + "\" of \"" + tenantId + "\"");
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a user needs at least one role, " + username + " has none");
        }
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "User[" + username + " of " + tenantId + ", roles " + roles + "]";
    }
}
