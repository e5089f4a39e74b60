package io.tickgrid.api.rest;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What callers sent, checked or made fit to be repeated to them. */
public final class Texts {
    private static final int SHOWN = 64;
    private static final int MAX_ID = 128;

    private Texts() {}

    /** In quotes, cut to 64 characters, control characters replaced: for messages. */
    public static String quote(@Nullable String text) {
        if (text == null) {
            return "nothing";
        }
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return '"' + shown.replaceAll("\\p{C}", "?") + '"';
    }

    /** An id that a caller sent. */
    public static String id(String field, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > MAX_ID || !text.matches("[\\w.:|/@-]+")) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    field + " must be 1 to " + MAX_ID + " letters, digits and .:|/@_-, was " + quote(text));
        }
        return text;
    }

    /** As {@link #id}; absent is empty. */
    public static String optionalId(String field, @Nullable String text) {
        return text == null || text.isEmpty() ? "" : id(field, text);
    }

    /** One of a few words. */
    public static String oneOf(String field, @Nullable String text, Collection<String> allowed) {
        if (text == null || !allowed.contains(text)) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST, field + " must be one of " + allowed + ", was " + quote(text));
        }
        return text;
    }
}
