package io.tickgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.sql.SqlResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The SQL view of the maps: one mapping for each that {@link GridMaps} declares visible. */
public final class GridSql {
    private GridSql() {}

    /** Creates or replaces all mappings. */
    public static void createMappings(HazelcastInstance hazelcast, List<String> indicatorColumns) {
        for (GridMaps map : GridMaps.values()) {
            if (map.sql()) {
                try (SqlResult result = hazelcast.getSql().execute(mapping(map, indicatorColumns))) {
                    result.updateCount();
                }
            }
        }
    }

    /** Column name to SQL type, in the order of {@code SELECT *}, for every visible map by its SQL name. */
    public static Map<String, Map<String, String>> tables(List<String> indicatorColumns) {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        for (GridMaps map : GridMaps.values()) {
            if (map.sql()) {
                tables.put(map.sqlName(), columns(map, indicatorColumns));
            }
        }
        return tables;
    }

    /** Whether the rows of a visible map belong to tenants. */
    public static boolean ownedByTenants(GridMaps map) {
        return columns(map, List.of()).containsKey("tenant_id");
    }

    private static Map<String, String> columns(GridMaps map, List<String> indicatorColumns) {
        String type = java.util.Objects.requireNonNull(map.valueType());
        Map<String, String> columns = new LinkedHashMap<>();
        if (type.equals("indicator-row")) {
            columns.put("instrument", "VARCHAR");
            columns.put("frame", "VARCHAR");
            columns.put("open_time_ms", "BIGINT");
            columns.put("revision", "INTEGER");
            columns.put("closed", "BOOLEAN");
            indicatorColumns.forEach(c -> columns.put(c, "DOUBLE"));
        } else {
            GridSerializers.of(type).columns().forEach(c -> columns.put(c.name(), c.sqlType()));
        }
        return columns;
    }

    static String mapping(GridMaps map, List<String> indicatorColumns) {
        List<String> lines = new ArrayList<>();
        lines.add("__key VARCHAR");
        columns(map, indicatorColumns).forEach((name, type) -> lines.add('"' + name + "\" " + type));
        return "CREATE OR REPLACE MAPPING \"" + map.sqlName() + "\" EXTERNAL NAME \"" + map.mapName() + "\" ("
                + String.join(", ", lines)
                + ") TYPE IMap OPTIONS ('keyFormat'='java', 'keyJavaClass'='java.lang.String',"
                + " 'valueFormat'='compact', 'valueCompactTypeName'='" + map.valueType() + "')";
    }
}
