package io.tickgrid.grid.node;

import io.tickgrid.grid.db.DbUrl;
import java.util.List;
import java.util.Set;

/**
 * How this node takes part in the cluster.
 *
 * @param port its own; others are found at {@code members}
 * @param members host:port of others; empty = alone
 * @param roles market, money and api; a node with the role api alone is a client and holds no data
 * @param clusterSize intended number of members: 1 = no split-brain protection; 3 or more = money needs a majority
 * @param frames frames that this deployment computes, such as {@code 1m}: of time, shortest first, then by activity; the same on all nodes
 * @param indicatorColumns the outputs that this deployment computes
 */
public record GridConfig(
        String clusterName,
        int port,
        List<String> members,
        Set<Role> roles,
        int clusterSize,
        DbUrl database,
        List<String> frames,
        List<String> indicatorColumns) {

    /** What a node does. */
    public enum Role {
        MARKET,
        MONEY,
        API
    }

    public GridConfig {
        members = List.copyOf(members);
        roles = Set.copyOf(roles);
        frames = List.copyOf(frames);
        indicatorColumns = List.copyOf(indicatorColumns);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles must name at least one of market, money, api");
        }
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("frames must name at least one, were none");
        }
        if (clusterSize < 1) {
            throw new IllegalArgumentException("cluster size must be 1 or more, was " + clusterSize);
        }
        if (clusterSize == 2 && roles.contains(Role.MONEY)) {
            throw new IllegalArgumentException("a cluster of 2 cannot tell which half may trade:"
                    + " --cluster-size for the role money must be 1 or 3 and more, was 2");
        }
    }

    /** Whether money maps refuse the smaller side of a split. */
    public boolean protectMoney() {
        return clusterSize >= 3;
    }

    /** The members that the money side needs. */
    public int quorum() {
        return clusterSize / 2 + 1;
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Whether this node holds no data. */
    public boolean clientOnly() {
        return roles.equals(Set.of(Role.API));
    }
}
