package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The page's scripts pass their own tests, where Node is there. */
class PageScriptsTest {
    private static final int LEAST_NODE = 20;

    @Test
    void scriptsPassTheirTests() throws IOException, InterruptedException {
        Optional<Path> node = onPath("node");
        Assumptions.assumeTrue(
                node.isPresent() && major(node.orElseThrow()) >= LEAST_NODE,
                "needs Node 20 or later on the PATH to test the page's scripts");
        Path page = root().resolve("clients/dashboard");
        List<String> command = new ArrayList<>(List.of(node.orElseThrow().toString(), "--test"));
        try (Stream<Path> files = Files.list(page.resolve("test"))) {
            files.map(Path::toString)
                    .filter(f -> f.endsWith(".test.mjs"))
                    .sorted()
                    .forEach(command::add);
        }
        assertThat(command).hasSizeGreaterThan(2);
        Path said = Files.createTempFile("page-scripts", ".txt");
        Process tests = new ProcessBuilder(command)
                .directory(page.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(tests.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(tests.exitValue()).as(Files.readString(said)).isZero();
        } finally {
            tests.destroyForcibly();
            Files.delete(said);
        }
    }

    private static int major(Path node) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(node.toString(), "--version").start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return said.matches("(?s)v[0-9]+\\..*") ? Integer.parseInt(said.substring(1, said.indexOf('.'))) : 0;
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
        while (!Files.exists(dir.resolve("tickgrid"))) {
            dir = Objects.requireNonNull(dir.getParent(), "no tickgrid around here");
        }
        return dir;
    }
}
