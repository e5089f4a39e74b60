package io.tickgrid.pipelines.indicator;

/**
 * The arithmetic of one kind of node: a static method without fields or allocation, and how the interpreted walk calls it.
 *
 * <p>A kernel's method takes {@code (double[] s, int at, int bar, inputs…, int ringAt, int mask, constants…)} and leaves out
 * what it does not use: {@code at} = index of the node's own scalars, of which the first is the node's value (it still holds
 * the value of the bar before, the walk stores what the method returns), {@code bar} = 0-based number of the bar,
 * {@code ringAt} and {@code mask} = the ring of its first input, in which bar b stands at {@code ringAt + (b & mask)}.
 * The ring does not hold the current bar yet: it is passed as the input, so that a forming bar need not touch a ring.
 *
 * <p>Names are part of the layout's hash: a kernel whose arithmetic changes gets a new name.
 *
 * @param name class and method, {@code Ema.step}
 * @param scalars doubles that the node keeps, its value included
 * @param walk the call of the interpreted walk
 */
record Kernel(String name, int scalars, Walk walk) {
    Kernel {
        if (scalars < 1) {
            throw new IllegalArgumentException(name + " must keep at least its value, kept " + scalars);
        }
    }

    /** Reads the inputs of a node from the state and calls its kernel. */
    @FunctionalInterface
    interface Walk {
        double step(double[] s, int base, int bar, Step n);
    }
}
