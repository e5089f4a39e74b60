package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * The market job beside the same engines hosted by Flink and by Kafka Streams: all read the same records, in turn, in one
 * process, and must say the same scores. The job is timed from memory, as Flink is, and from a topic, as Kafka Streams is.
 */
@Command(name = "peers", mixinStandardHelpOptions = true)
public final class PeersBench implements Callable<Integer> {
    private static final String JOB = "job";
    private static final String JOB_KAFKA = "job_kafka";

    @Option(names = "--rounds", defaultValue = "9", description = "how often each is timed (default: 9)")
    int rounds;

    @Option(names = "--warmups", defaultValue = "4", description = "rounds before, not counted (default: 4)")
    int warmups;

    @Option(names = "--instruments", defaultValue = "1000", description = "default: 1000")
    int instruments;

    @Option(names = "--batch", defaultValue = "16", description = "ticks of a record (default: 16)")
    int batch;

    @Option(names = "--ticks", defaultValue = "2000000", description = "of a round, about (default: 2000000)")
    long ticks;

    @Option(names = "--flink-sources", defaultValue = "1", description = "subtasks that read (default: 1)")
    int flinkSources;

    /** Prints the result as one JSON object. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new PeersBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("tickgrid-peers-");
        try {
            BenchResult result = run(rounds, warmups, instruments, batch, ticks, flinkSources, directory);
            System.out.println(new JsonMapper().writeValueAsString(result));
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return 0;
    }

    /**
     * What is timed.
     *
     * @param pass lets so many more records through, gives the nanoseconds
     * @param settle what was said of closed bars in the end
     * @param besides the name of the market job that reads from the same place
     */
    private record Contestant(String name, LongUnaryOperator pass, Supplier<MarketRun.Tally> settle, String besides) {}

    /**
     * Runs it.
     *
     * @param ticks of a round, about
     * @param flinkSources subtasks of Flink that read; the market job has one source
     * @param directory empty; where the topic is kept, to be removed by the caller
     */
    static BenchResult run(
            int rounds, int warmups, int instruments, int batch, long ticks, int flinkSources, Path directory)
            throws IOException {
        TradeTape tape = TradeTape.load();
        MarketLoad load = MarketLoad.of(tape, instruments, batch, ticks);
        long recordsOfRound = load.recordsOfRound(ticks);
        Map<String, double[]> ns = new LinkedHashMap<>();
        double[] limitNs = new double[rounds];
        double idleCores;
        long scores;
        List<Frame> frames =
                MarketSettings.defaults(new KafkaSettings("")).engine().frames();
        try (Contest contest = new Contest(load, recordsOfRound, flinkSources, directory)) {
            MarketLimit limit = new MarketLimit(load, frames);
            List<Contestant> all = contest.all;
            for (int round = -warmups; round < rounds; round++) {
                contest.topic.writeRound();
                long ofLimit = limit.pass(recordsOfRound);
                for (int i = 0; i < all.size(); i++) {
                    // each round another one is first: nobody always has the same one before it
                    Contestant one = all.get((warmups + round + i) % all.size());
                    long took = one.pass().applyAsLong(recordsOfRound);
                    if (round >= 0) {
                        limitNs[round] = ofLimit;
                        ns.computeIfAbsent(one.name(), k -> new double[rounds])[round] = took;
                    }
                }
            }
            idleCores = idleCores();
            SequencedMap<String, MarketRun.Tally> said = new LinkedHashMap<>();
            all.forEach(one -> said.put(one.name(), one.settle().get()));
            scores = MarketRun.Tally.requireEqual(said, limit.bars());
            double ticksOfRound = (double) recordsOfRound * batch;
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("instruments", instruments);
            details.put("batch", batch);
            details.put("ticks_of_round", (long) ticksOfRound);
            details.put("frames", frames.stream().map(Frame::toString).toList());
            details.put("outputs", FusedSeries.OUTPUTS);
            details.put("scores", scores);
            details.put("flink_sources", flinkSources);
            details.put("idle_cores", Math.round(idleCores * 1000) / 1000.0);
            for (Contestant one : all) {
                double[] times = Objects.requireNonNull(ns.get(one.name()));
                Map<String, Object> figures = new LinkedHashMap<>();
                figures.put("ticks_per_second", Math.round(ticksOfRound * 1e9 / Rounds.median(times)));
                figures.put("ratio", Rounds.ratio(limitNs, times));
                if (!one.name().equals(one.besides())) {
                    double[] beside = Objects.requireNonNull(ns.get(one.besides()));
                    figures.put("times_slower_than_" + one.besides(), Rounds.ratio(times, beside));
                    figures.put("least_and_most_of_rounds", leastAndMost(times, beside));
                }
                details.put(one.name(), figures);
            }
            double[] job = Objects.requireNonNull(ns.get(JOB));
            return new BenchResult(
                    "peers",
                    ticksOfRound * 1e9 / Rounds.median(job),
                    "ticks/s",
                    ticksOfRound * 1e9 / Rounds.median(limitNs),
                    Rounds.ratio(limitNs, job),
                    rounds,
                    details);
        }
    }

