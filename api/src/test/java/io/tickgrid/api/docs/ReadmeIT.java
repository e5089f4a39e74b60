package io.tickgrid.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's examples that need no running platform print what it says, by the launcher that a user has. */
class ReadmeIT {

    @ParameterizedTest
    @ValueSource(strings = {"indicators-compute", "replay", "copy-simulate"})
    void examplePrintsWhatTheReadmeSays(String name, @TempDir Path directory) throws IOException, InterruptedException {
        ReadmeExamples examples = ReadmeExamples.in(directory);
        ReadmeExamples.Result result = examples.run(name);
        assertThat(result.exitCode()).as(result.diagnostics()).isZero();
        assertThat(result.output()).isEqualTo(examples.example(name).output());
    }
}
