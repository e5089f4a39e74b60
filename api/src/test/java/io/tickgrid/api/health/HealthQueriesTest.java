package io.tickgrid.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.test.TestSources;
import io.tickgrid.api.ApiSettings;
import io.tickgrid.api.health.HealthQueries.ClusterView;
import io.tickgrid.api.health.HealthQueries.DependencyView;
import io.tickgrid.api.health.HealthQueries.HealthView;
import io.tickgrid.api.health.HealthQueries.JobView;
import io.tickgrid.pipelines.KafkaSettings;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

class HealthQueriesTest {
    private static final JobView RUNNING = new JobView("market-v1", "RUNNING", null);

    @Test
    void jobsThatCannotBeListedAreUnknownAndTheNodeIsNotReady() {
        AtomicReference<List<JobView>> known = new AtomicReference<>(List.of());
        for (Mono<List<JobView>> failing :
                List.of(Mono.<List<JobView>>error(new IllegalStateException()), Mono.<List<JobView>>never())) {
            assertNotReady(HealthQueries.orUnknown(failing, known).block(), "jobs");
        }
        assertThat(HealthQueries.orUnknown(Mono.just(List.of(RUNNING)), known).block())
                .containsExactly(RUNNING);
        assertNotReady(
                HealthQueries.orUnknown(Mono.error(new IllegalStateException()), known)
                        .block(),
                "market-v1");
    }

    private static void assertNotReady(List<JobView> jobs, String name) {
        assertThat(jobs).containsExactly(new JobView(name, HealthQueries.UNKNOWN, null));
        assertThat(PlatformHealth.health(view(jobs)).getStatus()).isEqualTo(Status.DOWN);
        assertThat(PlatformHealth.health(view(jobs)).getDetails())
                .containsEntry("jobs_not_running", List.of(name + ": UNKNOWN"));
    }

    /** A query lives for a moment: asking for its state fails aloud when it has ended meanwhile. */
    @Test
    void queriesAreNoJobsThatHaveToRun() {
        Config config =
                new Config().setClusterName("health-" + ProcessHandle.current().pid());
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getJetConfig().setEnabled(true);
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
        try {
            Pipeline endless = Pipeline.create();
            endless.readFrom(TestSources.itemStream(1)).withoutTimestamps().writeTo(Sinks.noop());
            hazelcast.getJet().newLightJob(endless);
            hazelcast.getJet().newJob(endless, new JobConfig().setName("market-v1"));
            await("both to be listed").until(() -> hazelcast.getJet().getJobs().size() == 2);
            assertThat(HealthQueries.jobs(hazelcast)).extracting(JobView::name).containsExactly("market-v1");
        } finally {
            hazelcast.shutdown();
        }
    }

    @Test
    void aNodeWhoseJobsRunIsReady() {
        assertThat(PlatformHealth.health(view(List.of(RUNNING))).getStatus()).isEqualTo(Status.UP);
    }

    private static HealthView view(List<JobView> jobs) {
        return new HealthView(
                HealthQueries.UP,
                new ClusterView(1, List.of(), false, ""),
                jobs,
                null,
                null,
                List.of(new DependencyView("postgresql", HealthQueries.UP, 1L, "answers")));
    }

    @Test
    void aFigureThatCannotBeReadKeepsItsLastValue() {
        AtomicReference<Integer> last = new AtomicReference<>();
        assertThat(HealthQueries.orLast(Mono.<Integer>error(new IllegalStateException()), last)
                        .block())
                .isEmpty();
        assertThat(HealthQueries.orLast(Mono.just(7), last).block()).contains(7);
        assertThat(HealthQueries.orLast(Mono.<Integer>error(new IllegalStateException()), last)
                        .block())
                .contains(7);
    }

    @Test
    void aKafkaThatDoesNotAnswerIsDown() throws Exception {
        // A port that takes connections and says nothing.
        try (ServerSocket mute = new ServerSocket(0);
                KafkaProbe probe = new KafkaProbe(new ApiSettings(
                        0, 0, Path.of("."), false, new KafkaSettings("localhost:" + mute.getLocalPort())))) {
            Optional<DependencyView> kafka = probe.get().block();
            assertThat(kafka).hasValueSatisfying(k -> {
                assertThat(k.name()).isEqualTo("kafka");
                assertThat(k.up()).isFalse();
            });
        }
    }

    @Test
    void aNodeWithoutKafkaIsNotAskedForOne() {
        try (KafkaProbe probe = new KafkaProbe(new ApiSettings(0, 0, Path.of("."), false, null))) {
            assertThat(probe.get().block()).isEmpty();
        }
    }
}
