package io.tickgrid.api.rest;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a longer list.
 *
 * @param nextCursor where the next page begins; null = this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    public Page {
        items = List.copyOf(items);
    }

    /** A list that is whole. */
    public static <T> Page<T> whole(List<T> items) {
        return new Page<>(items, null);
    }

    /**
     * A page of {@code limit} rows out of up to {@code limit + 1} that were read: the one more says that there is a next.
     *
     * @param cursor of the last row shown
     */
    public static <R, T> Page<T> of(List<R> read, int limit, Function<R, T> view, Function<R, String> cursor) {
        if (read.size() <= limit) {
            return whole(read.stream().map(view).toList());
        }
        List<R> shown = read.subList(0, limit);
        return new Page<>(shown.stream().map(view).toList(), cursor.apply(shown.getLast()));
    }
}
