package io.tickgrid.pipelines.candle;

import io.tickgrid.pipelines.tick.Sources;

/**
 * One candle as a summary that does not depend on the order in which its ticks came.
 *
 * <p>High, low, exact volume and the number of trades are sums and extremes. Open and close keep the place of their tick
 * in the total order (event time, source, sequence), so that a tick that comes late takes their place only where it would
 * have had it. A bar can therefore be restated from itself and the late tick, without its other ticks. Ticks of equal
 * place (those without a sequence) keep the order of arrival. Mutable; not thread-safe.
 */
public final class Bar {
    private double open;
    private double high;
    private double low;
    private double close;
    private long trades;
    private long openTimeNs;
    private long openSequence;
    private int openSource;
    private long closeTimeNs;
    private long closeSequence;
    private int closeSource;
    private final ExactSum volume = new ExactSum();

    /** Makes the bar empty. */
    public void reset() {
        open = 0;
        high = 0;
        low = 0;
        close = 0;
        trades = 0;
        openTimeNs = 0;
        openSequence = 0;
        openSource = 0;
        closeTimeNs = 0;
        closeSequence = 0;
        closeSource = 0;
        volume.reset();
    }

    /**
     * Adds a tick that the rules accept.
     *
     * @param source number of its source in {@code order}
     */
    public void add(
            long timeNs, int source, long sequence, double price, long sizeUnits, int sizeScale, Sources order) {
        if (trades == 0) {
            open = price;
            high = price;
            low = price;
            setOpen(timeNs, source, sequence, price);
            setClose(timeNs, source, sequence, price);
        } else {
            if (price > high) {
                high = price;
            }
            if (price < low) {
                low = price;
            }
            if (timeNs > closeTimeNs
                    || (timeNs == closeTimeNs && ties(source, sequence, closeSource, closeSequence, order) >= 0)) {
                setClose(timeNs, source, sequence, price);
            } else if (timeNs < openTimeNs
                    || (timeNs == openTimeNs && ties(source, sequence, openSource, openSequence, order) < 0)) {
                setOpen(timeNs, source, sequence, price);
            }
        }
        trades++;
        volume.add(sizeUnits, sizeScale);
    }

    private static int ties(int source, long sequence, int otherSource, long otherSequence, Sources order) {
        int bySource = order.compare(source, otherSource);
        return bySource != 0 ? bySource : Long.compare(sequence, otherSequence);
    }

    private void setOpen(long timeNs, int source, long sequence, double price) {
        openTimeNs = timeNs;
        openSource = source;
        openSequence = sequence;
        open = price;
    }

    private void setClose(long timeNs, int source, long sequence, double price) {
        closeTimeNs = timeNs;
        closeSource = source;
        closeSequence = sequence;
        close = price;
    }

    public boolean isEmpty() {
        return trades == 0;
    }

    public double open() {
        return open;
    }

    public double high() {
        return high;
    }

    public double low() {
        return low;
    }

    public double close() {
        return close;
    }

    /** Exact sum of the sizes, rounded once. */
    public double volume() {
        return volume.toDouble();
    }

    /** Number of ticks, those of size zero included. */
    public long trades() {
        return trades;
    }

    public void copyFrom(Bar other) {
        open = other.open;
        high = other.high;
        low = other.low;
        close = other.close;
        trades = other.trades;
        openTimeNs = other.openTimeNs;
        openSequence = other.openSequence;
        openSource = other.openSource;
        closeTimeNs = other.closeTimeNs;
        closeSequence = other.closeSequence;
        closeSource = other.closeSource;
        volume.copyFrom(other.volume);
    }

    /** Writes the bar as {@link #FIELDS} longs. */
    public void save(long[] to) {
        to[0] = Double.doubleToRawLongBits(open);
        to[1] = Double.doubleToRawLongBits(high);
        to[2] = Double.doubleToRawLongBits(low);
        to[3] = Double.doubleToRawLongBits(close);
        to[4] = trades;
        to[5] = openTimeNs;
        to[6] = openSequence;
        to[7] = openSource;
        to[8] = closeTimeNs;
        to[9] = closeSequence;
        to[10] = closeSource;
        to[11] = volume.low();
        to[12] = volume.middle();
        to[13] = volume.high();
        to[14] = volume.scale();
    }

    /** Number of longs of a saved bar. */
    public static final int FIELDS = 15;

    /** Takes over what {@link #save} wrote. */
    public void load(long[] from) {
        open = Double.longBitsToDouble(from[0]);
        high = Double.longBitsToDouble(from[1]);
        low = Double.longBitsToDouble(from[2]);
        close = Double.longBitsToDouble(from[3]);
        trades = from[4];
        openTimeNs = from[5];
        openSequence = from[6];
        openSource = (int) from[7];
        closeTimeNs = from[8];
        closeSequence = from[9];
        closeSource = (int) from[10];
        volume.restore(from[11], from[12], from[13], (int) from[14]);
    }
}
