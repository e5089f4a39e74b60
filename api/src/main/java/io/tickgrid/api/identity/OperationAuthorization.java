package io.tickgrid.api.identity;

import io.tickgrid.api.Operation;
import io.tickgrid.api.Operation.Access;
import io.tickgrid.api.Operations;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import reactor.core.publisher.Mono;

/** Holds every HTTP request against {@link Operations}. What the table does not name does not exist. */
final class OperationAuthorization implements ReactiveAuthorizationManager<AuthorizationContext> {

    @Override
    public Mono<AuthorizationResult> authorize(Mono<Authentication> authentication, AuthorizationContext context) {
        ServerHttpRequest request = context.getExchange().getRequest();
        PathContainer path = request.getPath().pathWithinApplication();
        Operation operation =
                Operations.rest().find(request.getMethod().name(), path).orElse(null);
        if (operation == null) {
            return Mono.error(
                    Operations.rest().methods(path).isEmpty()
                            ? new TickgridException(ErrorCode.NOT_FOUND, "there is nothing at this path")
                            : new TickgridException(
                                    ErrorCode.METHOD_NOT_ALLOWED,
                                    "this path knows " + Operations.rest().methods(path) + ", was "
                                            + request.getMethod()));
        }
        if (operation.access() == Access.OPEN) {
            return Mono.just(new AuthorizationDecision(true));
        }
        return authentication
                .map(Authentication::getPrincipal)
                .ofType(Caller.class)
                .doOnNext(caller -> Operations.require(caller, operation))
                .<AuthorizationResult>map(caller -> new AuthorizationDecision(true))
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.UNAUTHENTICATED, operation.id() + " needs a bearer token or an API key")));
    }
}
