package io.tickgrid.api.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeExamplesTest {

    @Test
    void everySurfaceHasItsExampleWithWhatItPrints(@TempDir Path directory) throws IOException {
        ReadmeExamples examples = ReadmeExamples.in(directory);
        assertThat(examples.all().keySet())
                .containsExactly(
                        "login", "rest", "websocket", "grpc", "sql", "indicators-compute", "replay", "copy-simulate");
        assertThat(examples.all().values())
                .filteredOn(e -> !e.name().equals("login"))
                .allMatch(e -> !e.output().isBlank());
        assertThatThrownBy(() -> examples.example("none")).hasMessageContaining("copy-simulate");
    }

    @Test
    void everyExampleOfARunningPlatformMeetsAPortThatIsReplaced(@TempDir Path directory) throws IOException {
        Map<String, String> ports = ReadmeExamples.ports(1, 2);
        ReadmeExamples examples = ReadmeExamples.in(directory, directory, ports);
        for (String name : new String[] {"login", "rest", "websocket", "grpc", "sql"}) {
            assertThat(ports.keySet()).as(name).anyMatch(examples.example(name).script()::contains);
        }
        assertThat(Files.isSymbolicLink(directory.resolve("data"))).isTrue();
    }

    @Test
    void shapeIsFieldsAndKindsAndNotValues() {
        String one = "{\"a\":\"x\",\"b\":[{\"c\":1}],\"d\":null}";
        assertThat(ReadmeExamples.differencesOfShape(one, "{\"a\":\"y\",\"b\":[{\"c\":2},{\"c\":3}],\"d\":\"z\"}"))
                .isEmpty();
        assertThat(ReadmeExamples.differencesOfShape(one, "{\"a\":1,\"b\":[{\"e\":1}]}"))
                .hasSize(3);
        assertThat(ReadmeExamples.differencesOfShape(one, one + "\n" + one)).hasSize(1);
    }
}
