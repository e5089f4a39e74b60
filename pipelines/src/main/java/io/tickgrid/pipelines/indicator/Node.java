package io.tickgrid.pipelines.indicator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One double of the graph, computed once a bar. Equal nodes are the same object ({@link Graph} interns them).
 * A node without a kernel is given: a column of the bar, or of the bar before it.
 */
public final class Node {
    final String name;
    final @Nullable Kernel kernel;
    final List<Node> inputs;
    final double[] constants;
    /** Number of the first bar with a finite value. */
    final int warmup;
    /** How many bars back readers of this node's ring look; 0 = no ring. */
    int lookBack;
    /** Offset of the value in the state; set when the layout is made. */
    int slot;

    Node(String name, @Nullable Kernel kernel, List<Node> inputs, double[] constants, int warmup) {
        this.name = name;
        this.kernel = kernel;
        this.inputs = inputs;
        this.constants = constants;
        this.warmup = warmup;
    }
}
