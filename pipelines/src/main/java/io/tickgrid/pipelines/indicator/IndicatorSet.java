package io.tickgrid.pipelines.indicator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of indicators compiled into one node graph over a flat {@code double[]} state of one (instrument, frame).
 *
 * <p>Layout, from the base index {@code at}: {@code [bar count, previous close, previous high, previous low, open, high, low,
 * close, volume | scalars of nodes | rings]}. There is nothing mutable outside it, so saving, loading and forking are copies,
 * and one set serves any number of states and threads (one thread a state at a time).
 *
 * <p>Undo: copy the first {@link #scalarCount()} doubles, update up to {@code undoBars} times, copy them back, and go on with
 * other bars: the outputs equal those of a straight run bit for bit. Rings hold a power of two of bars strictly greater than
 * look-back + undoBars, so a slot overwritten by an undone bar is written again before anything reads it.
 *
 * <p>Inputs must be finite, prices and volumes below 1e150 in magnitude, at most 2^31 - 1 bars a state; the caller checks, nothing
 * here does. No method that takes a state allocates.
 */
public final class IndicatorSet {
    private static final int PREVIOUS_CLOSE = 1;
    private static final int PREVIOUS_HIGH = 2;
    private static final int PREVIOUS_LOW = 3;
    private static final int OPEN = 4;
    private static final int HIGH = 5;
    private static final int LOW = 6;
    private static final int CLOSE = 7;
    private static final int VOLUME = 8;
    private static final String LAYOUT_VERSION = "tickgrid-indicators-1";

    private final List<IndicatorRequest> requests;
    private final Step[] steps;
    private final CompiledWalk.@Nullable Program program;
    private final int[] ringSources;
    private final int[] ringOffsets;
    private final int[] ringMasks;
    private final int[] outputSlots;
    private final int[] outputWarmups;
    private final int scalarCount;
    private final int stateSize;
    private final int undoBars;
    private final long layoutHash;
    private final List<OutputColumn> columns;
    private final Map<String, Integer> indexes;

    private IndicatorSet(
            List<IndicatorRequest> requests,
            Graph graph,
            List<Node> outputs,
            List<OutputColumn> columns,
            int undoBars,
            boolean compiled) {
        this.requests = List.copyOf(requests);
        int next = PREVIOUS_CLOSE;
        for (Node node : graph.givenNodes()) {
            node.slot = next++;
        }
        for (Node node : graph.nodes()) {
            node.slot = next;
            next += kernel(node).scalars();
        }
        scalarCount = next;

        List<Node> ringed = new ArrayList<>(graph.givenNodes());
        ringed.addAll(graph.nodes());
        ringed.removeIf(node -> node.lookBack == 0);
        ringSources = ringed.stream().mapToInt(node -> node.slot).toArray();
        ringOffsets = new int[ringed.size()];
        ringMasks = new int[ringed.size()];
        Map<Node, Integer> ringOf = new HashMap<>();
        for (int i = 0; i < ringOffsets.length; i++) {
            Node node = ringed.get(i);
            int capacity = Integer.highestOneBit(Math.addExact(node.lookBack, undoBars)) << 1;
            ringOffsets[i] = next;
            ringMasks[i] = capacity - 1;
            next = Math.addExact(next, capacity);
            ringOf.put(node, i);
        }
        stateSize = next;

        List<CompiledWalk.Placed> placed = graph.nodes().stream()
                .map(node -> {
                    Integer ring = node.inputs.isEmpty() ? null : ringOf.get(node.inputs.getFirst());
                    return ring == null
                            ? new CompiledWalk.Placed(node, -1, 0)
                            : new CompiledWalk.Placed(node, ringOffsets[ring], ringMasks[ring]);
                })
                .toList();
        steps = placed.stream()
                .map(p -> new Step(kernel(p.node()), p.node(), p.ringAt(), p.mask()))
                .toArray(Step[]::new);
        program = compiled
                ? CompiledWalk.compile(
                        placed,
                        IntStream.range(0, ringSources.length)
                                .mapToObj(i -> new CompiledWalk.Ring(ringSources[i], ringOffsets[i], ringMasks[i]))
                                .toList())
                : null;
        outputSlots = outputs.stream().mapToInt(node -> node.slot).toArray();
        outputWarmups = columns.stream().mapToInt(OutputColumn::warmup).toArray();
        this.columns = List.copyOf(columns);
        indexes = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            indexes.put(columns.get(i).column(), i);
        }
        this.undoBars = undoBars;
        layoutHash = hash(graph);
    }

    /**
     * Compiles a set.
     *
     * @param requests in the order of the columns; each once
     * @param undoBars how many updates an owner may take back, 0 or more
     * @throws IndicatorException when a request stands twice or undoBars is not in [0, 4096]
     */
    public static IndicatorSet of(List<IndicatorRequest> requests, int undoBars) {
        return of(requests, undoBars, true);
    }

    /** The same set as an interpreted walk over the graph: slower, the oracle of the compiled one. */
    static IndicatorSet interpreted(List<IndicatorRequest> requests, int undoBars) {
        return of(requests, undoBars, false);
    }

    private static IndicatorSet of(List<IndicatorRequest> requests, int undoBars, boolean compiled) {
        if (undoBars < 0 || undoBars > 4096) {
            throw new IndicatorException("undoBars must be in [0, 4096], was " + undoBars);
        }
        Graph graph = new Graph();
        List<Node> outputs = new ArrayList<>();
        List<OutputColumn> columns = new ArrayList<>();
        for (IndicatorRequest request : requests) {
            IndicatorSpec spec = Indicators.byId(request.id());
            Params params = spec.params(request.params());
            Node[] nodes = spec.recipe().build(graph, params);
            for (int i = 0; i < nodes.length; i++) {
                OutputSpec output = spec.outputs().get(i);
                String column = spec.column(params, output);
                if (columns.stream().anyMatch(c -> c.column().equals(column))) {
                    throw new IndicatorException("a set must ask for each indicator once, was twice " + request.text());
                }
                outputs.add(nodes[i]);
                columns.add(new OutputColumn(
                        column, request.text(), output.name(), output.warmupOf().applyAsInt(params)));
            }
        }
        return new IndicatorSet(requests, graph, outputs, columns, undoBars, compiled);
    }

    /** The same set, made for another number of updates that an owner may take back. */
    public IndicatorSet withUndoBars(int bars) {
        return of(requests, bars, program != null);
    }

    /**
     * Copies a state of this set into one of the same set that may take back another number of updates. Of those that this
     * one has made, as many can be taken back as both allow.
     *
     * @param from of {@link #stateSize} doubles from 0
     * @param into of {@code to.stateSize()} doubles from 0
     */
    public void copy(double[] from, IndicatorSet to, double[] into) {
        System.arraycopy(from, 0, into, 0, scalarCount);
        int bars = (int) barCount(from, 0);
        for (int i = 0; i < ringSources.length; i++) {
            for (int bar = Math.max(0, bars - 1 - Math.min(ringMasks[i], to.ringMasks[i])); bar < bars; bar++) {
                into[to.ringOffsets[i] + (bar & to.ringMasks[i])] = from[ringOffsets[i] + (bar & ringMasks[i])];
            }
        }
    }

    /** Doubles of one state. */
    public int stateSize() {
        return stateSize;
    }

    /** Doubles at the start of a state that must be saved to take updates back; the rest are rings. */
    public int scalarCount() {
        return scalarCount;
    }

    /** Updates that an owner may take back. */
    public int undoBars() {
        return undoBars;
    }

    /** One column an output, in the order of the requests. */
    public List<OutputColumn> columns() {
        return columns;
    }

    /** Index of a column in {@link #columns()} and in {@code out}; -1 when it is not there. */
    public int indexOf(String column) {
        return indexes.getOrDefault(column, -1);
    }

    /** Equal for sets that read each other's states: same nodes, same constants, same offsets. Stable between runs and machines. */
    public long layoutHash() {
        return layoutHash;
    }

    /** Makes {@code s[at .. at + stateSize)} the state before the first bar. */
    public void init(double[] s, int at) {
        Arrays.fill(s, at, at + stateSize, 0.0);
    }

    /** Bars committed to a state. */
    public static long barCount(double[] s, int at) {
        return (long) s[at];
    }

    /** Commits a closed bar and writes one double a column to {@code out}; NaN until warm. */
    public void update(
            double[] s,
            int at,
            double open,
            double high,
            double low,
            double close,
            double volume,
            double[] out,
            int outAt) {
        int bar = (int) s[at];
        walk(s, at, bar, open, high, low, close, volume, out, outAt);
        if (program != null) {
            program.remember(s, at, bar);
        } else {
            remember(s, at, bar);
        }
        s[at] = bar + 1.0;
        s[at + PREVIOUS_CLOSE] = close;
        s[at + PREVIOUS_HIGH] = high;
        s[at + PREVIOUS_LOW] = low;
    }

    /**
     * The columns as they would be if the bar closed now; the state is bit-identical afterwards.
     *
     * @param scratch the caller's, at least {@link #scalarCount()} doubles, overwritten
     */
    public void forming(
            double[] s,
            int at,
            double open,
            double high,
            double low,
            double close,
            double volume,
            double[] scratch,
            double[] out,
            int outAt) {
        System.arraycopy(s, at, scratch, 0, scalarCount);
        walk(s, at, (int) s[at], open, high, low, close, volume, out, outAt);
        System.arraycopy(scratch, 0, s, at, scalarCount);
    }

    private void remember(double[] s, int at, int bar) {
        for (int i = 0; i < ringSources.length; i++) {
            s[at + ringOffsets[i] + (bar & ringMasks[i])] = s[at + ringSources[i]];
        }
    }

    /** Writes scalars only. */
    private void walk(
            double[] s,
            int at,
            int bar,
            double open,
            double high,
            double low,
            double close,
            double volume,
            double[] out,
            int outAt) {
        s[at + OPEN] = open;
        s[at + HIGH] = high;
        s[at + LOW] = low;
        s[at + CLOSE] = close;
        s[at + VOLUME] = volume;
        if (program != null) {
            program.walk(s, at, bar);
        } else {
            for (Step step : steps) {
                s[at + step.at] = step.walk.step(s, at, bar, step);
            }
        }
        int[] slots = outputSlots;
        int[] warmups = outputWarmups;
        for (int i = 0; i < slots.length; i++) {
            out[outAt + i] = bar < warmups[i] ? Double.NaN : s[at + slots[i]];
        }
    }

    /** FNV-1a over the layout written as text. */
    private long hash(Graph graph) {
        StringBuilder text = new StringBuilder(LAYOUT_VERSION);
        for (Node node : graph.nodes()) {
            text.append('\n').append(node.slot).append(' ').append(node.name);
            node.inputs.forEach(input -> text.append(' ').append(input.slot));
            for (double constant : node.constants) {
                text.append(" #").append(constant);
            }
        }
        for (int i = 0; i < ringSources.length; i++) {
            text.append('\n').append(ringSources[i]).append(" ring ").append(ringOffsets[i]);
        }
        text.append('\n').append(stateSize);
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static Kernel kernel(Node node) {
        return Objects.requireNonNull(node.kernel, node.name);
    }
}
