package io.tickgrid.api.local;

/** The platform cannot start; the message says in one line what was expected and what is there. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
