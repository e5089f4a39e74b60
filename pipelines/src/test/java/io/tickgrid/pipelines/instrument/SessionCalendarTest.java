package io.tickgrid.pipelines.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.opengamma.strata.basics.ReferenceData;
import com.opengamma.strata.basics.date.HolidayCalendar;
import com.opengamma.strata.basics.date.HolidayCalendarId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sessions and the bars that lie in them. */
class SessionCalendarTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long DAY = Duration.ofDays(1).toNanos();

    private final SessionCalendar nyse = SessionCalendar.of("XNYS");

    private static long ns(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
    }

    private static String at(long ns) {
        return Instant.ofEpochSecond(ns / 1_000_000_000L).toString();
    }

    @Test
    void tradingDaysAreThoseOfAnIndependentCalendar() {
        HolidayCalendar oracle = ReferenceData.standard().getValue(HolidayCalendarId.of("NYSE"));
        // Days that the exchange was closed by a notice of its own and that the oracle lacks: see the file.
        List<LocalDate> notices = List.of(LocalDate.of(2012, 10, 29), LocalDate.of(2025, 1, 9));
        List<LocalDate> traded = new ArrayList<>();
        for (int s = 0; s < nyse.sessions(); s++) {
            traded.add(Instant.ofEpochSecond(nyse.openNs(s) / 1_000_000_000L)
                    .atZone(NEW_YORK)
                    .toLocalDate());
        }
        List<LocalDate> expected = new ArrayList<>();
        for (LocalDate d = LocalDate.of(2010, 1, 1); d.getYear() < 2029; d = d.plusDays(1)) {
            if (oracle.isBusinessDay(d) && !notices.contains(d)) {
                expected.add(d);
            }
        }
        List<LocalDate> onlyHere = new ArrayList<>(traded);
        onlyHere.removeAll(expected);
        expected.removeAll(traded);
        assertThat(onlyHere).isEmpty();
        assertThat(expected).isEmpty();
    }

    @Test
    void hoursAreThoseOfTheExchangesZoneInSummerAndWinterAndOnHalfDays() {
        assertThat(session("2013-10-07")).isEqualTo("2013-10-07T13:30:00Z/2013-10-07T20:00:00Z");
        assertThat(session("2013-12-06")).isEqualTo("2013-12-06T14:30:00Z/2013-12-06T21:00:00Z");
        assertThat(session("2013-11-29")).isEqualTo("2013-11-29T14:30:00Z/2013-11-29T18:00:00Z");
        assertThat(nyse.isOpen(ns("2013-11-28T15:00:00Z"))).as("Thanksgiving").isFalse();
        assertThat(nyse.isOpen(ns("2012-10-29T15:00:00Z"))).as("storm").isFalse();
        assertThat(nyse.isOpen(ns("2013-10-07T13:30:00Z"))).isTrue();
        assertThat(nyse.isOpen(ns("2013-10-07T13:30:00Z") - 1)).isFalse();
        assertThat(nyse.isOpen(ns("2013-10-07T20:00:00Z"))).isFalse();
    }

    private String session(String day) {
        int s = nyse.session(ns(day + "T16:00:00Z"));
        return at(nyse.openNs(s)) + "/" + at(nyse.closeNs(s));
    }

    @Test
    void extendedHoursAreOneSessionOnTheSameDays() {
        SessionCalendar extended = SessionCalendar.of("XNYS-EXTENDED");
        assertThat(extended.sessions()).isEqualTo(nyse.sessions());
        int s = extended.session(ns("2013-10-07T08:00:00Z"));
        assertThat(at(extended.closeNs(s))).isEqualTo("2013-10-08T00:00:00Z");
        assertThat(at(extended.closeNs(extended.session(ns("2013-11-29T15:00:00Z")))))
                .isEqualTo("2013-11-29T22:00:00Z");
    }

    @Test
    void barsBeginAtTheOpenAndTheLastEndsWithTheSession() {
        assertThat(bar("2013-10-07T13:30:00Z", 4 * HOUR)).isEqualTo("2013-10-07T13:30:00Z/2013-10-07T17:30:00Z");
        assertThat(bar("2013-10-07T17:30:00Z", 4 * HOUR)).isEqualTo("2013-10-07T17:30:00Z/2013-10-07T20:00:00Z");
        assertThat(bar("2013-10-07T14:31:10Z", HOUR)).isEqualTo("2013-10-07T14:30:00Z/2013-10-07T15:30:00Z");
        assertThat(bar("2013-11-29T17:45:00Z", HOUR)).isEqualTo("2013-11-29T17:30:00Z/2013-11-29T18:00:00Z");
        assertThat(bar("2013-10-07T19:59:59Z", MINUTE)).isEqualTo("2013-10-07T19:59:00Z/2013-10-07T20:00:00Z");
    }

    @Test
    void barsOfDaysHoldTheSessionsOfTheExchangesDays() {
        assertThat(bar("2013-10-07T15:00:00Z", DAY)).isEqualTo("2013-10-07T13:30:00Z/2013-10-07T20:00:00Z");
        // Seven days from Thursday 2013-10-03, as round the clock; the weekend within belongs to the bar.
        assertThat(bar("2013-10-05T15:00:00Z", 7 * DAY)).isEqualTo("2013-10-03T13:30:00Z/2013-10-09T20:00:00Z");
    }

    @Test
    void theTimeBetweenSessionsIsABarThatTakesNothing() {
        assertThat(bar("2013-10-05T15:00:00Z", HOUR)).isEqualTo("2013-10-04T20:00:00Z/2013-10-07T13:30:00Z");
        assertThat(nyse.barOpenNs(ns("2001-01-01T00:00:00Z"), HOUR)).isZero();
        assertThat(at(nyse.barEndNs(0, HOUR))).isEqualTo("2010-01-04T14:30:00Z");
        assertThat(nyse.barEndNs(nyse.closeNs(nyse.sessions() - 1), HOUR)).isEqualTo(Long.MAX_VALUE);
    }

    private String bar(String instant, long lengthNs) {
        long open = nyse.barOpenNs(ns(instant), lengthNs);
        return at(open) + "/" + at(nyse.barEndNs(open, lengthNs));
    }

    @Test
    void everyTimeLiesInExactlyItsBarAndBarsFollowEachOther() {
        SplittableRandom random = new SplittableRandom(7);
        long[] lengths = {1_000_000_000L, MINUTE, 7 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, DAY, 2 * DAY, 7 * DAY};
        for (String id : SessionCalendar.IDS) {
            SessionCalendar calendar = SessionCalendar.of(id);
            for (int i = 0; i < 20_000; i++) {
                long length = lengths[random.nextInt(lengths.length)];
                long time = random.nextLong(ns("2009-12-01T00:00:00Z"), ns("2028-12-30T00:00:00Z"));
                long open = calendar.barOpenNs(time, length);
                long end = calendar.barEndNs(open, length);
                assertThat(time)
                        .as(id + " " + at(time))
                        .isGreaterThanOrEqualTo(open)
                        .isLessThan(end);
                assertThat(calendar.barOpenNs(open, length))
                        .as(id + " " + at(time))
                        .isEqualTo(open);
                assertThat(calendar.barOpenNs(end - 1, length))
                        .as(id + " " + at(time))
                        .isEqualTo(open);
                assertThat(calendar.barOpenNs(end, length))
                        .as(id + " " + at(time))
                        .isEqualTo(end);
            }
        }
    }

    @Test
    void noBarThatTakesTicksIsShorterThanSaid() {
        assertThat(nyse.shortestBarNs(MINUTE)).isEqualTo(MINUTE);
        assertThat(nyse.shortestBarNs(30 * MINUTE)).isEqualTo(30 * MINUTE);
        assertThat(nyse.shortestBarNs(HOUR)).isEqualTo(30 * MINUTE);
        assertThat(nyse.shortestBarNs(DAY)).as("a half day").isEqualTo(210 * MINUTE);
        assertThat(SessionCalendar.ALWAYS.shortestBarNs(7 * DAY)).isEqualTo(7 * DAY);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            long length = MINUTE * random.nextInt(1, 400);
            long open = nyse.barOpenNs(random.nextLong(ns("2013-01-01T00:00:00Z"), ns("2014-01-01T00:00:00Z")), length);
            if (nyse.isOpen(open)) {
                assertThat(nyse.barEndNs(open, length) - open).isGreaterThanOrEqualTo(nyse.shortestBarNs(length));
            }
        }
    }

    @Test
    void aSpanTouchesNoMoreBarsThanSaid() {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 2_000; i++) {
            long length = MINUTE * random.nextInt(1, 400);
            long span = random.nextLong(1, 5 * DAY);
            long at = random.nextLong(ns("2013-11-01T00:00:00Z"), ns("2014-01-20T00:00:00Z"));
            long end = nyse.barEndNs(nyse.barOpenNs(at, length), length);
            long bars = 0;
            for (long open = nyse.barOpenNs(end - 1, length);
                    nyse.barEndNs(open, length) > end - span;
                    open = nyse.barOpenNs(open - 1, length)) {
                bars += nyse.isOpen(open) ? 1 : 0;
            }
            assertThat(bars).isLessThanOrEqualTo(nyse.barsWithin(span, length));
        }
        assertThat(nyse.barsWithin(5_000_000_000L, MINUTE)).isEqualTo(1);
    }

    @Test
    void anotherNameIsRefusedNamingThoseThereAre() {
        assertThatThrownBy(() -> SessionCalendar.of("LSE"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24x7, XNYS, XNYS-EXTENDED")
                .hasMessageContaining("LSE");
    }
}
