package io.tickgrid.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.Metrics;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What deploy/ tells Prometheus is what the platform has. */
class AlertsTest {
    private static final Pattern METRIC = Pattern.compile("\\btickgrid_[a-z_]+");

    @Test
    void alertsAskForMetricsThatThereAre() {
        Set<String> known = Arrays.stream(Metrics.values())
                .map(m -> m.meter().replace('.', '_') + (m == Metrics.JOB_RESTARTS ? "_total" : ""))
                .collect(Collectors.toSet());
        Set<String> asked = METRIC.matcher(deployed("prometheus/alerts.yml"))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(2).isSubsetOf(known);
    }

    @Test
    void scrapeAsksWhereTheMetricsAreAndSaysWhoAsks() {
        assertThat(deployed("prometheus/prometheus.yml"))
                .contains("metrics_path: /actuator/prometheus", "X-API-Key:", "- alerts.yml");
    }

    private static String deployed(String file) {
        return ReadmeExamples.text(ReadmeExamples.root().resolve("deploy").resolve(file));
    }
}
