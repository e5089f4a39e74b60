package io.tickgrid.grid.tick;

/**
 * How far a replay of recorded or simulated prices is.
 *
 * @param kind recorded or simulated
 * @param position ticks sent of this loop
 * @param loops how often it has begun anew; each loop is shifted by whole days
 * @param speed event time per wall time
 */
public record FeedStatus(
        String instrument,
        String kind,
        String description,
        long position,
        long total,
        long loops,
        double speed,
        long eventTimeMs) {}
