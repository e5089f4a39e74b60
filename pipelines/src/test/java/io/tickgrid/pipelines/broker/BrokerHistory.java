package io.tickgrid.pipelines.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What a broker really did: a file of its own, of which nothing is ever changed and nothing of the platform is written. */
final class BrokerHistory {
    private final Path file;

    BrokerHistory() {
        try {
            file = Files.createTempFile("broker-history", ".tsv");
            file.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An order that it took. */
    record Order(
            String brokerOrderId,
            String clientOrderId,
            String accountId,
            String instrument,
            boolean buy,
            BigDecimal quantity) {}

    /** A fill that it made. */
    record Filled(String brokerOrderId, Execution execution) {}

    /** How an order of it ended. */
    record Ended(String brokerOrderId, OrderReport.Status status) {}

    void add(Order o) {
        line(
                "order",
                o.brokerOrderId,
                o.clientOrderId,
                o.accountId,
                o.instrument,
                String.valueOf(o.buy),
                o.quantity.toPlainString());
    }

    void add(Filled f) {
        Execution e = f.execution;
        line(
                "fill",
                f.brokerOrderId,
                e.executionId(),
                e.quantity().toPlainString(),
                e.price().toPlainString(),
                e.fee().toPlainString(),
                String.valueOf(e.timeNs()));
    }

    void add(Ended e) {
        line("end", e.brokerOrderId, e.status.name());
    }

    private void line(String... columns) {
        try {
            Files.writeString(file, String.join("\t", columns) + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String[]> lines(String kind) {
        try {
            return Files.readAllLines(file).stream()
                    .map(l -> l.split("\t", -1))
                    .filter(c -> c[0].equals(kind))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Order> orders() {
        List<Order> all = new ArrayList<>();
        for (String[] c : lines("order")) {
            all.add(new Order(c[1], c[2], c[3], c[4], Boolean.parseBoolean(c[5]), new BigDecimal(c[6])));
        }
        return all;
    }

    List<Filled> fills() {
        List<Filled> all = new ArrayList<>();
        for (String[] c : lines("fill")) {
            all.add(new Filled(
                    c[1],
                    new Execution(
                            c[2],
                            new BigDecimal(c[3]),
                            new BigDecimal(c[4]),
                            new BigDecimal(c[5]),
                            Long.parseLong(c[6]))));
        }
        return all;
    }

    List<Ended> ends() {
        return lines("end").stream()
                .map(c -> new Ended(c[1], OrderReport.Status.valueOf(c[2])))
                .toList();
    }
}
