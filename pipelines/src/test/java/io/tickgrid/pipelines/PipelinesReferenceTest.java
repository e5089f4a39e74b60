package io.tickgrid.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The pages are written anew with {@code -Ddocs.update=true}. */
class PipelinesReferenceTest {

    @Test
    void pageOfJobsIsUpToDate() throws IOException {
        requireUpToDate("jobs.md", PipelinesReference.jobs());
    }

    @Test
    void pageOfTopicsIsUpToDate() throws IOException {
        requireUpToDate("topics.md", PipelinesReference.topics(root()));
    }

    @Test
    void everyTopicAndHeaderStandsOnThePage() throws IOException, IllegalAccessException {
        String page = PipelinesReference.topics(root());
        for (Field constant : Topics.class.getFields()) {
            assertThat(page).as(constant.getName()).contains("`" + constant.get(null) + "`");
        }
    }

    private static void requireUpToDate(String name, String expected) throws IOException {
        Path page = root().resolve("docs/reference").resolve(name);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, expected);
        }
        assertThat(page).as("run with -Ddocs.update=true").hasContent(expected);
    }

    private static Path root() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(dir.resolve("docs/reference"))) {
            dir = dir.getParent();
        }
        return dir;
    }
}
