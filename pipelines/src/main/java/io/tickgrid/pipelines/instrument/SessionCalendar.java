package io.tickgrid.pipelines.instrument;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a market trades, and how bars lie in that time. Immutable; no method allocates.
 *
 * <p>A market around the clock has bars aligned to the epoch in UTC. One with sessions has bars aligned to the open of each
 * session: those shorter than a day begin at the open and the last one ends with the session, however short; those of whole
 * days hold all sessions of as many days of the exchange's own calendar, aligned to the epoch. The time between two sessions
 * is treated as a bar that takes no tick.
 *
 * <p>All times are nanoseconds since the epoch, UTC, and not negative.
 */
public final class SessionCalendar {
    /** Around the clock, every day: crypto and forex. */
    public static final SessionCalendar ALWAYS = new SessionCalendar("24x7", new long[0], new long[0], new int[0]);

    /** The calendars there are. */
    public static final List<String> IDS = List.of(ALWAYS.id, "XNYS", "XNYS-EXTENDED");

    private static final long LEAST_BETWEEN_CLOSES_NS = 20 * 3_600_000_000_000L;
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final Map<String, SessionCalendar> LOADED = new ConcurrentHashMap<>(Map.of(ALWAYS.id, ALWAYS));

    private final String id;
    /** The n-th session is [opens[n], closes[n]) on the day days[n] of the exchange, counted from the epoch. */
    private final long[] opens;

    private final long[] closes;
    private final int[] days;

    SessionCalendar(String id, long[] opens, long[] closes, int[] days) {
        this.id = id;
        this.opens = opens;
        this.closes = closes;
        this.days = days;
    }

    /**
     * A calendar by its name, one of {@link #IDS}.
     *
     * @throws IllegalArgumentException for another name
     */
    public static SessionCalendar of(String id) {
        if (!IDS.contains(id)) {
            throw new IllegalArgumentException(
                    "calendar must be one of " + String.join(", ", IDS) + ", was '" + id + "'");
        }
        return LOADED.computeIfAbsent(id, CalendarFile::read);
    }

    public String id() {
        return id;
    }

    /** Whether it trades around the clock. */
    public boolean isAlways() {
        return opens.length == 0;
    }

    /** Number of sessions; 0 around the clock. */
    public int sessions() {
        return opens.length;
    }

    /** Start of a session. */
    public long openNs(int session) {
        return opens[session];
    }

    /** End of a session, exclusive. */
    public long closeNs(int session) {
        return closes[session];
    }

    /** The session that holds a time, or -1 when none does. */
    public int session(long timeNs) {
        int last = lastOpened(timeNs);
        return last >= 0 && timeNs < closes[last] ? last : -1;
    }

    /** Whether a trade can have that time. */
    public boolean isOpen(long timeNs) {
        return isAlways() || session(timeNs) >= 0;
    }

    /**
     * When the trading day of a time ends, nanoseconds: with its session, or the next one where it lies in none, and with the
     * UTC day around the clock. Long.MAX_VALUE after the last session.
     */
    public long dayEndNs(long timeNs) {
        if (isAlways()) {
            return Math.floorDiv(timeNs, DAY_NS) * DAY_NS + DAY_NS;
        }
        for (int i = 0; i < sessions(); i++) {
            if (closeNs(i) > timeNs) {
                return closeNs(i);
            }
        }
        return Long.MAX_VALUE;
    }

    /** Start of the bar that holds a time; of the time between sessions, the close before it (0 before the first). */
    public long barOpenNs(long timeNs, long lengthNs) {
        if (isAlways()) {
            return timeNs / lengthNs * lengthNs;
        }
        int s = lastOpened(timeNs);
        if (s < 0) {
            return 0;
        }
        if (lengthNs >= DAY_NS) {
            int last = lastOfGroup(s, lengthNs);
            return timeNs < closes[last] ? opens[firstOfGroup(s, lengthNs)] : closes[last];
        }
        long open = opens[s];
        return timeNs < closes[s] ? open + (timeNs - open) / lengthNs * lengthNs : closes[s];
    }

    /** End of the bar that starts at {@code barOpenNs}, exclusive; Long.MAX_VALUE after the last session. */
    public long barEndNs(long barOpenNs, long lengthNs) {
        if (isAlways()) {
            return barOpenNs + lengthNs;
        }
        int s = lastOpened(barOpenNs);
        if (s >= 0 && barOpenNs < closes[s]) {
            return lengthNs >= DAY_NS ? closes[lastOfGroup(s, lengthNs)] : Math.min(barOpenNs + lengthNs, closes[s]);
        }
        return s + 1 < opens.length ? opens[s + 1] : Long.MAX_VALUE;
    }

    /**
     * How many bars that take ticks a span of time can touch, beside the one at whose start it ends, at most.
     *
     * @param spanNs not negative
     */
    public long barsWithin(long spanNs, long lengthNs) {
        long whole = Math.ceilDiv(spanNs, lengthNs);
        // Each session has one short bar at most.
        return isAlways()
                ? whole
                : Math.min(Math.ceilDiv(spanNs, shortestBarNs(lengthNs)), whole + spanNs / LEAST_BETWEEN_CLOSES_NS + 1);
    }

    /** Length of the shortest bar that takes ticks: where sessions are no multiple of a bar, their last one is short. */
    public long shortestBarNs(long lengthNs) {
        long shortest = lengthNs;
        for (int s = 0; s < opens.length; s++) {
            long session = closes[s] - opens[s];
            long last = session % lengthNs == 0 ? lengthNs : session % lengthNs;
            shortest = Math.min(shortest, Math.min(last, session));
        }
        return shortest;
    }

    private int lastOpened(long timeNs) {
        int at = Arrays.binarySearch(opens, timeNs);
        return at >= 0 ? at : -at - 2;
    }

    private int firstOfGroup(int session, long lengthNs) {
        int group = group(session, lengthNs);
        int first = session;
        while (first > 0 && group(first - 1, lengthNs) == group) {
            first--;
        }
        return first;
    }

    private int lastOfGroup(int session, long lengthNs) {
        int group = group(session, lengthNs);
        int last = session;
        while (last + 1 < days.length && group(last + 1, lengthNs) == group) {
            last++;
        }
        return last;
    }

    private int group(int session, long lengthNs) {
        return days[session] / (int) (lengthNs / DAY_NS);
    }

    @Override
    public String toString() {
        return id;
    }

    /** Sessions by the day of the exchange, for a calendar made of {@code opens} and {@code closes}. */
    static SessionCalendar of(String id, TreeMap<Integer, long[]> sessions) {
        int n = sessions.size();
        long[] opens = new long[n];
        long[] closes = new long[n];
        int[] days = new int[n];
        int i = 0;
        for (Map.Entry<Integer, long[]> day : sessions.entrySet()) {
            days[i] = day.getKey();
            opens[i] = day.getValue()[0];
            closes[i] = day.getValue()[1];
            i++;
        }
        return new SessionCalendar(id, opens, closes, days);
    }
}
