package io.tickgrid.pipelines.broker;

/** A broker gave no answer to a question that changes nothing; the same question may be asked again. */
public final class BrokerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
