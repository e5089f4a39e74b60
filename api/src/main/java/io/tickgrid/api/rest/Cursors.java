package io.tickgrid.api.rest;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Cursors of lists: opaque to callers, base64url of the list's name and the place in it. */
public final class Cursors {
    private static final String SEPARATOR = "\u001f";
    private static final int MAX_LENGTH = 512;

    private Cursors() {}

    /** @param parts the place, texts without control characters */
    public static String encode(String list, Object... parts) {
        StringBuilder text = new StringBuilder(list);
        for (Object part : parts) {
            text.append(SEPARATOR).append(part);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The parts of a cursor of that list.
     *
     * @throws TickgridException invalid_cursor, when it is no cursor, one of another list or has another number of parts
     */
    public static List<String> decode(String list, String cursor, int parts) {
        if (cursor.length() > MAX_LENGTH) {
            throw invalid(null);
        }
        String text;
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalid(e);
        }
        List<String> all = List.of(text.split(SEPARATOR, -1));
        if (!all.getFirst().equals(list) || all.size() != parts + 1) {
            throw invalid(null);
        }
        return all.subList(1, all.size());
    }

    /** A number within a cursor. */
    public static long number(String part) {
        try {
            return Long.parseLong(part);
        } catch (NumberFormatException e) {
            throw invalid(e);
        }
    }

    static TickgridException invalid(@org.jspecify.annotations.Nullable Throwable cause) {
        String message = "expected a next_cursor of this list, got something else";
        return cause == null
                ? new TickgridException(ErrorCode.INVALID_CURSOR, message)
                : new TickgridException(ErrorCode.INVALID_CURSOR, message, cause);
    }
}
