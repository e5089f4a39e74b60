package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.Bar;

/** A closed bar that a late tick may still change: what was published of it, and the indicators' scalars before it. */
final class ClosedBar {
    final Bar bar = new Bar();
    final double[] scalarsBefore;
    final double[] row;
    long openNs;
    int candleRevision;
    int rowRevision;

    ClosedBar(int scalars, int columns) {
        scalarsBefore = new double[scalars];
        row = new double[columns];
    }
}
