package io.tickgrid.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    @TempDir
    private Path directory;

    /** As when a command is told to stop: its hook and its own thread. */
    @Test
    void twoThatDeleteTheSameTreeBothEndWithItGone() throws Exception {
        Path tree = directory.resolve("tree");
        for (int i = 0; i < 40; i++) {
            Path some = Files.createDirectories(tree.resolve("a" + i).resolve("b"));
            for (int j = 0; j < 25; j++) {
                Files.writeString(some.resolve("f" + j), "x");
            }
        }
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<?>> deletions = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                deletions.add(two.submit(() -> {
                    Trees.delete(tree);
                    assertThat(tree).doesNotExist();
                    return null;
                }));
            }
            for (Future<?> deletion : deletions) {
                deletion.get();
            }
        }
        assertThat(tree).doesNotExist();
    }

    @Test
    void whatIsNotThereIsNoError() {
        assertThatCode(() -> Trees.delete(directory.resolve("none"))).doesNotThrowAnyException();
    }
}
