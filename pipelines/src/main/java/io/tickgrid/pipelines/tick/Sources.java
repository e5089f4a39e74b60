package io.tickgrid.pipelines.tick;

import java.util.ArrayList;
import java.util.List;

/**
 * The sources of one instrument's ticks: small numbers for names, with what was seen of each.
 *
 * <p>Numbers are given in the order of arrival and mean nothing by themselves; the order of sources is that of their
 * names, so that it does not depend on who came first. Not thread-safe.
 */
public final class Sources {
    /** Sources of one instrument at most: each is remembered for ever, and a feed may make up names. */
    public static final int MOST = 64;

    /** The number of an unknown source. */
    public static final int UNKNOWN = -1;

    private final List<String> names = new ArrayList<>();
    private final List<SequenceMemory> memories = new ArrayList<>();

    /** Number of a source; {@link #UNKNOWN} if no tick of it was used yet. */
    public int find(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                return i;
            }
        }
        return UNKNOWN;
    }

    /**
     * Number of a source, new if need be.
     *
     * @throws IllegalStateException when there are {@value #MOST} others
     */
    public int intern(String name) {
        int known = find(name);
        if (known != UNKNOWN) {
            return known;
        }
        if (isFull()) {
            throw new IllegalStateException("expected at most " + MOST + " sources, got one more: " + name);
        }
        names.add(name);
        memories.add(new SequenceMemory());
        return names.size() - 1;
    }

    /** Whether there is no place for one more. */
    public boolean isFull() {
        return names.size() >= MOST;
    }

    public int size() {
        return names.size();
    }

    public String name(int source) {
        return names.get(source);
    }

    /** The sequences seen of a source. */
    public SequenceMemory memory(int source) {
        return memories.get(source);
    }

    /** Order of two sources, by name. */
    public int compare(int left, int right) {
        return left == right ? 0 : names.get(left).compareTo(names.get(right));
    }

    /** Forgets all sources. */
    public void clear() {
        names.clear();
        memories.clear();
    }
}
