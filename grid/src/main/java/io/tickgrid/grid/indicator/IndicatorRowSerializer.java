package io.tickgrid.grid.indicator;

import com.hazelcast.nio.serialization.FieldKind;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.List;

/** Compact form of an indicator row: a field for each output of the deployment's set. */
public final class IndicatorRowSerializer implements CompactSerializer<IndicatorRow> {
    private final List<String> columns;

    /** @param columns the outputs that this deployment computes; a field that a row does not have reads as NaN */
    public IndicatorRowSerializer(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    @Override
    public void write(CompactWriter writer, IndicatorRow row) {
        writer.writeString("instrument", row.instrument());
        writer.writeString("frame", row.frame());
        writer.writeInt64("open_time_ms", row.openTimeMs());
        writer.writeInt32("revision", row.revision());
        writer.writeBoolean("closed", row.closed());
        for (int i = 0; i < row.columns().size(); i++) {
            writer.writeFloat64(row.columns().get(i), row.values()[i]);
        }
    }

    @Override
    public IndicatorRow read(CompactReader reader) {
        double[] values = new double[columns.size()];
        for (int i = 0; i < values.length; i++) {
            String column = columns.get(i);
            values[i] = reader.getFieldKind(column) == FieldKind.FLOAT64 ? reader.readFloat64(column) : Double.NaN;
        }
        return new IndicatorRow(
                text(reader, "instrument"),
                text(reader, "frame"),
                reader.readInt64("open_time_ms"),
                reader.readInt32("revision"),
                reader.readBoolean("closed"),
                columns,
                values);
    }

    private static String text(CompactReader reader, String field) {
        String s = reader.readString(field);
        return s == null ? "" : s;
    }

    @Override
    public String getTypeName() {
        return "indicator-row";
    }

    @Override
    public Class<IndicatorRow> getCompactClass() {
        return IndicatorRow.class;
    }
}
