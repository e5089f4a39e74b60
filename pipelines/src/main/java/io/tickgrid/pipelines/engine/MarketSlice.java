package io.tickgrid.pipelines.engine;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Some records of {@code market-input} whose instruments live in one partition of the grid, in the order of their
 * positions: as they came, to be decoded where they are used.
 */
public final class MarketSlice implements DataSerializable {
    /** Records a slice holds at most. */
    public static final int MAX_RECORDS = 512;

    private int gridPartition;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * A record as Kafka gave it. A missing key or value is the empty text or no bytes.
     *
     * @param position see {@link io.tickgrid.pipelines.TopicPositions}
     * @param keyPartition the Kafka partition that the records of its key belong to
     * @param writtenNs the record's timestamp, nanoseconds since the epoch; {@code TickColumns.NO_TIME} without one
     */
    public record Entry(
            int kafkaPartition,
            long position,
            int keyPartition,
            long writtenNs,
            String key,
            String source,
            String version,
            byte[] value) {
        /** Whether it is where the records of its key are, so that they have one order. */
        boolean isInPlace() {
            return kafkaPartition == keyPartition;
        }
    }

    /** For deserialization. */
    public MarketSlice() {}

    /** An empty slice of a partition of the grid. */
    public MarketSlice(int gridPartition) {
        this.gridPartition = gridPartition;
    }

    public int gridPartition() {
        return gridPartition;
    }

    /** The records, to be added to by who makes the slice. */
    public List<Entry> entries() {
        return entries;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeInt(gridPartition);
        out.writeInt(entries.size());
        for (Entry e : entries) {
            out.writeInt(e.kafkaPartition());
            out.writeLong(e.position());
            out.writeInt(e.keyPartition());
            out.writeLong(e.writtenNs());
            out.writeString(e.key());
            out.writeString(e.source());
            out.writeString(e.version());
            out.writeByteArray(e.value());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        gridPartition = in.readInt();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            entries.add(new Entry(
                    in.readInt(), in.readLong(), in.readInt(), in.readLong(), text(in), text(in), text(in), bytes(in)));
        }
    }

    private static String text(ObjectDataInput in) throws IOException {
        String s = in.readString();
        return s == null ? "" : s;
    }

    private static byte[] bytes(ObjectDataInput in) throws IOException {
        byte[] b = in.readByteArray();
        return b == null ? new byte[0] : b;
    }
}
