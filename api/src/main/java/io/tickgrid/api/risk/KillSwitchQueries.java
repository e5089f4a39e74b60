package io.tickgrid.api.risk;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.grid.risk.KillSwitchStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Kill switches and the audit of their changes. Everybody who trades sees the switches that concern everybody, but only
 * operators see who set them; of the others operators see those of their tenant, and who trades those of own accounts.
 */
@Component
public final class KillSwitchQueries {
    private static final String LIST = "kill-switches";
    private static final String CHANGES = "kill-switch-changes";

    private final AccountAccess access;
    private final KillSwitchStore store;

    KillSwitchQueries(AccountAccess access, GridNode node) {
        this.access = access;
        this.store = node.stores().killSwitches();
    }

    /**
     * A change of a switch.
     *
     * @param sequence rises with each change of any switch
     * @param name id of the account or instrument; null for all
     * @param from on or off
     * @param to on or off; from on to on when an operator took over what an owner had set
     * @param changedBy null when that is not the caller's to know
     * @param changedAtMs wall time
     */
    public record ChangeView(
            long sequence,
            String scope,
            @Nullable String name,
            String from,
            String to,
            String reason,
            @Nullable String changedBy,
            long changedAtMs) {

        static ChangeView of(KillSwitchStore.Change c, boolean showsWho) {
            return new ChangeView(
                    c.changeSequence(),
                    c.scope(),
                    c.name().isEmpty() ? null : c.name(),
                    c.wasOn() ? "on" : "off",
                    c.on() ? "on" : "off",
                    c.reason(),
                    showsWho ? c.changedBy() : null,
                    c.changedAtMs());
        }
    }

    /** Switches that were ever set, on and off, in the order of scope and name. */
    public Mono<Page<KillSwitchView>> list(Caller caller, PageRequest page) {
        return Mono.defer(() -> {
            String after = page.cursor() == null
                    ? ""
                    : Cursors.decode(LIST, page.cursor(), 1).getFirst();
            return accounts(caller)
                    .flatMap(own -> store.loadAll().collectList().map(all -> {
                        List<KillSwitch> seen = all.stream()
                                .filter(s -> s.key().compareTo(after) > 0)
                                .filter(s -> s.tenantId().isEmpty()
                                        || (s.tenantId().equals(caller.tenantId())
                                                && (caller.is(Role.OPERATOR) || own.contains(s.name()))))
                                .sorted(Comparator.comparing(KillSwitch::key))
                                .limit(page.limit() + 1L)
                                .toList();
                        return Page.of(
                                seen,
                                page.limit(),
                                s -> KillSwitchView.of(s, showsWho(caller, s.tenantId())),
                                s -> Cursors.encode(LIST, s.key()));
                    }));
        });
    }

    /** The audit, newest first. */
    public Mono<Page<ChangeView>> changes(Caller caller, PageRequest page) {
        return Mono.defer(() -> {
            long before = page.number(CHANGES, Long.MAX_VALUE);
            return accounts(caller)
                    .flatMap(own -> store.changes(
                                    caller.tenantId(), caller.is(Role.OPERATOR) ? null : own, before, page.limit() + 1)
                            .collectList())
                    .map(rows -> Page.of(
                            rows,
                            page.limit(),
                            c -> ChangeView.of(c, showsWho(caller, c.tenantId())),
                            c -> Cursors.encode(CHANGES, c.changeSequence())));
        });
    }

    /** How many switches of each scope are on. */
    public Mono<Map<String, Long>> on() {
        return store.on().map(on -> {
            Map<String, Long> counts = new TreeMap<>(on);
            for (KillScope scope : KillScope.values()) {
                counts.putIfAbsent(scope.text(), 0L);
            }
            return counts;
        });
    }

    /** Own accounts; an operator needs none named. */
    private Mono<List<String>> accounts(Caller caller) {
        return caller.is(Role.OPERATOR)
                ? Mono.just(List.of())
                : access.all(caller).map(all -> all.stream().map(Account::id).toList());
    }

    /** Users of other tenants are not shown to who only trades. */
    private static boolean showsWho(Caller caller, String tenantId) {
        return caller.is(Role.OPERATOR) || !tenantId.isEmpty();
    }
}
