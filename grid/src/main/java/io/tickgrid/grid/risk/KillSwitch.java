package io.tickgrid.grid.risk;

/**
 * A kill switch as its last change left it. One that was never set is off.
 *
 * @param scope all, leader, instrument or account
 * @param name id of the account or instrument; empty for all
 * @param tenantId whose account it is; empty where it concerns everybody
 * @param byOperator whether an operator set it: only operators then lift it
 * @param changedBy user name
 * @param changedAtMs wall time of PostgreSQL, epoch milliseconds
 * @param changeSequence rises with each change of any switch, in the order of the commits
 */
public record KillSwitch(
        String scope,
        String name,
        String tenantId,
        boolean on,
        boolean byOperator,
        String reason,
        String changedBy,
        long changedAtMs,
        long changeSequence) {

    /** Its key in the map {@code kill-switches}. */
    public String key() {
        return key(KillScope.of(scope), name);
    }

    public static String key(KillScope scope, String name) {
        return scope.text() + "|" + name;
    }
}
