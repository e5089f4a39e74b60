package io.tickgrid.api.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The 100,000 trades of Bitstamp's BTC/USD that the artifact ta4j-examples carries, in their order. */
final class RecordedTrades {
    /** Decimal places of the sizes. */
    static final int SIZE_SCALE = 12;

    private RecordedTrades() {}

    /** One trade; its sequence is its line number. */
    record Trade(long timeNs, long sequence, double price, long sizeUnits) {}

    static List<Trade> load() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(
                        RecordedTrades.class.getResourceAsStream("/bitstamp_trades_from_20131125_usd.csv")),
                StandardCharsets.UTF_8))) {
            long[] line = {0};
            return in.lines().skip(1).map(l -> trade(l, ++line[0])).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Trade trade(String line, long sequence) {
        String[] cells = line.split(",", -1);
        return new Trade(
                TimeUnit.SECONDS.toNanos(Long.parseLong(cells[0])),
                sequence,
                Double.parseDouble(cells[1]),
                new BigDecimal(cells[2]).setScale(SIZE_SCALE).unscaledValue().longValueExact());
    }
}
