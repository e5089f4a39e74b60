package io.tickgrid.pipelines.engine;

/** Saved engine state that this engine cannot take over: another version, layout or instrument, or damaged bytes. */
public final class StateMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StateMismatchException(String what, Object expected, Object found) {
        super("engine state: expected " + what + " " + expected + ", found " + found);
    }

    StateMismatchException(String instrument, StateMismatchException cause) {
        super(cause.getMessage() + " for " + instrument + "; start the build and the options that wrote it");
        setStackTrace(cause.getStackTrace());
    }
}
