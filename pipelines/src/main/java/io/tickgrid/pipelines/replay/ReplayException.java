package io.tickgrid.pipelines.replay;

import org.jspecify.annotations.Nullable;

/** A replay cannot be done or finished; the message says what was expected and what was found. No output was changed. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplayException(String message) {
        super(message);
    }

    ReplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
