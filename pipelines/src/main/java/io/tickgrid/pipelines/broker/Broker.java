package io.tickgrid.pipelines.broker;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker outside. Calls wait for the answer, each within a time limit of the adapter's; they come from several threads at
 * once, one at a time for an account. A call that fails in whatever way where nobody can tell whether the broker has acted is
 * answered with Unknown, never with a guess. Questions that change nothing
 * and have no Unknown throw {@link BrokerUnavailableException} instead. What the profile does not declare throws UnsupportedOperationException. Each
 * adapter passes the contract test.
 */
public interface Broker extends AutoCloseable {
    BrokerProfile profile();

    /** Logs in, or makes sure that it is; whatever the keys are, the adapter has them. */
    void authenticate();

    /** Cash by currency. */
    Map<String, BigDecimal> balances(String accountId);

    /** Signed quantity by our id of the instrument; those without are left out. */
    Map<String, BigDecimal> positions(String accountId);

    /** Sends an order, once: a repetition is the caller's. */
    PlaceReply place(BrokerOrder order);

    /** Asks for the end of an order; doing so again is safe. */
    ChangeReply cancel(OrderRef order);

    /** Changes a working order, with {@link Capability#AMEND}. */
    ChangeReply replace(OrderRef order, BigDecimal quantity, @Nullable BigDecimal limit);

    /** The order by the broker's id where there is one, else by client id: with {@link ClientIds#NONE} that is never known. */
    StatusReply status(OrderRef order);

    /**
     * Tells of executions as they come, with {@link Capability#STREAMING}; what is lost, twice or late does no harm.
     *
     * @param listener called on a thread of the adapter's; it does not block
     */
    void stream(Consumer<OrderReport> listener);

    /** How many of so many orders it would take now; those beyond would be answered with NotSent. */
    default int room(int wanted) {
        return wanted;
    }

    @Override
    void close();
}
