package io.tickgrid.pipelines.indicator;

/** A request, a parameter or a header that the library refuses; the message says what was expected and what came. */
public final class IndicatorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    IndicatorException(String message) {
        super(message);
    }
}
