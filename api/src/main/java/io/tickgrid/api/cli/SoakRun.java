package io.tickgrid.api.cli;

import io.tickgrid.api.local.LocalKafka;
import io.tickgrid.api.local.LocalPostgres;
import io.tickgrid.api.local.Ports;
import io.tickgrid.api.local.StartException;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.instrument.InstrumentStore;
import io.tickgrid.grid.job.JobRun;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.JobSupervisor;
import io.tickgrid.pipelines.Jobs;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.TopicAdmin;
import io.tickgrid.pipelines.bench.BenchResult;
import io.tickgrid.pipelines.bench.SoakBench;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;

/** A PostgreSQL, a Kafka broker and a member with the market job alone, for the time of a soak. */
final class SoakRun {
    private SoakRun() {}

    /**
     * Runs it.
     *
     * @param directory where data is kept; to be removed by the caller
     */
    static BenchResult run(Path directory, int rate, long seconds, int instruments) throws StartException, IOException {
        List<Instrument> listed = SoakBench.instruments(instruments);
        try (LocalPostgres postgres = LocalPostgres.start(directory);
                LocalKafka broker = LocalKafka.start(directory);
                StopHook stopped = new StopHook(broker, postgres, () -> Trees.delete(directory))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensureTopics(kafka);
            Db.migrate(postgres.url());
            try (Db db = new Db(postgres.url(), 2)) {
                InstrumentStore store = new InstrumentStore(db);
                Flux.fromIterable(listed).concatMap(store::add).blockLast();
            }
            GridConfig config = new GridConfig(
                    "tickgrid-soak",
                    Ports.free(),
                    List.of(),
                    Set.of(GridConfig.Role.MARKET),
                    1,
                    postgres.url(),
                    MarketSettings.DEFAULT_FRAMES,
                    MarketSettings.indicatorColumns());
            try (GridNode node = GridNode.start(config);
                    JobSupervisor supervisor = new JobSupervisor(
                                    node.hazelcast(), MarketSettings.defaults(kafka), config.roles(), false)
                            .start()) {
                BenchResult result = SoakBench.run(node.hazelcast(), kafka, listed, rate, seconds);
                JobRun market = node.hazelcast()
                        .<String, JobRun>getMap(GridMaps.JOB_RUNS.mapName())
                        .get(Jobs.MARKET.jobName());
                if (market == null || market.restarts() > 0) {
                    throw new IllegalStateException("expected a market job without a restart, got " + market);
                }
                return result;
            }
        }
    }
}