    /** Of the rounds' ratios: how far the machine's moods go. */
    private static double[] leastAndMost(double[] times, double[] beside) {
        double[] ratios = new double[times.length];
        Arrays.setAll(ratios, i -> times[i] / beside[i]);
        Arrays.sort(ratios);
        return new double[] {ratios[0], ratios[ratios.length - 1]};
    }

    /** What all together take of the machine while they wait for records: so much each has less than if it were alone. */
    private static double idleCores() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long from = System.nanoTime();
        long cpu = os.getProcessCpuTime();
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return (double) (os.getProcessCpuTime() - cpu) / (System.nanoTime() - from);
    }

    /** Everything that runs while it is timed. */
    private static final class Contest implements AutoCloseable {
        private final List<AutoCloseable> open = new ArrayList<>();
        private final List<Contestant> all = new ArrayList<>();
        private final TopicLoad topic;

        Contest(MarketLoad load, long recordsOfRound, int flinkSources, Path directory) throws IOException {
            try {
                KafkaSettings kafka =
                        new KafkaSettings(add(PeersBroker.start(directory)).bootstrapServers());
                topic = add(new TopicLoad(kafka, load, recordsOfRound));
                MarketSettings settings = MarketSettings.defaults(kafka);
                // The job's own source keeps its positions there; nothing else is stored.
                EmbeddedPostgres postgres = add(EmbeddedPostgres.builder().start());
                GridNode node = add(GridNode.start(new GridConfig(
                        "bench-peers",
                        BenchGrid.freePorts(1).getFirst(),
                        List.of(),
                        Set.of(GridConfig.Role.MARKET),
                        1,
                        new DbUrl("localhost", postgres.getPort(), "postgres", "postgres", "postgres"),
                        MarketSettings.DEFAULT_FRAMES,
                        MarketSettings.indicatorColumns())));
                MarketRun job = add(MarketRun.start(
                        node.hazelcast(), settings, new MarketRun.Kind(JOB, false, false), load, null, null));
                all.add(new Contestant(JOB, job::pass, job::settle, JOB));
                MarketRun jobKafka = add(MarketRun.start(
                        node.hazelcast(), settings, new MarketRun.Kind(JOB_KAFKA, false, false), load, topic.gate()));
                all.add(new Contestant(JOB_KAFKA, jobKafka::pass, jobKafka::settle, JOB_KAFKA));
                add(new FlinkRun("flink", load, settings, PeerEngines.Work.ALL, flinkSources, true), JOB);
                add(new FlinkRun("flink_map", load, settings, PeerEngines.Work.ALL, flinkSources, false), JOB);
                add(new FlinkRun("flink_closed", load, settings, PeerEngines.Work.CLOSED, flinkSources, true), JOB);
                add(
                        new StreamsRun("kafka_streams", load, settings, PeerEngines.Work.ALL, topic.gate(), directory),
                        JOB_KAFKA);
                add(
                        new StreamsRun(
                                "kafka_streams_closed",
                                load,
                                settings,
                                PeerEngines.Work.CLOSED,
                                topic.gate(),
                                directory),
                        JOB_KAFKA);
            } catch (IOException | RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        private <T extends AutoCloseable> T add(T opened) {
            open.add(opened);
            return opened;
        }

        private void add(PeerRun peer, String besides) {
            open.add(peer);
            all.add(new Contestant(peer.name(), peer::pass, peer::settle, besides));
        }

        @Override
        public void close() {
            for (AutoCloseable opened : open.reversed()) {
                try {
                    opened.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
