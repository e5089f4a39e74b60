package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.risk.KillSwitchCommands;
import io.tickgrid.api.risk.KillSwitchQueries;
import io.tickgrid.api.risk.KillSwitchView;
import io.tickgrid.proto.risk.v1.KillScope;
import io.tickgrid.proto.risk.v1.KillSwitch;
import io.tickgrid.proto.risk.v1.KillSwitchChange;
import io.tickgrid.proto.risk.v1.KillSwitchServiceGrpc;
import io.tickgrid.proto.risk.v1.ListKillSwitchChangesRequest;
import io.tickgrid.proto.risk.v1.ListKillSwitchChangesResponse;
import io.tickgrid.proto.risk.v1.ListKillSwitchesRequest;
import io.tickgrid.proto.risk.v1.ListKillSwitchesResponse;
import io.tickgrid.proto.risk.v1.SetKillSwitchRequest;
import io.tickgrid.proto.risk.v1.SetKillSwitchResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class KillSwitchGrpc extends KillSwitchServiceGrpc.KillSwitchServiceImplBase {
    private static final String PREFIX = "KILL_SCOPE_";

    private final KillSwitchCommands commands;
    private final KillSwitchQueries queries;

    KillSwitchGrpc(KillSwitchCommands commands, KillSwitchQueries queries) {
        this.commands = commands;
        this.queries = queries;
    }

    @Override
    public void setKillSwitch(SetKillSwitchRequest q, StreamObserver<SetKillSwitchResponse> out) {
        Calls.command(
                q,
                () -> commands.set(
                        Calls.caller(),
                        text(q.getScope()),
                        q.getName(),
                        new KillSwitchCommands.SwitchRequest(
                                q.hasOn() ? q.getOn() : null, Calls.orNull(q.getReason()))),
                s -> SetKillSwitchResponse.newBuilder()
                        .setKillSwitch(message(s))
                        .build(),
                out);
    }

    @Override
    public void listKillSwitches(ListKillSwitchesRequest q, StreamObserver<ListKillSwitchesResponse> out) {
        Calls.read(
                q,
                () -> queries.list(Calls.caller(), Calls.page(q.getCursor(), q.getLimit())),
                page -> ListKillSwitchesResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(KillSwitchGrpc::message)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void listKillSwitchChanges(
            ListKillSwitchChangesRequest q, StreamObserver<ListKillSwitchChangesResponse> out) {
        Calls.read(
                q,
                () -> queries.changes(Calls.caller(), Calls.page(q.getCursor(), q.getLimit())),
                page -> ListKillSwitchChangesResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(KillSwitchGrpc::message)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    /** Null for one that was not said, or is not known here. */
    private static @Nullable String text(KillScope scope) {
        return switch (scope) {
            case KILL_SCOPE_UNSPECIFIED, UNRECOGNIZED -> null;
            case KILL_SCOPE_ALL, KILL_SCOPE_LEADER, KILL_SCOPE_INSTRUMENT, KILL_SCOPE_ACCOUNT ->
                scope.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        };
    }

    private static KillScope scope(String text) {
        return KillScope.valueOf(PREFIX + text.toUpperCase(Locale.ROOT));
    }

    private static KillSwitch message(KillSwitchView s) {
        KillSwitch.Builder message = KillSwitch.newBuilder()
                .setScope(scope(s.scope()))
                .setName(Calls.orEmpty(s.name()))
                .setOn(s.on())
                .setByOperator(s.byOperator())
                .setReason(Calls.orEmpty(s.reason()))
                .setChangedBy(Calls.orEmpty(s.changedBy()));
        Calls.ifPresent(s.changedAtMs(), message::setChangedAtMs);
        return message.build();
    }

    private static KillSwitchChange message(KillSwitchQueries.ChangeView c) {
        return KillSwitchChange.newBuilder()
                .setSequence(c.sequence())
                .setScope(scope(c.scope()))
                .setName(Calls.orEmpty(c.name()))
                .setWasOn(c.from().equals("on"))
                .setOn(c.to().equals("on"))
                .setReason(c.reason())
                .setChangedBy(Calls.orEmpty(c.changedBy()))
                .setChangedAtMs(c.changedAtMs())
                .build();
    }
}
