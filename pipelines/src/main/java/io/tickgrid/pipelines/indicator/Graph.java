package io.tickgrid.pipelines.indicator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of one set of indicators, inputs before readers. Asking for a node that is there already, same kernel, same inputs
 * and same constants, returns it: ATR and ADX share one true range.
 */
public final class Graph {
    private final Node previousClose = given("previous_close", 1);
    private final Node previousHigh = given("previous_high", 1);
    private final Node previousLow = given("previous_low", 1);
    private final Node open = given("open", 0);
    private final Node high = given("high", 0);
    private final Node low = given("low", 0);
    private final Node close = given("close", 0);
    private final Node volume = given("volume", 0);
    private final Map<Key, Node> known = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private record Key(Kernel kernel, List<Node> inputs, List<Double> constants) {}

    Graph() {}

    Node high() {
        return high;
    }

    Node low() {
        return low;
    }

    Node close() {
        return close;
    }

    Node volume() {
        return volume;
    }

    Node previousClose() {
        return previousClose;
    }

    Node previousHigh() {
        return previousHigh;
    }

    Node previousLow() {
        return previousLow;
    }

    /** A node that reads values of the current bar only. */
    Node add(Kernel kernel, int warmup, List<Node> inputs, double... constants) {
        return known.computeIfAbsent(key(kernel, inputs, constants), key -> {
            Node node = new Node(kernel.name(), kernel, key.inputs(), constants.clone(), warmup);
            nodes.add(node);
            return node;
        });
    }

    /** A node that also reads its first input up to {@code lookBack} bars back, from that input's ring. */
    Node addOverRing(Kernel kernel, int warmup, int lookBack, List<Node> inputs, double... constants) {
        Node source = inputs.getFirst();
        source.lookBack = Math.max(source.lookBack, lookBack);
        return add(kernel, warmup, inputs, constants);
    }

    /** Given nodes in the order in which the layout places them. */
    List<Node> givenNodes() {
        return List.of(previousClose, previousHigh, previousLow, open, high, low, close, volume);
    }

    /** Computed nodes, inputs before readers. */
    List<Node> nodes() {
        return nodes;
    }

    private static Key key(Kernel kernel, List<Node> inputs, double[] constants) {
        return new Key(
                kernel, List.copyOf(inputs), Arrays.stream(constants).boxed().toList());
    }

    private static Node given(String name, int warmup) {
        return new Node(name, null, List.of(), new double[0], warmup);
    }
}
