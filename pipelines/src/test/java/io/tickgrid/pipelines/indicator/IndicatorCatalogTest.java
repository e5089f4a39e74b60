package io.tickgrid.pipelines.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IndicatorCatalogTest {

    /** Written anew with {@code -Ddocs.update=true}. */
    @Test
    void referencePageIsUpToDate() throws IOException {
        Path page = root().resolve("docs/reference/indicators.md");
        if (Boolean.getBoolean("docs.update")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, IndicatorCatalog.markdown());
        }
        assertThat(page).as("run with -Ddocs.update=true").hasContent(IndicatorCatalog.markdown());
    }

    @Test
    void jsonNamesEveryIndicatorWithItsParametersAndOutputs() {
        String json = IndicatorCatalog.json();
        assertThat(json)
                .startsWith(
                        "[\n"
                            + "{\"id\":\"rsi\",\"name\":\"Relative Strength"
                            + " Index\",\"group\":\"momentum\",\"source\":\"Wilder (1978); TA-Lib RSI, classic"
                            + " compatibility\",\"params\":[{\"name\":\"period\",\"default\":14,\"min\":2,\"max\":500}],\"outputs\":[{\"name\":\"value\",\"warmup\":14}],\"warmup\":14},\n")
                .contains(
                        "\"outputs\":[{\"name\":\"upper_band\",\"warmup\":19},{\"name\":\"middle_band\",\"warmup\":19},"
                                + "{\"name\":\"lower_band\",\"warmup\":19}],\"warmup\":19}")
                .contains("{\"name\":\"nb_dev_up\",\"default\":2,\"min\":0.1,\"max\":20}")
                .endsWith("}\n]\n");
        for (IndicatorSpec spec : Indicators.all()) {
            assertThat(json).contains("{\"id\":\"" + spec.id() + "\"");
        }
        assertThat(json.chars().filter(c -> c == '{').count())
                .isEqualTo(json.chars().filter(c -> c == '}').count());
    }

    @Test
    void tableHasALineForEachIndicatorAndNoColumnRunsIntoTheNext() {
        List<String> lines = IndicatorCatalog.table().lines().toList();
        assertThat(lines).hasSize(Indicators.all().size() + 1);
        int outputs = lines.getFirst().indexOf("OUTPUTS");
        int warmup = lines.getFirst().indexOf("WARMUP");
        for (String line : lines) {
            assertThat(line.charAt(outputs - 1)).as(line).isEqualTo(' ');
            assertThat(line.charAt(warmup - 1)).as(line).isEqualTo(' ');
        }
    }

    /** A file that declares a SPEC and is missing from the table would be silently absent from every surface. */
    @Test
    void everySpecOfTheSourcesIsInTheTable() throws IOException {
        Path sources = root().resolve("pipelines/src/main/java/io/tickgrid/pipelines/indicator");
        Set<String> declared = new HashSet<>();
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                read(file)
                        .lines()
                        .filter(line -> line.contains("static final IndicatorSpec "))
                        .forEach(
                                line -> declared.add(name + "." + line.replaceAll(".*IndicatorSpec (\\w+) =.*", "$1")));
            }
        }
        String table = read(sources.resolve("Indicators.java"));
        assertThat(declared).hasSameSizeAs(Indicators.all()).allMatch(table::contains);
        assertThat(Indicators.all()).extracting(IndicatorSpec::id).doesNotHaveDuplicates();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(dir.resolve("pipelines/src"))) {
            dir = dir.getParent();
        }
        return dir;
    }
}
