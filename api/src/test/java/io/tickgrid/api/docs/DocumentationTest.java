package io.tickgrid.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation points at is there. */
class DocumentationTest {
    /** Pictures are taken by hand and left out. */
    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");

    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            LINK.matcher(ReadmeExamples.text(page)).results().forEach(link -> {
                String target = link.group(1);
                if (target.startsWith("http") || target.startsWith("mailto:")) {
                    return;
                }
                Path file =
                        target.isEmpty() ? page : page.resolveSibling(target).normalize();
                if (!Files.exists(file)) {
                    broken.add(page + " -> " + target);
                } else if (link.group(2) != null && !headings(file).contains(link.group(2))) {
                    broken.add(page + " -> " + target + "#" + link.group(2));
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Path page : pages()) {
            for (MatchResult test :
                    NAMED_TEST.matcher(ReadmeExamples.text(page)).results().toList()) {
                named++;
                String source = sources.get(test.group(1));
                if (source == null || test.group(2) != null && !source.contains("void " + test.group(2) + "(")) {
                    missing.add(page + ": " + test.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isPositive();
    }

    private static Set<String> headings(Path page) {
        return HEADING.matcher(ReadmeExamples.text(page))
                .results()
                .map(h -> h.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static List<Path> pages() throws IOException {
        Path root = ReadmeExamples.root();
        try (Stream<Path> docs = Files.walk(root.resolve("docs"));
                Stream<Path> deploy = Files.walk(root.resolve("deploy"));
                Stream<Path> top = Files.list(root)) {
            return Stream.of(docs, deploy, top)
                    .flatMap(pages -> pages)
                    .filter(p -> p.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("grid", "pipelines", "api")) {
            try (Stream<Path> files = Files.walk(ReadmeExamples.root().resolve(module + "/src/test/java"))) {
                files.filter(p -> p.toString().endsWith(".java"))
                        .forEach(p ->
                                sources.put(p.getFileName().toString().replace(".java", ""), ReadmeExamples.text(p)));
            }
        }
        return sources;
    }
}
