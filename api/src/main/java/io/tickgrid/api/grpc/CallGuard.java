package io.tickgrid.api.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.tickgrid.api.Operation;
import io.tickgrid.api.Operation.Access;
import io.tickgrid.api.Operation.Surface;
import io.tickgrid.api.Operations;
import io.tickgrid.api.identity.Authenticator;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Holds every call against {@link Operations}: what the table does not name is refused before a message is read. */
@Component
@GlobalServerInterceptor
@Order(0)
final class CallGuard implements ServerInterceptor {
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> API_KEY = Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    private final Authenticator authenticator;

    CallGuard(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        Operation operation = Operations.find(Surface.GRPC, method).orElse(null);
        if (operation == null) {
            refuse(call, new TickgridException(ErrorCode.FORBIDDEN, "the table of operations has no " + method));
            return new ServerCall.Listener<>() {};
        }
        if (operation.access() == Access.OPEN) {
            return next.startCall(call, headers);
        }
        // An API key is looked up in PostgreSQL: the call begins when the answer is there, and holds no thread until
        // then.
        LateListener<Q> listener = new LateListener<>();
        Context context = Context.current();
        Mono<Caller> caller = authenticator
                .headers(headers.get(AUTHORIZATION), headers.get(API_KEY))
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.UNAUTHENTICATED, operation.id() + " needs a bearer token or an API key")))
                .doOnNext(c -> Operations.require(c, operation));
        listener.onCancelBefore(caller.subscribe(
                known -> listener.begin(
                        () -> Contexts.interceptCall(context.withValue(Calls.CALLER, known), call, headers, next)),
                error -> refuse(call, error)));
        return listener;
    }

    private static void refuse(ServerCall<?, ?> call, Throwable error) {
        StatusRuntimeException status = GrpcErrors.of(error, null);
        Metadata trailers = status.getTrailers();
        call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }
}
