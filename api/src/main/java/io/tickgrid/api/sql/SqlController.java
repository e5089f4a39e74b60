package io.tickgrid.api.sql;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/sql")
class SqlController {
    private final SqlQueries queries;

    SqlController(SqlQueries queries) {
        this.queries = queries;
    }

    record SqlRequest(@Nullable String sql) {}

    @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<SqlAnswer> query(@AuthenticationPrincipal Caller caller, @RequestBody SqlRequest request) {
        return answer(caller, request);
    }

    /** The same as CSV, with a header row; whether rows were cut is in the JSON form only. */
    @PostMapping(produces = "text/csv;charset=UTF-8")
    Mono<String> csv(@AuthenticationPrincipal Caller caller, @RequestBody SqlRequest request) {
        return answer(caller, request).map(SqlCsv::write);
    }

    private Mono<SqlAnswer> answer(Caller caller, SqlRequest request) {
        return request.sql() == null
                ? Mono.error(new TickgridException(ErrorCode.INVALID_REQUEST, "sql must be a text, got nothing"))
                : queries.query(caller, request.sql());
    }
}
