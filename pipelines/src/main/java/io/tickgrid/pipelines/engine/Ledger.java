package io.tickgrid.pipelines.engine;

/**
 * What became of every tick that came in: {@code in = used + late + duplicate + dead}, always.
 *
 * @param in ticks that came
 * @param used ticks in candles, restating ones included
 * @param restated used ticks that changed a closed bar of at least one frame
 * @param late ticks refused as older than the allowed lateness
 * @param duplicate ticks whose source and sequence were used before
 * @param dead every other refused tick, malformed ones included
 */
public record Ledger(long in, long used, long restated, long late, long duplicate, long dead) {
    /** Nothing came yet. */
    public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0, 0);

    public Ledger {
        if (in < 0 || used < 0 || restated < 0 || late < 0 || duplicate < 0 || dead < 0) {
            throw new IllegalArgumentException("ledger counts must not be negative, were in " + in + ", used " + used
                    + ", restated " + restated + ", late " + late + ", duplicate " + duplicate + ", dead " + dead);
        }
        if (in != used + late + duplicate + dead || restated > used) {
            throw new IllegalArgumentException("ledger must balance as in = used + late + duplicate + dead, was " + in
                    + " = " + used + " + " + late + " + " + duplicate + " + " + dead + ", restated " + restated);
        }
    }

    /** The sum of two ledgers. */
    public Ledger plus(Ledger other) {
        return new Ledger(
                in + other.in,
                used + other.used,
                restated + other.restated,
                late + other.late,
                duplicate + other.duplicate,
                dead + other.dead);
    }
}
