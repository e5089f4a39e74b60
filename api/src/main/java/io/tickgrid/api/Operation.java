package io.tickgrid.api;

import io.tickgrid.api.identity.Role;
import java.util.Set;

/**
 * Something that a caller can do on one surface, and who may.
 *
 * @param id {@code feature.verb}; the same id on several surfaces is the same operation
 * @param target REST: {@code GET /api/v1/candles/{symbol}}; gRPC: the full method name; WebSocket: the channel before its
 *     colon; SQL: the table
 * @param roles one of them is needed; empty for {@link Access#OPEN}
 * @param scope what an API key needs besides the role
 * @param doc what it gives, a sentence
 */
public record Operation(
        String id,
        Surface surface,
        String target,
        Access access,
        Set<Role> roles,
        String scope,
        TenantRule tenantRule,
        String doc) {

    /** Where it is offered. */
    public enum Surface {
        REST,
        GRPC,
        WEBSOCKET,
        SQL
    }

    /** What a call needs. */
    public enum Access {
        /** Nothing. */
        OPEN,
        /** A caller with one of the roles. */
        ROLE
    }

    /** Which rows of what a role may see it sees. */
    public enum TenantRule {
        /** Belongs to no tenant: market data, state of the platform. */
        NONE,
        /** Rows of the caller's tenant. */
        TENANT,
        /** Only the caller himself. */
        SELF,
        /**
         * Accounts of the caller; an operator, where the roles name him, has those of the tenant. Others do not exist for
         * the caller.
         */
        ACCOUNT,
        /** As {@link #ACCOUNT}, either of the leader or of the follower. */
        LEADER_OR_FOLLOWER,
        /** Sums over a leader's followers: the leader's owner, and analysts and operators of the tenant. */
        LEADER_SUMMARY
    }

    public Operation {
        roles = Set.copyOf(roles);
        if ((access == Access.OPEN) != roles.isEmpty()) {
            throw new IllegalArgumentException(id + ": an open operation has no roles, every other has some; access "
                    + access + ", roles " + roles);
        }
    }
}
