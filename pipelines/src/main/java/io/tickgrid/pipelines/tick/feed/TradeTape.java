package io.tickgrid.pipelines.tick.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Recorded trades in memory: 100,000 of Bitstamp's BTC/USD from 25 November 2013, as the artifact
 * {@code org.ta4j:ta4j-examples} carries them (MIT): seconds since the epoch, price, size; a trade's sequence is its
 * line number.
 */
public final class TradeTape {
    /** Whose trades they are. */
    public static final String INSTRUMENT = "BITSTAMP:BTC/USD";

    /** Decimal places of the sizes. */
    public static final int SIZE_SCALE = 12;

    private static final String RESOURCE = "/bitstamp_trades_from_20131125_usd.csv";

    final long[] timeNs;
    final double[] price;
    final long[] sizeUnits;

    private TradeTape(long[] timeNs, double[] price, long[] sizeUnits) {
        this.timeNs = timeNs;
        this.price = price;
        this.sizeUnits = sizeUnits;
    }

    /** Reads the tape from the class path. */
    public static TradeTape load() {
        try (InputStream in = TradeTape.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the recorded trades " + RESOURCE + " are not on the class path");
            }
            return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TradeTape read(BufferedReader in) throws IOException {
        long[] time = new long[1024];
        double[] price = new double[1024];
        long[] size = new long[1024];
        int n = 0;
        in.readLine();
        for (String line; (line = in.readLine()) != null; n++) {
            if (n == time.length) {
                time = Arrays.copyOf(time, n * 2);
                price = Arrays.copyOf(price, n * 2);
                size = Arrays.copyOf(size, n * 2);
            }
            String[] cells = line.split(",", -1);
            time[n] = TimeUnit.SECONDS.toNanos(Long.parseLong(cells[0]));
            price[n] = Double.parseDouble(cells[1]);
            size[n] = new BigDecimal(cells[2])
                    .setScale(SIZE_SCALE)
                    .unscaledValue()
                    .longValueExact();
        }
        return new TradeTape(Arrays.copyOf(time, n), Arrays.copyOf(price, n), Arrays.copyOf(size, n));
    }

    /** Price of a trade in [0, size). */
    public double price(int index) {
        return price[index];
    }

    /** Size of a trade in [0, size), in units of 10^-12. */
    public long sizeUnits(int index) {
        return sizeUnits[index];
    }

    /** Number of trades. */
    public int size() {
        return timeNs.length;
    }

    /** Event time of a trade, nanoseconds since the epoch; counting on through further loops of whole days. */
    public long timeNs(long index) {
        return timeNs[Math.toIntExact(index % size())] + index / size() * loopNs();
    }

    /** By how much each loop is later than the one before: the length of the tape, in whole days. */
    public long loopNs() {
        long dayNs = TimeUnit.DAYS.toNanos(1);
        return ((timeNs[size() - 1] - timeNs[0]) / dayNs + 1) * dayNs;
    }
}
