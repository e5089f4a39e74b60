package io.tickgrid.api.risk;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.grid.risk.KillSwitchMap;
import io.tickgrid.grid.risk.KillSwitchStore;
import io.tickgrid.grid.risk.KillSwitchStore.Wanted;
import io.tickgrid.pipelines.broker.OrderEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Sets and lifts kill switches. Operators set every switch; who trades sets that of an own account, and lifts it unless an
 * operator set it. When a change is acknowledged it stands in PostgreSQL, where every order that is stored afterwards meets
 * it.
 */
@Component
public final class KillSwitchCommands {
    private static final int MAX_REASON = 500;

    private static final Logger log = LoggerFactory.getLogger(KillSwitchCommands.class);

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final KillSwitchStore store;
    private final KillSwitchMap shown;
    private final OrderEntry orders;

    KillSwitchCommands(AccountAccess access, InstrumentIndex instruments, GridNode node, OrderEntry orders) {
        this.orders = orders;
        this.access = access;
        this.instruments = instruments;
        this.store = node.stores().killSwitches();
        this.shown = new KillSwitchMap(node.hazelcast());
    }

    /** What a switch is to be; what may be absent is checked here, for every surface. */
    public record SwitchRequest(
            @Nullable Boolean on, @Nullable String reason) {}

    /**
     * Sets a switch; one that is so already stays as it is.
     *
     * @param name account or instrument; null or empty for all
     */
    public Mono<KillSwitchView> set(
            Caller caller, @Nullable String scope, @Nullable String name, SwitchRequest request) {
        return Mono.defer(() -> wanted(caller, scope(caller, scope), name == null ? "" : name, request))
                .flatMap(store::set)
                .flatMap(this::show)
                .flatMap(this::cancelResting)
                .map(s -> KillSwitchView.of(s, true));
    }

    /** Also of a switch that was on: who sets it again gets what a failure left. Copies never wait for a price. */
    private Mono<KillSwitch> cancelResting(KillSwitch s) {
        KillScope scope = KillScope.of(s.scope());
        return s.on() && scope != KillScope.LEADER
                ? orders.cancelResting(scope, s.name()).thenReturn(s)
                : Mono.just(s);
    }

    private Mono<KillSwitch> show(KillSwitch s) {
        return s.changeSequence() == 0
                ? Mono.just(s)
                : Mono.fromRunnable(() -> shown.show(s))
                        .subscribeOn(Schedulers.boundedElastic())
                        .onErrorResume(e -> {
                            log.warn("a kill switch is in effect and not shown yet: {}", e.toString());
                            return Mono.empty();
                        })
                        .thenReturn(s);
    }

    private static KillScope scope(Caller caller, @Nullable String text) {
        KillScope scope = KillScope.of(Texts.oneOf(
                "scope",
                text,
                Arrays.stream(KillScope.values()).map(KillScope::text).toList()));
        if (scope != KillScope.ACCOUNT && !caller.is(Role.OPERATOR)) {
            throw new TickgridException(
                    ErrorCode.FORBIDDEN,
                    "a kill switch of scope " + scope.text() + " needs the role OPERATOR; others set that of an own"
                            + " account");
        }
        return scope;
    }

    private Mono<Wanted> wanted(Caller caller, KillScope scope, String name, SwitchRequest request) {
        Boolean on = request.on();
        if (on == null) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, "on must be true or false, was nothing");
        }
        String reason = reason(request.reason());
        Mono<String> id = switch (scope) {
            case ALL -> noName(name);
            case INSTRUMENT -> Mono.just(instruments.require(name).id());
            case ACCOUNT -> account(caller, name);
            case LEADER -> leader(caller, name);
        };
        String tenant = scope.ofEverybody() ? "" : caller.tenantId();
        return id.map(n -> new Wanted(scope, n, tenant, on, caller.is(Role.OPERATOR), reason, caller.username()));
    }

    private static Mono<String> noName(String name) {
        return name.isEmpty()
                ? Mono.just("")
                : Mono.error(new TickgridException(
                        ErrorCode.INVALID_REQUEST, "name must be absent for the scope all, was " + Texts.quote(name)));
    }

    private Mono<String> account(Caller caller, String name) {
        return access.visible(caller, Texts.id("name", name))
                .map(a -> a.id())
                .onErrorMap(
                        TickgridException.class,
                        e -> unknown(
                                e,
                                caller.is(Role.OPERATOR) ? "an account of the tenant" : "an account of the caller",
                                name));
    }

    private Mono<String> leader(Caller caller, String name) {
        return access.ofTenant(caller, Texts.id("name", name))
                .onErrorMap(TickgridException.class, e -> unknown(e, "a leader of the tenant", name))
                .filter(a -> a.kind().equals("leader"))
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.INVALID_REQUEST, "name must be of a leader, " + Texts.quote(name) + " is none")))
                .map(a -> a.id());
    }

    private static TickgridException unknown(TickgridException e, String expected, String name) {
        return e.code() == ErrorCode.NOT_FOUND
                ? new TickgridException(ErrorCode.NOT_FOUND, "expected " + expected + ", got " + Texts.quote(name), e)
                : e;
    }

    private static String reason(@Nullable String text) {
        String reason = text == null ? "" : text.strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON || reason.matches("(?s).*\\p{Cntrl}.*")) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    "reason must be 1 to " + MAX_REASON + " characters without control characters, was "
                            + Texts.quote(text));
        }
        return reason;
    }
}
