package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page is written anew with {@code -Ddocs.update=true}. */
class OperationsReferenceTest {

    @Test
    void pageOfOperationsIsUpToDate() throws IOException {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(dir.resolve("docs/reference"))) {
            dir = dir.getParent();
        }
        Path page = dir.resolve("docs/reference/operations.md");
        String expected = OperationsReference.operations();
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, expected);
        }
        assertThat(page).as("run with -Ddocs.update=true").hasContent(expected);
    }
}
