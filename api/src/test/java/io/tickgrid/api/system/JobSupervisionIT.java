package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.run.DemoData;
import io.tickgrid.api.run.PlatformClient;
import io.tickgrid.pipelines.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A job that fails is restarted after pauses that grow; each restart is counted once, and every node tells of it. */
class JobSupervisionIT {
    private static final String MARKET = "market-v1";
    private static final String POISONED = "TEST:T3/USD";

    @Test
    void failedJobIsRestartedCountedAndToldUntilItRuns() throws Exception {
        try (Deployment d = Deployment.start("job-supervision")) {
            DemoData.seed(d.stores(), "5m");
            MarketStream.instruments()
                    .forEach(i -> d.stores().instruments().add(i).block());
            d.launch(0, "market").awaitStarted();
            d.launch(1, "market").awaitStarted();
            Member node = d.launch("api-only", 2, List.of(), "--roles", "api").awaitStarted();
            d.awaitThat("a job that runs", () -> status(node).equals("RUNNING"));
            assertThat(failed(node)).isZero();
            assertThat(node.readiness()).isEqualTo(200);

            // The members have looked at the states there are. This one comes later, and is met with the first record.
            d.update("insert into engine_state values ('" + POISONED + "', 0, -1, decode('5447454900000063', 'hex'))");
            Feeder.send(d.kafka(), MarketStream.records());
            d.awaitThat("3 restarts", () -> failed(node) >= 3);
            d.awaitThat("a node that is not ready", () -> node.readiness() == 503);
            d.awaitThat(
                    "the job's name in readiness", () -> node.readinessText().contains(MARKET + ": "));
            assertThat(job(node).get("restarts").get("last_reason").asString()).isEqualTo("failed");
            assertThat(job(node).get("restarts").get("last_ms").asLong()).isPositive();

            d.update("delete from engine_state where instrument = '" + POISONED + "'");
            d.awaitDrained(Topics.MARKET_INPUT);
            d.awaitThat("a node that is ready again", () -> node.readiness() == 200);
            assertThat(status(node)).isEqualTo("RUNNING");
            // Two supervisors, and yet a restart counts once: pauses of 2, 4, 8 and 16 s leave no room for more.
            assertThat(failed(node)).isBetween(3, 6);
            PlatformClient operator = new PlatformClient(node.httpPort(), node.dataDir(), "operator");
            List<String> shown = List.of(
                    "tickgrid_job_restarts_total{job=\"market-v1\",reason=\"failed\"} " + (double) failed(node),
                    "tickgrid_job_status{job=\"market-v1\",status=\"RUNNING\"} 1.0");
            d.awaitThat(
                    "counter and status in the metrics",
                    () -> operator.text("/actuator/prometheus").lines().toList().containsAll(shown));
            MarketChecks checks = MarketChecks.of(d);
            assertThat(checks.expected().books().size("candles")).isGreaterThan(5_000);
            assertThat(checks.findings()).isEmpty();
        }
    }

    private static JsonNode job(Member asked) throws Exception {
        return asked.health()
                .get("jobs")
                .valueStream()
                .filter(j -> j.get("name").asString().equals(MARKET))
                .findFirst()
                .orElseThrow();
    }

    private static String status(Member asked) throws Exception {
        return job(asked).get("status").asString();
    }

    private static int failed(Member asked) throws Exception {
        return job(asked).get("restarts").get("failed").asInt();
    }
}
