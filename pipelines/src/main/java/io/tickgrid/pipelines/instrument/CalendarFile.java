package io.tickgrid.pipelines.instrument;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a calendar from its file: a zone, hours, days on which the market is closed or closes early; all other weekdays
 * have a session. {@code like} takes the days of another calendar.
 */
final class CalendarFile {
    private final String id;
    private final Set<LocalDate> closed = new HashSet<>();
    private final Set<LocalDate> early = new HashSet<>();
    private @Nullable ZoneId zone;
    private @Nullable LocalTime open;
    private @Nullable LocalTime close;
    private @Nullable LocalTime earlyClose;
    private @Nullable LocalDate first;
    private @Nullable LocalDate last;

    private CalendarFile(String id) {
        this.id = id;
    }

    static SessionCalendar read(String id) {
        CalendarFile file = new CalendarFile(id);
        file.lines(id, false);
        return file.calendar();
    }

    private void lines(String name, boolean daysOnly) {
        InputStream stream = Objects.requireNonNull(
                CalendarFile.class.getResourceAsStream(name + ".txt"), () -> "no file of the calendar " + name);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = reader.readLine()) != null; ) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    line(line.split(" "), daysOnly);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String[] words, boolean daysOnly) {
        boolean aTime = words.length > 1 && words[1].indexOf(':') > 0;
        switch (words[0]) {
            case "closed" -> closed.add(LocalDate.parse(words[1]));
            case "days" -> {
                first = LocalDate.parse(words[1]);
                last = LocalDate.parse(words[2]);
            }
            case "early" -> {
                if (!aTime) {
                    early.add(LocalDate.parse(words[1]));
                } else if (!daysOnly) {
                    earlyClose = LocalTime.parse(words[1]);
                }
            }
            case "zone" -> zone = ZoneId.of(words[1]);
            case "hours" -> {
                if (!daysOnly) {
                    open = LocalTime.parse(words[1]);
                    close = LocalTime.parse(words[2]);
                }
            }
            case "like" -> lines(words[1], true);
            default -> throw new IllegalStateException("calendar " + id + ": unknown word " + words[0]);
        }
    }

    private SessionCalendar calendar() {
        TreeMap<Integer, long[]> sessions = new TreeMap<>();
        LocalDate end = Objects.requireNonNull(last);
        for (LocalDate day = Objects.requireNonNull(first); !day.isAfter(end); day = day.plusDays(1)) {
            boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            if (!weekend && !closed.contains(day)) {
                LocalTime until = early.contains(day) ? earlyClose : close;
                sessions.put((int) day.toEpochDay(), new long[] {ns(day, open), ns(day, until)});
            }
        }
        return SessionCalendar.of(id, sessions);
    }

    private long ns(LocalDate day, @Nullable LocalTime time) {
        return ZonedDateTime.of(day, Objects.requireNonNull(time), Objects.requireNonNull(zone))
                        .toEpochSecond()
                * 1_000_000_000L;
    }
}
