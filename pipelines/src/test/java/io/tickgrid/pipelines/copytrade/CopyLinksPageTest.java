package io.tickgrid.pipelines.copytrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The examples of docs/reference/copy-links.md: each case comes out as the page says, and each mode and field is shown. */
class CopyLinksPageTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    private static String page() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("docs/reference"))) {
            root = root.getParent();
        }
        assumeTrue(root != null, "skipped: docs/reference is not above the working directory");
        return Files.readString(root.resolve("docs/reference/copy-links.md"));
    }

    @Test
    void eachCaseComesOutAsThePageSays() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (Matcher m = BLOCK.matcher(page()); m.find(); ) {
            blocks.add(m.group(1));
        }
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(8);
        assertThat(blocks.size() % 2).isZero();
        for (int i = 0; i < blocks.size(); i += 2) {
            StringBuilder out = new StringBuilder();
            CopySimulate.run(new StringReader(blocks.get(i)), out);
            assertThat(JSON.readTree(out.toString()).toPrettyString())
                    .as(blocks.get(i))
                    .isEqualTo(JSON.readTree(blocks.get(i + 1)).toPrettyString());
        }
    }

    @Test
    void everyModeAndFieldIsInTheTablesAndInAnExample() throws IOException {
        String page = page();
        List<String> named = new ArrayList<>();
        for (Matcher m = FIELD.matcher(page.substring(0, page.indexOf("## The other side"))); m.find(); ) {
            named.add(m.group(1));
        }
        for (SizingMode mode : SizingMode.values()) {
            assertThat(named).contains(mode.text());
            assertThat(page).contains("\"mode\": \"" + mode.text() + "\"");
        }
        List<String> links = new ArrayList<>(SimulatedCase.LINK_FIELDS);
        links.removeAll(List.of("active", "status", "intended")); // of the dry run alone
        assertThat(named).containsAll(links);
        for (String field : links) {
            assertThat(page).contains("\"" + field + "\": ");
        }
    }
}
