package io.tickgrid.api.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The examples of README.md. An example is a comment {@code <!-- example: NAME -->}, a fenced {@code sh} block with its
 * script and, where it prints something, a second fenced block with what it prints.
 *
 * <p>Scripts are run as they stand, by bash, in a directory of their own that looks like a clone's root: {@code
 * ./tickgrid} is there, {@code docs}, and {@code data} where a platform runs. What differs in a test is replaced as text:
 * {@link #ports} turns {@code localhost:8080} and {@code localhost:9090} into the ports that the platform got, and tells
 * {@code ./tickgrid sql} and {@code ./tickgrid dead-letters list} the HTTP port. Nothing else is changed.
 *
 * <p>The launcher builds nothing in a build: the jar that it looks for is newer than the sources by then.
 *
 * <p>An example that needs a token follows the example {@code login} in the same shell: {@code run("login", "rest")}.
 */
public final class ReadmeExamples {
    private static final Pattern EXAMPLE = Pattern.compile(
            "<!-- example: ([a-z-]+) -->\n```sh\n(.*?)```\n(?:```(?:text|json|csv)\n(.*?)```\n)?", Pattern.DOTALL);
    private static final Pattern GRPCURL =
            Pattern.compile("grpcurl -plaintext -emit-defaults .*-d '([^']*)'.*?([\\w.]+)/(\\w+)\\s*$", Pattern.DOTALL);
    private static final long TIMEOUT_SECONDS = 120;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final Map<String, String> replacements;
    private final Map<String, Example> examples;

    /**
     * One example.
     *
     * @param script as it stands in the README
     * @param output what the README says that it prints; empty when it says nothing
     */
    public record Example(String name, String script, String output) {}

    /** What a run printed. */
    public record Result(int exitCode, String output, String diagnostics) {}

    private ReadmeExamples(Path directory, Map<String, String> replacements) throws IOException {
        this.directory = directory;
        this.replacements = replacements;
        examples = new LinkedHashMap<>();
        Matcher matcher = EXAMPLE.matcher(Files.readString(root().resolve("README.md")));
        while (matcher.find()) {
            String output = matcher.group(3) == null ? "" : matcher.group(3);
            examples.put(matcher.group(1), new Example(matcher.group(1), matcher.group(2), output));
        }
    }

    /** For examples that need no running platform. */
    public static ReadmeExamples in(Path directory) throws IOException {
        return in(directory, null, Map.of());
    }

    /**
     * For examples that ask a running platform.
     *
     * @param directory empty; becomes the working directory
     * @param dataDir the platform's; null for none
     * @param replacements text to text, as of {@link #ports}
     */
    public static ReadmeExamples in(Path directory, @Nullable Path dataDir, Map<String, String> replacements)
            throws IOException {
        Path launcher = directory.resolve("tickgrid");
        Files.writeString(launcher, "#!/bin/sh\nexec '" + root().resolve("tickgrid") + "' \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(directory.resolve("docs"), root().resolve("docs"));
        if (dataDir != null) {
            Files.createSymbolicLink(directory.resolve("data"), dataDir.toAbsolutePath());
        }
        return new ReadmeExamples(directory, replacements);
    }

    /** What the ports of a platform change in the scripts. */
    public static Map<String, String> ports(int httpPort, int grpcPort) {
        Map<String, String> replacements = new LinkedHashMap<>();
        replacements.put("localhost:8080", "localhost:" + httpPort);
        replacements.put("localhost:9090", "localhost:" + grpcPort);
        replacements.put("./tickgrid sql ", "./tickgrid sql --http-port " + httpPort + " ");
        replacements.put("./tickgrid dead-letters list", "./tickgrid dead-letters list --http-port " + httpPort);
        replacements.put("python3 docs/examples/", "HOST=localhost:" + httpPort + " python3 docs/examples/");
        return replacements;
    }

    /** All of them by name, in the order of the README. */
    public Map<String, Example> all() {
        return examples;
    }

    /** @throws IllegalArgumentException when the README has no such example */
    public Example example(String name) {
        Example example = examples.get(name);
        if (example == null) {
            throw new IllegalArgumentException("README.md must have one of the examples " + examples.keySet()
                    + " after a comment <!-- example: NAME -->, was asked for " + name);
        }
        return example;
    }

    /** Runs examples one after the other in one shell, which ends at the first command that fails. */
    public Result run(String... names) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        for (String name : names) {
            script.append(example(name).script());
        }
        String text = script.toString();
        for (Map.Entry<String, String> e : replacements.entrySet()) {
            text = text.replace(e.getKey(), e.getValue());
        }
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process = new ProcessBuilder("bash", "-c", text)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("README's examples " + List.of(names) + " must end within "
                    + TIMEOUT_SECONDS + " s, did not; printed " + Files.readString(out) + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /**
     * Does what the example {@code grpc} does, from its own words, where there is no grpcurl.
     *
     * @return what grpcurl would print
     */
    public String grpc(int port, String token) throws Exception {
        Matcher words = GRPCURL.matcher(example("grpc").script());
        if (!words.find()) {
            throw new IllegalStateException("expected grpcurl -d 'JSON' … SERVICE/METHOD, got "
                    + example("grpc").script());
        }
        return ReflectedGrpc.call(port, token, words.group(2), words.group(3), words.group(1));
    }

    /** Whether a tool that an example needs is on this machine. */
    public static boolean hasTool(String name) throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-c", "command -v " + name)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /**
     * Where two texts of JSON values differ in shape: fields of objects, kinds of values. Null fits everything, and an
     * array fits when each of its elements has the shape of the other's first. Empty = the same shape.
     */
    public static List<String> differencesOfShape(String expected, String actual) {
        List<JsonNode> left = values(expected);
        List<JsonNode> right = values(actual);
        List<String> differences = new ArrayList<>();
        if (left.size() != right.size()) {
            differences.add("expected " + left.size() + " values, got " + right.size());
        }
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            compare("value " + (i + 1), left.get(i), right.get(i), differences);
        }
        return differences;
    }

    private static List<JsonNode> values(String text) {
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return values.readAll();
        }
    }

    private static void compare(String at, JsonNode expected, JsonNode actual, List<String> differences) {
        if (expected.isNull() || actual.isNull()) {
            return;
        }
        if (expected.getNodeType() != actual.getNodeType()) {
            differences.add(at + ": expected " + expected.getNodeType() + ", got " + actual.getNodeType());
        } else if (expected.isArray() && !expected.isEmpty()) {
            for (JsonNode element : actual) {
                compare(at + "[]", expected.get(0), element, differences);
            }
        } else if (expected.isObject()) {
            List<String> fields = expected.propertyNames().stream().sorted().toList();
            List<String> got = actual.propertyNames().stream().sorted().toList();
            if (!fields.equals(got)) {
                differences.add(at + ": expected fields " + fields + ", got " + got);
            }
            fields.stream()
                    .filter(got::contains)
                    .forEach(f -> compare(at + "." + f, expected.get(f), actual.get(f), differences));
        }
    }

    /** The root of the repository. */
    public static Path root() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(dir.resolve("tickgrid"))) {
            dir = dir.getParent();
        }
        return dir;
    }

    /** Text of a file of the repository. */
    public static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
