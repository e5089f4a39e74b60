package io.tickgrid.grid.identity;

import java.util.List;

/**
 * A key that stands for its user in programs.
 *
 * @param keyHash SHA-256 of the key, hexadecimal: the key has 256 random bits, so a plain hash is enough
 * @param scopes what the key may do of what its user may
 */
public record ApiKey(String keyHash, String tenantId, String username, String name, List<String> scopes) {
    public ApiKey {
        scopes = List.copyOf(scopes);
    }
}
