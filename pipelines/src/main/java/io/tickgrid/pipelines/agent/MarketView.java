package io.tickgrid.pipelines.agent;

/**
 * One bar of one (instrument, frame) with its indicator values, as agents and the signal rule see it.
 *
 * <p>A mutable flyweight owned by the engine: valid only during the call it is handed to, never to be kept. Prices are
 * in quote currency, volume in base units.
 */
public interface MarketView {
    double open();

    double high();

    double low();

    double close();

    double volume();

    /** Number of bars committed up to and including this one, from 1. */
    long barCount();

    /**
     * Value of an indicator column at this bar; NaN while it is cold.
     *
     * @param column index of the column in the indicator set that the view was made for
     */
    double value(int column);
}
