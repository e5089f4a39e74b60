package io.tickgrid.api.rest;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes every exception of every request as a problem. */
@Component
@Order(-10)
public final class ProblemHandler implements WebExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    private final JsonMapper json;

    ProblemHandler(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        TickgridException problem = Problems.of(error);
        String path = exchange.getRequest().getPath().value();
        if (problem.code() == ErrorCode.INTERNAL) {
            log.error(
                    "{} {} failed ({})",
                    exchange.getRequest().getMethod(),
                    path,
                    exchange.getRequest().getId(),
                    error);
        } else if (problem.code() == ErrorCode.UNAVAILABLE) {
            log.warn("{} {}: {}", exchange.getRequest().getMethod(), path, String.valueOf(problem.getCause()));
        }
        String detail = problem.getMessage() == null ? problem.code().text() : problem.getMessage();
        if (problem.code() == ErrorCode.UNAUTHENTICATED) {
            response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        response.setStatusCode(HttpStatusCode.valueOf(problem.code().httpStatus()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        byte[] body = json.writeValueAsBytes(Problem.of(problem.code(), detail, path));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
