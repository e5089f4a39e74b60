package io.tickgrid.pipelines.broker;

/** Names a broker in the table {@link Brokers}, in {@code accounts.broker}, in metrics and settings: {@code paper}. */
public record BrokerId(String text) {
    public BrokerId {
        if (!text.matches("[a-z][a-z0-9-]{0,31}")) {
            throw new IllegalArgumentException(
                    "expected a broker's name of up to 32 small letters, digits and dashes, got '" + text + "'");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
