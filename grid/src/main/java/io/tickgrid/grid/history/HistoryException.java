package io.tickgrid.grid.history;

/** Work on history that cannot go on; the message is one line for people. What was done before it stays done. */
public final class HistoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HistoryException(String message) {
        super(message);
    }

    HistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
