package io.tickgrid.api.rest;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.util.concurrent.TimeoutException;
import org.springframework.core.codec.CodecException;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What any exception means to a caller. What is unexpected says nothing of the inside. */
public final class Problems {
    static final String UNEXPECTED = "something went wrong on our side; the log has the details under the request's id";

    private Problems() {}

    /** The exception as one of ours; {@link ErrorCode#INTERNAL} when nobody foresaw it. */
    public static TickgridException of(Throwable error) {
        for (Throwable e = error; e != null && e != e.getCause(); e = e.getCause()) {
            TickgridException known = known(e);
            if (known != null) {
                return known;
            }
        }
        return new TickgridException(ErrorCode.INTERNAL, UNEXPECTED, error);
    }

    private static @org.jspecify.annotations.Nullable TickgridException known(Throwable e) {
        return switch (e) {
            case TickgridException ours -> ours;
            case DataBufferLimitException _ ->
                new TickgridException(ErrorCode.PAYLOAD_TOO_LARGE, "a body may have 64 KiB, this one has more", e);
            case WebExchangeBindException invalid ->
                new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        invalid.getFieldErrors().stream()
                                .map(f -> snakeCase(f.getField()) + " " + f.getDefaultMessage())
                                .sorted()
                                .reduce((a, b) -> a + "; " + b)
                                .orElse("the body is not valid"),
                        e);
            case MissingRequestValueException missing ->
                new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        "expected " + missing.getLabel() + " " + missing.getName() + ", got nothing",
                        e);
            case ServerWebInputException input -> input(input);
            case DecodingException decoding -> body(decoding);
            case AuthenticationException _ ->
                new TickgridException(ErrorCode.UNAUTHENTICATED, "a bearer token or an API key is needed", e);
            case AccessDeniedException _ -> new TickgridException(ErrorCode.FORBIDDEN, "this is not allowed", e);
            case ErrorResponse response -> status(response, e);
            case io.r2dbc.spi.R2dbcTransientResourceException _ -> unavailable(e);
            case io.r2dbc.spi.R2dbcNonTransientResourceException _ -> unavailable(e);
            case com.hazelcast.splitbrainprotection.SplitBrainProtectionException _ ->
                new TickgridException(
                        ErrorCode.UNAVAILABLE,
                        "this part of the cluster has no majority of its members and handles no money; try again",
                        e);
            case TimeoutException _ -> unavailable(e);
            default -> null;
        };
    }

    private static TickgridException unavailable(Throwable e) {
        return new TickgridException(ErrorCode.UNAVAILABLE, "a part of the platform does not answer; try again", e);
    }

    private static @org.jspecify.annotations.Nullable TickgridException input(ServerWebInputException e) {
        if (e.getCause() instanceof CodecException || e.getCause() instanceof DataBufferLimitException) {
            return null; // the cause says more
        }
        if (e.getMethodParameter() != null
                && e.getCause() instanceof org.springframework.beans.TypeMismatchException t) {
            String name = t.getPropertyName() == null ? "a parameter" : t.getPropertyName();
            return new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    name + " must be " + what(t) + ", was " + Texts.quote(String.valueOf(t.getValue())),
                    e);
        }
        String reason = e.getReason() == null ? "the request is not valid" : e.getReason();
        return new TickgridException(ErrorCode.INVALID_REQUEST, reason.toLowerCase(java.util.Locale.ROOT), e);
    }

    private static String what(org.springframework.beans.TypeMismatchException t) {
        return t.getRequiredType() == boolean.class || t.getRequiredType() == Boolean.class
                ? "true or false"
                : "a number";
    }

    private static TickgridException body(DecodingException e) {
        String detail = switch (e.getCause()) {
            case UnrecognizedPropertyException u ->
                "unknown field " + Texts.quote(u.getPropertyName()) + "; expected one of "
                        + (u.getKnownPropertyIds() == null
                                ? "none"
                                : u.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .toList());
            case DatabindException d
            when !d.getPath().isEmpty() ->
                "field " + Texts.quote(d.getPath().getLast().getPropertyName()) + " has a value of another type";
            case null, default -> "expected a JSON object, got something that cannot be read as one";
        };
        return new TickgridException(ErrorCode.INVALID_REQUEST, detail, e);
    }

    private static TickgridException status(ErrorResponse response, Throwable e) {
        int status = response.getStatusCode().value();
        return switch (status) {
            case 401 -> new TickgridException(ErrorCode.UNAUTHENTICATED, "a bearer token or an API key is needed", e);
            case 403 -> new TickgridException(ErrorCode.FORBIDDEN, "this is not allowed", e);
            case 404 -> new TickgridException(ErrorCode.NOT_FOUND, "there is nothing at this path", e);
            case 405 -> new TickgridException(ErrorCode.METHOD_NOT_ALLOWED, "this path does not know the method", e);
            case 406 -> new TickgridException(ErrorCode.NOT_ACCEPTABLE, "expected Accept: application/json", e);
            case 413 ->
                new TickgridException(ErrorCode.PAYLOAD_TOO_LARGE, "a body may have 64 KiB, this one has more", e);
            case 415 ->
                new TickgridException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "expected Content-Type: application/json", e);
            case 503 -> unavailable(e);
            default ->
                status >= 400 && status < 500
                        ? new TickgridException(ErrorCode.INVALID_REQUEST, "the request is not valid", e)
                        : new TickgridException(ErrorCode.INTERNAL, UNEXPECTED, e);
        };
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
    }
}
