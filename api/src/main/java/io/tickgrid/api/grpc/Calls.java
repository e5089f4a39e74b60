package io.tickgrid.api.grpc;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The way from a reactive answer to a gRPC call, and small conversions of requests. */
final class Calls {
    /** Who calls; absent in open operations. Set by {@link CallGuard}. */
    static final Context.Key<Caller> CALLER = Context.key("caller");

    private Calls() {}

    /** @throws TickgridException unauthenticated, in an open operation without credentials */
    static Caller caller() {
        Caller caller = CALLER.get();
        if (caller == null) {
            throw new TickgridException(ErrorCode.UNAUTHENTICATED, "a bearer token or an API key is needed");
        }
        return caller;
    }

    /** Answers a read; given up when the client cancels or its deadline passes. */
    static <V, T> void read(
            Message request, Supplier<Mono<V>> answer, Function<V, T> message, StreamObserver<T> observer) {
        Disposable.Swap running = reactor.core.Disposables.swap();
        if (observer instanceof ServerCallStreamObserver<T> call) {
            call.setOnCancelHandler(running::dispose);
        }
        running.update(run(request, answer, message, observer));
    }

    /**
     * Answers a command. It runs to its end although the client may have gone: a change that stands in PostgreSQL has to
     * be applied in the grid too.
     */
    static <V, T> void command(
            Message request, Supplier<Mono<V>> answer, Function<V, T> message, StreamObserver<T> observer) {
        if (observer instanceof ServerCallStreamObserver<T> call) {
            call.setOnCancelHandler(() -> {}); // without a handler an answer to a cancelled call would throw
        }
        var unused = run(request, answer, message, observer);
    }

    /** Begins a stream; what is wrong with the request goes to the client. */
    static void stream(StreamObserver<?> observer, Runnable start) {
        try {
            start.run();
        } catch (TickgridException e) {
            observer.onError(GrpcErrors.of(e, null));
        }
    }

    private static <V, T> Disposable run(
            Message request, Supplier<Mono<V>> answer, Function<V, T> message, StreamObserver<T> observer) {
        // The context of the call is a thread's own: the caller is read before the first hop.
        return Mono.defer(answer)
                .map(message)
                .subscribe(
                        value -> {
                            observer.onNext(value);
                            observer.onCompleted();
                        },
                        error -> observer.onError(GrpcErrors.of(error, request)));
    }

    /** Proto3 has no null: an empty text is an absent one. */
    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Sets a field that may be absent. */
    static <V> void ifPresent(@Nullable V value, Function<V, ?> setter) {
        if (value != null) {
            var unused = setter.apply(value);
        }
    }

    static PageRequest page(String cursor, int limit) {
        return PageRequest.of(cursor, limit == 0 ? null : limit);
    }

    /** Without the values that are absent. */
    static Map<String, Double> present(Map<String, @Nullable Double> values) {
        Map<String, Double> present = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach((name, value) -> {
            if (value != null) {
                present.put(name, value);
            }
        });
        return present;
    }
}
