package io.tickgrid.api.rest;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import org.jspecify.annotations.Nullable;

/**
 * Which page a caller asks for.
 *
 * @param cursor null = the first
 * @param limit rows at most, 1 to {@link #MAX_LIMIT}
 */
public record PageRequest(@Nullable String cursor, int limit) {
    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 500;

    public PageRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST, "limit must be in [1, " + MAX_LIMIT + "], was " + limit);
        }
    }

    /** @param limit null = {@link #DEFAULT_LIMIT} */
    public static PageRequest of(@Nullable String cursor, @Nullable Integer limit) {
        return new PageRequest(
                cursor == null || cursor.isEmpty() ? null : cursor, limit == null ? DEFAULT_LIMIT : limit);
    }

    /** What the cursor holds, or {@code first} for the first page. */
    public long number(String list, long first) {
        return cursor == null
                ? first
                : Cursors.number(Cursors.decode(list, cursor, 1).getFirst());
    }
}
