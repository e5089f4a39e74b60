package io.tickgrid.api.entitlement;

import com.hazelcast.query.Predicates;
import io.tickgrid.api.GridReads;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.portfolio.Account;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Which accounts a caller can reach: the tenant rules of {@code Operations}. An account out of reach and one that does not
 * exist look the same.
 */
@Component
public final class AccountAccess {
    private final GridReads grid;

    AccountAccess(GridReads grid) {
        this.grid = grid;
    }

    /** The caller's own, for operators any of the tenant; else not_found. */
    public Mono<Account> visible(Caller caller, @Nullable String accountId) {
        return find(caller, accountId, a -> caller.is(Role.OPERATOR) || owns(caller, a));
    }

    /** The caller's own only; else not_found. */
    public Mono<Account> own(Caller caller, @Nullable String accountId) {
        return find(caller, accountId, a -> owns(caller, a));
    }

    /** As {@link #visible}, for analysts too: where only sums over followers are shown. */
    public Mono<Account> summarised(Caller caller, @Nullable String accountId) {
        return find(caller, accountId, a -> caller.is(Role.OPERATOR) || caller.is(Role.ANALYST) || owns(caller, a));
    }

    /** Any account of the caller's tenant; else not_found. For accounts that others offer, such as leaders. */
    public Mono<Account> ofTenant(Caller caller, @Nullable String accountId) {
        return find(caller, accountId, a -> true);
    }

    /** All that the caller can see, in the order of their ids. */
    public Mono<List<Account>> all(Caller caller) {
        Mono<List<Account>> found = caller.is(Role.OPERATOR)
                ? grid.where(GridMaps.ACCOUNTS, "tenant_id", caller.tenantId())
                : grid.where(
                        GridMaps.ACCOUNTS,
                        Predicates.and(
                                Predicates.equal("owner_id", caller.username()),
                                Predicates.equal("tenant_id", caller.tenantId())));
        return found.map(accounts ->
                accounts.stream().sorted(Comparator.comparing(Account::id)).toList());
    }

    /** Whether the account is the caller's own. */
    public static boolean owns(Caller caller, Account account) {
        return account.tenantId().equals(caller.tenantId()) && account.ownerId().equals(caller.username());
    }

    private Mono<Account> find(Caller caller, @Nullable String accountId, Predicate<Account> reach) {
        return Mono.defer(() -> grid.<Account>get(GridMaps.ACCOUNTS, Texts.id("account_id", accountId)))
                .filter(a -> a.tenantId().equals(caller.tenantId()) && reach.test(a))
                .switchIfEmpty(Mono.error(
                        () -> new TickgridException(ErrorCode.NOT_FOUND, "no account " + Texts.quote(accountId))));
    }
}
