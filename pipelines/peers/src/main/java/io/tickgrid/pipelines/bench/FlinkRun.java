package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.engine.MarketSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/**
 * A Flink job on a cluster in this process: records in memory, keyed by instrument, one step with the engines. Objects are
 * reused, state is on the heap, nothing is checkpointed, no watermarks are made.
 */
final class FlinkRun extends PeerRun {
    /** Subtasks of the keyed step, as many as the market job has processors. */
    private static final int ENGINES = 2;

    /** So that the last records of a round are not kept for the 100 ms of Flink's default. */
    private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

    private static final long PATIENCE_S = 60;

    private final JobClient job;
    private CompletableFuture<Void> news = new CompletableFuture<>();

    /**
     * Starts it.
     *
     * @param sources subtasks that read
     * @param keyedState whether engines are in Flink's keyed state, else in a map of each subtask
     */
    FlinkRun(
            String name,
            MarketLoad load,
            MarketSettings settings,
            PeerEngines.Work work,
            int sources,
            boolean keyedState) {
        super(name, load, settings, work);
        Configuration config = new Configuration();
        config.set(PipelineOptions.OBJECT_REUSE, true);
        config.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO);
        config.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        config.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
        try {
            StreamExecutionEnvironment flink = StreamExecutionEnvironment.createLocalEnvironment(ENGINES, config);
            flink.fromSource(
                            new FlinkSource(name),
                            WatermarkStrategy.noWatermarks(),
                            "market-source",
                            Types.TUPLE(
                                    Types.STRING, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO))
                    .setParallelism(sources)
                    .keyBy((Tuple3<String, Long, byte[]> record) -> record.f0, Types.STRING)
                    .process(new FlinkEngines(name, keyedState), Types.VOID)
                    .sinkTo(new DiscardingSink<>());
            job = flink.executeAsync(name);
            awaitRunning();
        } catch (Exception e) {
            super.close();
            throw new IllegalStateException("Flink did not start", e);
        }
    }

    private void awaitRunning() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (job.getJobStatus().get(PATIENCE_S, TimeUnit.SECONDS) != JobStatus.RUNNING) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("waited a minute for the job to run");
            }
            Thread.sleep(20);
        }
    }

    /** Done as soon as there are records after those that were seen. */
    synchronized CompletableFuture<Void> after(long seen) {
        return released() > seen ? CompletableFuture.completedFuture(null) : news;
    }

    @Override
    void onRelease(long records) {
        CompletableFuture<Void> told;
        synchronized (this) {
            told = news;
            news = new CompletableFuture<>();
        }
        told.complete(null);
    }

    @Override
    @Nullable
    Throwable failure() {
        CompletableFuture<?> result = job.getJobExecutionResult();
        return result.isCompletedExceptionally() ? result.exceptionNow() : null;
    }

    @Override
    public void close() {
        try {
            job.cancel().get(PATIENCE_S, TimeUnit.SECONDS);
            job.getJobExecutionResult().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // cancelled as asked for, or it had failed before, which who measured has been told
        } catch (TimeoutException e) {
            throw new IllegalStateException("Flink does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            super.close();
        }
    }
}
