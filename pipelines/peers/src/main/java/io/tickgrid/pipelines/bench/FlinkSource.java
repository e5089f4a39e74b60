package io.tickgrid.pipelines.bench;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Emits records in the process: instrument, number, bytes. What {@link BenchSource} is for the market job. Each subtask
 * reads its share of the instruments.
 */
final class FlinkSource implements Source<Tuple3<String, Long, byte[]>, FlinkSource.Share, FlinkSource.Share> {
    private final String name;

    FlinkSource(String name) {
        this.name = name;
    }

    /** The instruments of a subtask: every {@code of}th, from {@code number}. */
    record Share(int number, int of) implements SourceSplit {
        @Override
        public String splitId() {
            return Integer.toString(number);
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Tuple3<String, Long, byte[]>, Share> createReader(SourceReaderContext context) {
        return new Reader((FlinkRun) PeerRun.named(name));
    }

    @Override
    public SplitEnumerator<Share, Share> createEnumerator(SplitEnumeratorContext<Share> context) {
        return new Shares(context);
    }

    @Override
    public SplitEnumerator<Share, Share> restoreEnumerator(SplitEnumeratorContext<Share> context, Share all) {
        return new Shares(context);
    }

    @Override
    public SimpleVersionedSerializer<Share> getSplitSerializer() {
        return new ShareBytes();
    }

    @Override
    public SimpleVersionedSerializer<Share> getEnumeratorCheckpointSerializer() {
        return new ShareBytes(); // asked for, and never used: nothing is checkpointed
    }

    private static final class Reader implements SourceReader<Tuple3<String, Long, byte[]>, Share> {
        /** Records at a time; between them Flink looks after other things. */
        private static final int POLL = 64;

        private final FlinkRun run;
        private final CompletableFuture<Void> assigned = new CompletableFuture<>();
        /** Reused, for the network takes its bytes at once. */
        private final Tuple3<String, Long, byte[]> record = new Tuple3<>();

        private Share share = new Share(0, 1);
        private long next;

        Reader(FlinkRun run) {
            this.run = run;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Tuple3<String, Long, byte[]>> output) {
            if (!assigned.isDone()) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            MarketLoad load = run.load();
            long available = run.released();
            for (int polled = 0; next < available && polled < POLL; next++) {
                if (next % load.instruments() % share.of() == share.number()) {
                    polled++;
                    record.setFields(load.instrument(next).id(), next, load.bytes(next));
                    output.collect(record);
                }
            }
            return next < available ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return assigned.isDone() ? run.after(next) : assigned;
        }

        @Override
        public void addSplits(List<Share> splits) {
            share = splits.getFirst();
            assigned.complete(null);
        }

        @Override
        public List<Share> snapshotState(long checkpoint) {
            return List.of(share);
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    private record Shares(SplitEnumeratorContext<Share> context) implements SplitEnumerator<Share, Share> {
        @Override
        public void start() {}

        @Override
        public void addReader(int subtask) {
            context.assignSplit(new Share(subtask, context.currentParallelism()), subtask);
        }

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {}

        @Override
        public void addSplitsBack(List<Share> splits, int subtask) {}

        @Override
        public Share snapshotState(long checkpoint) {
            return new Share(0, context.currentParallelism());
        }

        @Override
        public void close() {}
    }

    private static final class ShareBytes implements SimpleVersionedSerializer<Share> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Share share) {
            return ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(share.number())
                    .putInt(share.of())
                    .array();
        }

        @Override
        public Share deserialize(int version, byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Share(buffer.getInt(), buffer.getInt());
        }
    }
}
