package io.tickgrid.api.rest;

import io.tickgrid.api.Operation;
import io.tickgrid.api.Operations;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.channel.AbortedException;

/**
 * Runs every request that changes something to its end although the client may have gone: WebFlux would cancel it, and a
 * change that stands in PostgreSQL has to be applied in the grid too. Reads are given up.
 */
@Component
final class CommandFilter implements WebFilter {
    private static final Logger log = LoggerFactory.getLogger(CommandFilter.class);

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!changes(request)) {
            return chain.filter(exchange);
        }
        return Mono.deferContextual(context -> {
            Sinks.Empty<Void> done = Sinks.empty();
            AtomicBoolean gone = new AtomicBoolean();
            var unused = chain.filter(exchange)
                    .contextWrite(context)
                    .subscribe(
                            nothing -> {},
                            error -> {
                                if (gone.get()) {
                                    failedUnseen(request, error);
                                }
                                done.tryEmitError(error);
                            },
                            done::tryEmitEmpty);
            return done.asMono().doOnCancel(() -> gone.set(true));
        });
    }

    private static void failedUnseen(ServerHttpRequest request, Throwable error) {
        if (!(error instanceof AbortedException)) {
            log.warn(
                    "{} {} failed after its client had gone: {}",
                    request.getMethod(),
                    request.getPath(),
                    error.toString());
        }
    }

    /** Whatever is not GET, but for reads that have a body: those need a scope to read only. */
    private static boolean changes(ServerHttpRequest request) {
        String method = request.getMethod().name();
        return !method.equals("GET")
                && !method.equals("HEAD")
                && Operations.rest()
                        .find(method, request.getPath().pathWithinApplication())
                        .map(Operation::scope)
                        .filter(scope -> !scope.endsWith(":read"))
                        .isPresent();
    }
}
