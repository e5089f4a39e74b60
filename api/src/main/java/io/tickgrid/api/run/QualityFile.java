package io.tickgrid.api.run;

import io.tickgrid.pipelines.tick.QualityRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Quality rules by class of instrument, as a file says them:
 *
 * <pre>{"crypto": {"band_pct": 20, "band_window_s": 300, "confirmations": 5, "max_ahead_s": 60}}</pre>
 *
 * What a class leaves out is as by default: no band, a minute ahead.
 */
public final class QualityFile {
    private static final List<String> FIELDS = List.of("band_pct", "band_window_s", "confirmations", "max_ahead_s");
    private static final double NS_A_SECOND = 1e9;

    private QualityFile() {}

    /** @throws IllegalArgumentException in one line, with the file and what was expected */
    public static Map<String, QualityRules> read(Path file) {
        try {
            JsonNode all = new JsonMapper().readTree(Files.readString(file));
            require(all.isObject(), file, "an object of classes such as crypto", all);
            Map<String, QualityRules> rules = new TreeMap<>();
            for (Map.Entry<String, JsonNode> one : all.properties()) {
                rules.put(one.getKey(), rules(file, one.getKey(), one.getValue()));
            }
            return rules;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("--quality: there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("--quality: cannot read " + file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("--quality: " + file + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static QualityRules rules(Path file, String name, JsonNode given) {
        require(given.isObject(), file, "an object for the class " + name, given);
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            String at = name + "." + field.getKey();
            require(FIELDS.contains(field.getKey()), file, "one of " + String.join(", ", FIELDS), at);
            require(field.getValue().isNumber(), file, "a number for " + at, field.getValue());
        }
        QualityRules plain = QualityRules.DEFAULT;
        try {
            return new QualityRules(
                    given.has("band_pct") ? given.get("band_pct").asDouble() : plain.bandPct(),
                    given.has("band_window_s") ? ns(given.get("band_window_s")) : plain.bandWindowNs(),
                    given.has("confirmations") ? given.get("confirmations").asInt() : plain.confirmations(),
                    given.has("max_ahead_s") ? ns(given.get("max_ahead_s")) : plain.maxAheadNs());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--quality: " + file + ": class " + name + ": " + e.getMessage(), e);
        }
    }

    private static long ns(JsonNode seconds) {
        return Math.round(seconds.asDouble() * NS_A_SECOND);
    }

    private static void require(boolean holds, Path file, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("--quality: " + file + ": expected " + expected + ", found " + found);
        }
    }
}
