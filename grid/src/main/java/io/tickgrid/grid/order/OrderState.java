package io.tickgrid.grid.order;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where an order is. The moves that an order may make stand in one table; the database refuses every other one (constraint
 * {@code order_moves} of {@code order_events}), and so a move that comes again, or too late, changes nothing.
 */
public sealed interface OrderState permits OrderState.Open, OrderState.Final {

    /** Of an order that may still be filled. */
    enum Open implements OrderState {
        /** Not stored yet; no order that is read is in it. */
        NEW,
        /** In PostgreSQL, and on its way. */
        STORED,
        /** A broker is being asked, or was: stored before the call. */
        SENT,
        /** The broker has it, and nothing is filled. */
        ACKNOWLEDGED,
        /** Some of it is filled, the rest waits. */
        PARTLY_FILLED,
        /** The broker was asked and its answer is lost; it is asked by client order id until it is known. */
        UNKNOWN
    }

    /** Of an order that is over. */
    enum Final implements OrderState {
        FILLED,
        CANCELLED,
        REJECTED,
        EXPIRED
    }

    /** In SQL: all states of stored orders that are open. */
    String OPEN_SQL = "('STORED', 'SENT', 'ACKNOWLEDGED', 'PARTLY_FILLED', 'UNKNOWN')";

    /** The name, as it is stored and shown. */
    String name();

    /** What an order in a state may become, itself included where that says something new. */
    static Set<OrderState> after(OrderState state) {
        return switch (state) {
            case Final over -> Set.of();
            case Open open ->
                switch (open) {
                    case NEW -> Set.of(Open.STORED, Final.REJECTED);
                    case STORED -> and(Open.SENT, Open.ACKNOWLEDGED, Open.PARTLY_FILLED);
                    case SENT -> and(Open.ACKNOWLEDGED, Open.PARTLY_FILLED, Open.UNKNOWN);
                    case ACKNOWLEDGED, PARTLY_FILLED -> and(Open.PARTLY_FILLED, Open.UNKNOWN);
                    case UNKNOWN -> and(Open.SENT, Open.ACKNOWLEDGED, Open.PARTLY_FILLED);
                };
        };
    }

    private static Set<OrderState> and(OrderState... open) {
        return Stream.concat(Stream.of(open), EnumSet.allOf(Final.class).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    default boolean mayBecome(OrderState next) {
        return after(this).contains(next);
    }

    /** @throws IllegalArgumentException when there is no state of that name */
    static OrderState of(String name) {
        return all().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("expected an order state of " + all() + ", got " + name));
    }

    /** All of them, open ones first. */
    static List<OrderState> all() {
        return Stream.<OrderState>concat(Stream.of(Open.values()), Stream.of(Final.values()))
                .toList();
    }

    /** The table in SQL, rows of (from, to): {@code (values ('NEW', 'STORED'), …)}. */
    static String movesSql() {
        return all().stream()
                .flatMap(from -> after(from).stream()
                        .map(OrderState::name)
                        .sorted()
                        .map(to -> "('" + from.name() + "', '" + to + "')"))
                .collect(Collectors.joining(", ", "(values ", ")"));
    }

    /** For messages and tests: each state with what it may become. */
    static Map<OrderState, Set<OrderState>> moves() {
        return all().stream().collect(Collectors.toUnmodifiableMap(s -> s, OrderState::after));
    }
}
