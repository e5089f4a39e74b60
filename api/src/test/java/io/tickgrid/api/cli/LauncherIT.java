package io.tickgrid.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a user has it: where it is called from, which JDK it finds, what it says when it cannot go on. */
class LauncherIT {
    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "awk",
            "tail",
            "tee",
            "touch");
    private static final Path ROOT = Launched.root();

    @TempDir
    Path directory;

    private Path tools;

    /** A PATH on which neither a JDK nor Maven is. */
    @BeforeEach
    void linkTools() throws IOException {
        tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")) {
                Path there = Path.of(place, tool);
                if (Files.exists(there) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), there);
                }
            }
        }
    }

    /** Before JUnit, which warns of each link that leads out of the directory. */
    @AfterEach
    void unlink() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    /** A project whose build is the one that is here. */
    private Path project(String name) throws IOException {
        Path target = Files.createDirectories(directory.resolve(name).resolve("api/target"));
        Files.copy(ROOT.resolve("tickgrid"), directory.resolve(name).resolve("tickgrid"));
        Files.createSymbolicLink(target.resolve("lib"), ROOT.resolve("api/target/lib"));
        Files.copy(ROOT.resolve("api/target/tickgrid-api.jar"), target.resolve("tickgrid-api.jar"));
        assertThat(directory.resolve(name).resolve("tickgrid").toFile().setExecutable(true))
                .isTrue();
        return directory.resolve(name).resolve("tickgrid");
    }

    @Test
    void fileNamesAreRelativeToTheCaller() throws Exception {
        Files.writeString(directory.resolve("bars.csv"), "time_ms,open,high,low,close,volume\n0,1,2,1,2,10\n");
        Launched.Result result = Launched.run(
                directory,
                "indicators",
                "compute",
                "--indicator",
                "sma",
                "--param",
                "period=2",
                "--input",
                "bars.csv",
                "--output",
                "out.csv");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(directory.resolve("out.csv")).hasContent("time_ms,value\n0,");
    }

    @Test
    void worksThroughALinkAndFromAPathWithSpaces() throws Exception {
        Path launcher = project("a b");
        Files.createSymbolicLink(directory.resolve("first"), launcher);
        Files.createSymbolicLink(directory.resolve("second"), Path.of("first"));
        Launched.Result result = Launched.run(directory.resolve("second"), directory, Map.of(), "indicators", "list");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("Relative Strength Index");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void olderJavaIsPassedOver() throws Exception {
        Path old = jdk("17");
        Map<String, String> environment = Map.of(
                "PATH", old.resolve("bin") + ":" + tools,
                "JAVA_HOME", old.toString(),
                "TICKGRID_JDK_DIRS",
                        old.getParent() + ":"
                                + Path.of(System.getProperty("java.home")).getParent());
        Launched.Result result = Launched.run(ROOT.resolve("tickgrid"), directory, environment, "--version");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("tickgrid ");
    }

    /** Something that says of itself to be a JDK, and can do nothing. */
    private Path jdk(String version) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("jdks/jdk-" + version + "/bin"));
        for (String tool : List.of("java", "javac")) {
            Files.writeString(bin.resolve(tool), "#!/usr/bin/env bash\nexit 3\n");
            assertThat(bin.resolve(tool).toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(bin.getParent().resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        return bin.getParent();
    }

    @Test
    void saysWhatToDoWithoutAJdk() throws Exception {
        Map<String, String> environment = Map.of(
                "PATH",
                tools.toString(),
                "JAVA_HOME",
                "",
                "TICKGRID_JAVA_HOME",
                "",
                "TICKGRID_JDK_DIRS",
                jdk("21").getParent().toString());
        Launched.run(ROOT.resolve("tickgrid"), directory, environment, "indicators", "list")
                .failedWith(1, "needs a JDK 25", "JAVA_HOME");
    }

    @Test
    void saysWhatToDoWithoutMaven() throws Exception {
        Path launcher = project("fresh");
        Files.delete(directory.resolve("fresh/api/target/tickgrid-api.jar"));
        Launched.run(launcher, directory, onlyTools(""), "indicators", "list").failedWith(1, "Maven 3.8.7");
    }

    @Test
    void showsWhyABuildFailed() throws Exception {
        Path launcher = project("broken");
        Files.delete(directory.resolve("broken/api/target/tickgrid-api.jar"));
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Files.writeString(
                bin.resolve("mvn"),
                "#!/usr/bin/env bash\necho '[INFO] well'\necho '[ERROR] X.java:1 no such type'\nexit 1\n");
        assertThat(bin.resolve("mvn").toFile().setExecutable(true)).isTrue();
        Launched.Result result = Launched.run(launcher, directory, onlyTools(bin + ":"), "indicators", "list");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("the build failed", "[ERROR] X.java:1 no such type");
        assertThat(result.out()).isEmpty();
    }

    private Map<String, String> onlyTools(String before) {
        return Map.of("PATH", before + tools, "TICKGRID_JAVA_HOME", System.getProperty("java.home"));
    }

    @Test
    void theClassArchiveIsAMatterOfSpeedOnly() throws Exception {
        Path launcher = project("cached");
        Path archive = directory.resolve("cached/api/target/tickgrid.jsa");
        for (String content : List.of("", "no archive at all")) {
            Files.writeString(archive, content);
            Launched.Result result = Launched.run(launcher, directory, Map.of(), "indicators", "list");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).startsWith("ID ");
            assertThat(result.err()).isEmpty();
        }
        Files.delete(archive);
        try (Launched one = Launched.start(launcher, directory, Map.of(), List.of("indicators", "list"));
                Launched other = Launched.start(launcher, directory, Map.of(), List.of("indicators", "list"))) {
            assertThat(one.result()).isEqualTo(other.result());
            assertThat(one.result().err()).isEmpty();
            assertThat(one.result().exitCode()).isZero();
        }
    }

    /** A build beside it rewrites the jars. */
    @Test
    void aPlatformLoadsFromACopyOfItsOwn() throws Exception {
        Path launcher = project("copied");
        Path target = directory.resolve("copied/api/target");
        Path former = null;
        for (int i = 0; i < 2; i++) {
            Launched.Result result = Launched.run(launcher, directory, Map.of(), "run", "--help");
            assertThat(result.exitCode()).as(result.err()).isZero();
            List<Path> copies;
            try (Stream<Path> files = Files.list(target)) {
                copies = files.filter(f -> f.getFileName().toString().startsWith("run-"))
                        .toList();
            }
            assertThat(copies).hasSize(1).doesNotContain(former == null ? target : former);
            former = copies.getFirst();
            assertThat(former.resolve("tickgrid-api.jar")).isRegularFile();
            try (Stream<Path> kept = Files.list(former.resolve("lib"));
                    Stream<Path> all = Files.list(ROOT.resolve("api/target/lib"))) {
                assertThat(kept.count()).isEqualTo(all.count());
            }
        }
    }

    @Test
    void aBenchThatIsStoppedLeavesNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        ProcessBuilder bench = new ProcessBuilder(
                ROOT.resolve("tickgrid").toString(), "bench", "fanout", "--followers", "200", "--rounds", "1000");
        bench.environment().put("TICKGRID_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process process = bench.redirectOutput(Redirect.DISCARD).start();
        try (BufferedReader said = process.errorReader()) {
            assertThat(said.lines().anyMatch(line -> line.contains("round 1 of 1000")))
                    .isTrue();
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        assertThat(ProcessHandle.allProcesses()
                        .flatMap(p -> p.info().commandLine().stream())
                        .filter(line -> line.contains(temporary.toString())))
                .isEmpty();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(f -> f.getFileName().toString().startsWith("tickgrid-bench-")))
                    .isEmpty();
        }
    }

    @Test
    void lostResultsAreAFailure() throws Exception {
        assumeThat(Path.of("/dev/full")).exists();
        Process process = new ProcessBuilder(ROOT.resolve("tickgrid").toString(), "indicators", "list")
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(err).startsWith("tickgrid: the results could not be written").hasLineCount(1);
    }
}
