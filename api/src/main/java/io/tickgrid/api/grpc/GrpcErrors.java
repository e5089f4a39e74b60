package io.tickgrid.api.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.tickgrid.api.rest.Problems;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What any exception means to a gRPC client: status, message, {@code google.rpc.ErrorInfo} with the code and, where a field
 * of the request is wrong, {@code google.rpc.BadRequest}.
 */
final class GrpcErrors {
    static final String DOMAIN = "tickgrid.io";

    private static final Logger log = LoggerFactory.getLogger(GrpcErrors.class);

    private GrpcErrors() {}

    static StatusRuntimeException of(Throwable error, @Nullable Message request) {
        if (error instanceof StatusRuntimeException known) {
            return known;
        }
        TickgridException problem = Problems.of(error);
        if (problem.code() == ErrorCode.INTERNAL) {
            log.error("a call failed", error);
        }
        String message = problem.getMessage() == null ? problem.code().text() : problem.getMessage();
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(code(problem.code()).value())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(problem.code().name())
                        .setDomain(DOMAIN)
                        .putMetadata("number", Integer.toString(problem.code().number()))
                        .putMetadata(
                                "retryable", Boolean.toString(problem.code().retryable()))
                        .build()));
        String field = field(message, request);
        if (field != null) {
            status.addDetails(Any.pack(BadRequest.newBuilder()
                    .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField(field)
                            .setDescription(message))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** Messages about a field begin with its name. */
    private static @Nullable String field(String message, @Nullable Message request) {
        if (request == null) {
            return null;
        }
        int blank = message.indexOf(' ');
        String word = (blank < 0 ? message : message.substring(0, blank)).replace('-', '_');
        return request.getDescriptorForType().getFields().stream()
                .map(f -> f.getName())
                .filter(word::equalsIgnoreCase)
                .findFirst()
                .orElse(null);
    }

    static Status.Code code(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, INVALID_CURSOR, IDEMPOTENCY_KEY_REQUIRED, SQL_REFUSED -> Status.Code.INVALID_ARGUMENT;
            case INVALID_SYMBOL, NOT_FOUND -> Status.Code.NOT_FOUND;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
            case SQL_TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
            case SLOW_CONSUMER, TOO_MANY_REQUESTS, PAYLOAD_TOO_LARGE -> Status.Code.RESOURCE_EXHAUSTED;
            case RESYNC_REQUIRED -> Status.Code.OUT_OF_RANGE;
            case METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE -> Status.Code.UNIMPLEMENTED;
            case MALFORMED,
                    NON_FINITE_PRICE,
                    NON_POSITIVE_PRICE,
                    NEGATIVE_SIZE,
                    IMPOSSIBLE_TIME,
                    UNKNOWN_INSTRUMENT,
                    INACTIVE_INSTRUMENT,
                    PRICE_BAND,
                    LATE,
                    CROSSED_QUOTE,
                    ONE_SIDED_QUOTE -> Status.Code.INVALID_ARGUMENT;
            case CONFLICT,
                    LINK_INACTIVE,
                    NOT_ENTITLED,
                    SYMBOL_BLOCKED,
                    BELOW_MINIMUM,
                    NOTHING_TO_DO,
                    ACCOUNT_INACTIVE,
                    INSUFFICIENT_BALANCE,
                    MAX_QUANTITY,
                    MAX_COST,
                    MAX_POSITION,
                    KILL_SWITCH,
                    INVALID_QUANTITY,
                    AMOUNT_OUT_OF_RANGE,
                    INVALID_PRICE,
                    NOTHING_TO_REDUCE,
                    ORDER_CANCELLED,
                    ORDER_EXPIRED,
                    NOT_FILLABLE,
                    OTHER_EXIT_FILLED,
                    ENTRY_ENDED,
                    SLIPPAGE,
                    MAX_OPEN_TRADES,
                    STOP_REQUIRED,
                    WAITING_FOR_PRICE,
                    STOP_COPY,
                    MARKET_CLOSED,
                    MAX_EXPOSURE,
                    DAILY_LOSS,
                    DRAWDOWN_STOP,
                    MAX_LEVERAGE,
                    ORDER_PRICE_BAND,
                    ORDER_RATE,
                    BROKER_REJECTED,
                    ORDER_UNSUPPORTED -> Status.Code.FAILED_PRECONDITION;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }
}
