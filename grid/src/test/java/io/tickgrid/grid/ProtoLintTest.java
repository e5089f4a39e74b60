package io.tickgrid.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The wire contracts keep the rules of {@code buf.yaml}, checked where buf is there. */
class ProtoLintTest {
    @Test
    void contractsKeepTheRules() throws IOException, InterruptedException {
        Optional<Path> buf = onPath("buf");
        Assumptions.assumeTrue(buf.isPresent(), "needs buf on the PATH (npm install -g @bufbuild/buf) to lint protos");
        Process lint = new ProcessBuilder(buf.orElseThrow().toString(), "lint")
                .directory(root().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(lint.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lint.exitValue()).as(said).isZero();
    }

    private static Optional<Path> onPath(String name) {
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .map(d -> Path.of(d, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path root() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.exists(dir.resolve("buf.yaml"))) {
            dir = Objects.requireNonNull(
                    dir.getParent(), "no buf.yaml around " + Path.of("").toAbsolutePath());
        }
        return dir;
    }
}
