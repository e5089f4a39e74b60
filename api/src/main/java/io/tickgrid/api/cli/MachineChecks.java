package io.tickgrid.api.cli;

import io.tickgrid.api.cli.Finding.Status;
import io.tickgrid.api.local.DataDirectory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

/** What {@code tickgrid doctor} looks at on this machine: JDK, flags, memory, disk, clock. */
final class MachineChecks {
    private static final int JDK = 25;
    private static final int CALLBACK_THREADS = 4;
    private static final long MB = 1L << 20;
    private static final long MEMORY_MB = 2_048;
    private static final long GOOD_DISK_MB = 4_096;
    private static final long CLOCK_WATCH_MS = 200;
    private static final long CLOCK_SLACK_MS = 5;
    private static final Instant BUILT_AFTER = Instant.parse("2026-01-01T00:00:00Z");

    /** Packages of the JDK that Hazelcast reaches into, and the module that has them. */
    private static final Map<String, String> OPENED = Map.of(
            "java.lang", "java.base",
            "sun.nio.ch", "java.base",
            "sun.management", "java.management",
            "com.sun.management.internal", "jdk.management");

    private MachineChecks() {}

    static List<Finding> all(Path dataDir) {
        return List.of(jdk(), flags(), memory(), disk(dataDir), clock(), zones());
    }

    private static Finding jdk() {
        return Finding.of(
                "JDK",
                Runtime.version().feature() == JDK,
                Status.FAIL,
                "JDK " + JDK,
                System.getProperty("java.vendor") + " " + Runtime.version() + " at " + System.getProperty("java.home"));
    }

    private static Finding flags() {
        List<String> missing = new ArrayList<>();
        Module ours = MachineChecks.class.getModule();
        OPENED.forEach((name, module) -> {
            if (!ModuleLayer.boot()
                    .findModule(module)
                    .map(m -> m.isOpen(name, ours))
                    .orElse(false)) {
                missing.add("--add-opens " + module + "/" + name + "=ALL-UNNAMED");
            }
        });
        if (!ours.isNativeAccessEnabled()) {
            missing.add("--enable-native-access=ALL-UNNAMED");
        }
        if (ForkJoinPool.getCommonPoolParallelism() < CALLBACK_THREADS) {
            missing.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + CALLBACK_THREADS);
        }
        return Finding.of(
                "JVM flags",
                missing.isEmpty(),
                Status.FAIL,
                "the JDK open to the grid, " + CALLBACK_THREADS + " threads for its callbacks",
                missing.isEmpty() ? "all" : "missing " + String.join(" ", missing) + "; start with ./tickgrid");
    }

    private static Finding memory() {
        long mb = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize() / MB
                : 0;
        return Finding.of("memory", mb >= MEMORY_MB, Status.WARN, MEMORY_MB + " MB or more", mb + " MB");
    }

    private static Finding disk(Path dataDir) {
        Path there = dataDir.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        long needed = DataDirectory.MIN_FREE_BYTES / MB;
        String expected = "a writable directory with " + needed + " MB free";
        try {
            if (!Files.isDirectory(there)) {
                return new Finding("disk", Status.FAIL, expected, there + " is no directory");
            }
            if (!Files.isWritable(there)) {
                return new Finding("disk", Status.FAIL, expected, there + " cannot be written");
            }
            FileStore store = Files.getFileStore(there);
            long mb = store.getUsableSpace() / MB;
            Status status = mb < needed ? Status.FAIL : mb < GOOD_DISK_MB ? Status.WARN : Status.OK;
            return new Finding("disk", status, expected, mb + " MB free at " + there + " (" + store.type() + ")");
        } catch (IOException e) {
            return new Finding("disk", Status.FAIL, expected, there + ": " + e);
        }
    }

    /** The wall clock against the monotonic one: a clock that is being set jumps or runs at another speed. */
    private static Finding clock() {
        long wall = System.currentTimeMillis();
        long monotonic = System.nanoTime();
        long until = monotonic + CLOCK_WATCH_MS * 1_000_000;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        long passedMs = (System.nanoTime() - monotonic) / 1_000_000;
        long offMs = System.currentTimeMillis() - wall - passedMs;
        Instant now = Instant.now();
        String found = now + ", off by " + Math.abs(offMs) + " ms in " + passedMs + " ms";
        String expected = "after " + BUILT_AFTER + ", within " + CLOCK_SLACK_MS + " ms of the monotonic clock";
        if (now.isBefore(BUILT_AFTER)) {
            return new Finding("clock", Status.FAIL, expected, found);
        }
        return Finding.of("clock", Math.abs(offMs) <= CLOCK_SLACK_MS, Status.WARN, expected, found);
    }

    private static Finding zones() {
        String expected = "UTC without offset, New York five hours behind it in January";
        try {
            Instant january = Instant.parse("2026-01-15T12:00:00Z");
            ZoneRules utc = ZoneId.of("UTC").getRules();
            int newYorkHours =
                    ZoneId.of("America/New_York").getRules().getOffset(january).getTotalSeconds() / 3_600;
            boolean good = utc.isFixedOffset() && utc.getOffset(january).getTotalSeconds() == 0 && newYorkHours == -5;
            return Finding.of(
                    "time zones",
                    good,
                    Status.FAIL,
                    expected,
                    "UTC " + utc.getOffset(january) + ", New York " + newYorkHours + " h; this machine shows "
                            + ZoneId.systemDefault());
        } catch (DateTimeException e) {
            return new Finding("time zones", Status.FAIL, expected, e.toString());
        }
    }
}
