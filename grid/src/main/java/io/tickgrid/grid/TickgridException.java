package io.tickgrid.grid;

/** The one exception of the boundaries: a code and a message that says what was expected and what came. */
public final class TickgridException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public TickgridException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public TickgridException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
