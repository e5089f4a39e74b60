package io.tickgrid.grid;

import com.hazelcast.nio.serialization.FieldKind;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compact form of a flat record: one field a component, named in snake case. A component that an older writer did not
 * know reads as 0, false or the empty text.
 *
 * <p>Components may be long, int, double, boolean, String or byte[].
 */
final class RecordSerializer<R extends Record> implements CompactSerializer<R> {
    /** A component and its place in SQL. */
    record Column(String name, Class<?> type, String sqlType) {}

    private final String typeName;
    private final Class<R> type;
    private final List<Column> columns = new ArrayList<>();
    private final MethodHandle[] getters;
    private final MethodHandle constructor;

    RecordSerializer(String typeName, Class<R> type) {
        this.typeName = typeName;
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        getters = new MethodHandle[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                columns.add(new Column(snakeCase(components[i].getName()), types[i], sqlType(types[i])));
                getters[i] = lookup.unreflect(components[i].getAccessor())
                        .asType(java.lang.invoke.MethodType.methodType(Object.class, Record.class));
            }
            constructor = lookup.unreflectConstructor(type.getDeclaredConstructor(types))
                    .asSpreader(Object[].class, types.length)
                    .asType(java.lang.invoke.MethodType.methodType(Record.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must be public with a public constructor", e);
        }
    }

    List<Column> columns() {
        return columns;
    }

    @Override
    public void write(CompactWriter writer, R value) {
        try {
            for (int i = 0; i < getters.length; i++) {
                Object v = (Object) getters[i].invokeExact((Record) value);
                String name = columns.get(i).name();
                switch (v) {
                    case Long n -> writer.writeInt64(name, n);
                    case Integer n -> writer.writeInt32(name, n);
                    case Double n -> writer.writeFloat64(name, n);
                    case Boolean b -> writer.writeBoolean(name, b);
                    case String s -> writer.writeString(name, s);
                    case byte[] b -> writer.writeArrayOfInt8(name, b);
                    case long[] n -> writer.writeArrayOfInt64(name, n);
                    default -> throw new IllegalStateException("no compact form for " + v.getClass());
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public R read(CompactReader reader) {
        Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = columns.get(i);
            String name = column.name();
            boolean known = reader.getFieldKind(name) != FieldKind.NOT_AVAILABLE;
            Class<?> t = column.type();
            if (t == long.class) {
                values[i] = known ? reader.readInt64(name) : 0L;
            } else if (t == int.class) {
                values[i] = known ? reader.readInt32(name) : 0;
            } else if (t == double.class) {
                values[i] = known ? reader.readFloat64(name) : 0.0;
            } else if (t == boolean.class) {
                values[i] = known && reader.readBoolean(name);
            } else if (t == String.class) {
                String s = known ? reader.readString(name) : "";
                values[i] = s == null ? "" : s;
            } else if (t == long[].class) {
                long[] n = known ? reader.readArrayOfInt64(name) : new long[0];
                values[i] = n == null ? new long[0] : n;
            } else {
                byte[] b = known ? reader.readArrayOfInt8(name) : new byte[0];
                values[i] = b == null ? new byte[0] : b;
            }
        }
        try {
            return type.cast((Record) constructor.invokeExact(values));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String getTypeName() {
        return typeName;
    }

    @Override
    public Class<R> getCompactClass() {
        return type;
    }

    /** {@code openTimeMs} to {@code open_time_ms}. */
    static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String sqlType(Class<?> type) {
        if (type == long.class) {
            return "BIGINT";
        } else if (type == int.class) {
            return "INTEGER";
        } else if (type == double.class) {
            return "DOUBLE";
        } else if (type == boolean.class) {
            return "BOOLEAN";
        } else if (type == String.class) {
            return "VARCHAR";
        } else if (type == byte[].class || type == long[].class) {
            return "OBJECT";
        }
        throw new IllegalArgumentException("no column type for " + type);
    }
}
