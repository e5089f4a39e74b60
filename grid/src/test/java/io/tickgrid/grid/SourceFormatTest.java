package io.tickgrid.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is as palantir-java-format lays it out; {@code -Dformat.fix=true} does it. A test and no plugin,
 * because the formatter needs the JDK that the tests run on, which Maven itself may not run on.
 */
class SourceFormatTest {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everyJavaFileIsFormatted() throws IOException {
        boolean fix = Boolean.getBoolean("format.fix");
        Path root = root();
        List<String> wrong = new ArrayList<>();
        for (Path file : sources(root)) {
            String text = Files.readString(file);
            String formatted = format(file, text);
            if (!formatted.equals(text)) {
                if (fix) {
                    Files.writeString(file, formatted);
                } else {
                    wrong.add(root.relativize(file).toString());
                }
            }
        }
        assertThat(wrong)
                .as("files to format: mvn -pl grid test -Dtest=SourceFormatTest -Dformat.fix=true")
                .isEmpty();
    }

    private static String format(Path file, String text) {
        try {
            return FORMATTER.formatSourceAndFixImports(text);
        } catch (FormatterException e) {
            throw new IllegalStateException(file + " cannot be read as Java: " + e.getMessage(), e);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String module : List.of("grid", "pipelines", "pipelines/peers", "api")) {
            try (Stream<Path> walk = Files.walk(root.resolve(module).resolve("src"))) {
                walk.filter(f -> f.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static Path root() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.exists(dir.resolve("proto").resolve("pom.xml"))) {
            dir = java.util.Objects.requireNonNull(
                    dir.getParent(), "no repository around " + Path.of("").toAbsolutePath());
        }
        return dir;
    }
}
