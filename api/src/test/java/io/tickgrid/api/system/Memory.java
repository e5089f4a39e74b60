package io.tickgrid.api.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the process of a JVM holds, as the system and its {@code jcmd} tell. */
final class Memory {
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+([0-9]+) kB");

    private final long pid;

    Memory(long pid) {
        this.pid = pid;
    }

    /** The most that the process has ever had in memory. */
    long peakBytes() {
        try {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            if (!peak.find()) {
                throw new IllegalStateException("expected the peak of process " + pid + ", there is none");
            }
            return Long.parseLong(peak.group(1)) << 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its live objects, after a full collection of garbage. */
    Heap heap() {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String out = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException("jcmd failed: " + out);
            }
            return new Heap(out.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at a heap", e);
        }
    }

    /** A histogram: rank, instances, bytes, class; the total in the end. */
    record Heap(List<String> lines) {
        long bytes() {
            return number(lines.getLast(), 2);
        }

        long instances(String className) {
            return lines.stream()
                    .filter(l -> l.strip().split("\\s+", 5).length >= 4
                            && l.strip().split("\\s+", 5)[3].equals(className))
                    .mapToLong(l -> number(l, 1))
                    .sum();
        }

        private static long number(String line, int word) {
            return Long.parseLong(line.strip().split("\\s+", 5)[word]);
        }
    }
}
