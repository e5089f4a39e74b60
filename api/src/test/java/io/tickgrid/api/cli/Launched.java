package io.tickgrid.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the launcher, its outputs in files. */
final class Launched implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path err;

    /** What it printed and how it ended. */
    record Result(int exitCode, String out, String err) {
        /** Failed as it shall: this code, nothing on stdout, and one line on stderr that a person can use. */
        void failedWith(int code, String... words) {
            assertThat(exitCode).as(err).isEqualTo(code);
            assertThat(out).isEmpty();
            assertThat(errorLines()).as(err).hasSize(1);
            assertThat(errorLines().getFirst()).contains(words);
            assertThat(err).doesNotContain("\tat ", "Exception in");
        }

        List<String> errorLines() {
            return err.lines().filter(line -> line.startsWith("tickgrid: ")).toList();
        }
    }

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The repository's root, where the launcher is. */
    static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(path.resolve("tickgrid"))) {
            path = path.getParent();
        }
        return path;
    }

    /**
     * Starts a launcher.
     *
     * @param environment set, or removed where the value is empty
     */
    static Launched start(Path launcher, Path directory, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // a build in the background has its children ignore it
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(launcher.toString());
        command.addAll(arguments);
        Path out = Files.createTempFile("launched-", ".out");
        Path err = Files.createTempFile("launched-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        return new Launched(builder.start(), out, err);
    }

    /** Starts the repository's launcher and waits for its end. */
    static Result run(Path directory, String... arguments) throws IOException, InterruptedException {
        return run(root().resolve("tickgrid"), directory, Map.of(), arguments);
    }

    static Result run(Path launcher, Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        try (Launched launched = start(launcher, directory, environment, List.of(arguments))) {
            return launched.result();
        }
    }

    Result result() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE_SECONDS + " s:\n" + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Waits until it has printed the text, on either of its outputs. */
    void awaitText(String text) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> {
            boolean alive = process.isAlive(); // asked first: what it said before its end counts
            if (printed(text)) {
                return true;
            }
            if (!alive) {
                throw new AssertionError("it ended without " + text + ":\n" + Files.readString(err));
            }
            return false;
        });
    }

    private boolean printed(String text) throws IOException {
        return Files.readString(out).contains(text) || Files.readString(err).contains(text);
    }

    /** What it printed until now. */
    String out() throws IOException {
        return Files.readString(out);
    }

    /** kill -9 of this process alone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
