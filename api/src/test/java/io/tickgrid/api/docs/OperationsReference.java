package io.tickgrid.api.docs;

import io.tickgrid.api.Operation;
import io.tickgrid.api.Operations;
import java.util.List;
import java.util.Locale;

/** The reference page of operations. */
final class OperationsReference {
    private OperationsReference() {}

    /** docs/reference/operations.md. */
    static String operations() {
        StringBuilder text = new StringBuilder("""
            # Operations

            <!-- Generated from the table io.tickgrid.api.Operations; to write it anew:
                 mvn -pl api -am test -Dtest=OperationsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true -->

            What a caller can do on each surface, and who may. Enforcement reads the same table; what is not in it is refused.
            The same id on several surfaces is the same operation.

            - Roles: one of them is needed. *Open* needs no login.
            - Scope: what an API key needs besides the role.

            | rows | which of them a caller sees |
            |---|---|
            | none | they belong to no tenant: market data, state of the platform |
            | tenant | those of the caller's tenant |
            | self | only the caller himself |
            | account | accounts of the caller; an operator, where the roles name him, has those of the tenant; others do not exist for the caller |
            | leader or follower | as account, either of the leader or of the follower |
            | leader summary | sums over a leader's followers: the leader's owner, and analysts and operators of the tenant |
            """);
        section(text, Operation.Surface.REST, "REST", "request");
        section(text, Operation.Surface.WEBSOCKET, "WebSocket `/ws/v1`", "channel");
        section(text, Operation.Surface.GRPC, "gRPC", "method");
        section(text, Operation.Surface.SQL, "SQL", "table");
        return text.toString();
    }

    private static void section(StringBuilder text, Operation.Surface surface, String title, String target) {
        List<Operation> rows =
                Operations.all().stream().filter(o -> o.surface() == surface).toList();
        if (rows.isEmpty()) {
            return;
        }
        text.append("\n## %s\n\n| %s | what it gives | roles | scope | rows | id |\n|---|---|---|---|---|---|\n"
                .formatted(title, target));
        for (Operation o : rows) {
            text.append("| `%s` | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            o.target(),
                            o.doc(),
                            who(o),
                            o.scope().isEmpty() ? "" : "`" + o.scope() + "`",
                            o.tenantRule().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            o.id()));
        }
    }

    private static String who(Operation o) {
        String roles = String.join(
                ", ",
                o.roles().stream()
                        .sorted()
                        .map(r -> r.name().toLowerCase(Locale.ROOT))
                        .toList());
        return switch (o.access()) {
            case OPEN -> "open";
            case ROLE -> roles;
        };
    }
}
