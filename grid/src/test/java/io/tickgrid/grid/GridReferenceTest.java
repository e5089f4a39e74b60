package io.tickgrid.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The pages are written anew with {@code -Ddocs.update=true}. */
class GridReferenceTest {

    @Test
    void pageOfMapsIsUpToDate() throws IOException {
        requireUpToDate("maps.md", GridReference.maps());
    }

    @Test
    void pageOfErrorCodesIsUpToDate() throws IOException {
        requireUpToDate("errors.md", GridReference.errors());
    }

    @Test
    void noNumberOfAnErrorCodeIsUsedTwice() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).doesNotHaveDuplicates();
    }

    private static void requireUpToDate(String name, String expected) throws IOException {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(dir.resolve("docs/reference"))) {
            dir = dir.getParent();
        }
        Path page = dir.resolve("docs/reference").resolve(name);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, expected);
        }
        assertThat(page).as("run with -Ddocs.update=true").hasContent(expected);
    }
}
