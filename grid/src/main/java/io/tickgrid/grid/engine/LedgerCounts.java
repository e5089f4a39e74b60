package io.tickgrid.grid.engine;

/**
 * What became of the inputs of one instrument: {@code in = used + late + duplicate + dead}, always.
 *
 * @param restated those of {@code used} that changed a closed bar
 */
public record LedgerCounts(
        String instrument, long in, long used, long restated, long late, long duplicate, long dead) {}
