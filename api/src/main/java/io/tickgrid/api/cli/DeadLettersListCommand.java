package io.tickgrid.api.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Refused inputs with their reason, newest first, as the demo user operator or with an API key.")
final class DeadLettersListCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    NodeOptions node = new NodeOptions();

    @Option(names = "--limit", description = "at most so many (default: ${DEFAULT-VALUE})")
    int limit = 100;

    @Option(
            names = "--json",
            description = "an array of id, instrument, source, sequence, event_time_ms, reason, detail")
    boolean json;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new IllegalArgumentException("--limit must be 1 or more, was " + limit);
        }
        CommandSpec command = Objects.requireNonNull(spec);
        List<JsonNode> letters = new ArrayList<>();
        boolean more = false;
        try (NodeClient client = NodeClient.open(node, "operator")) {
            String cursor = "";
            do {
                JsonNode page =
                        client.get("/api/v1/dead-letters?limit=" + Math.min(PAGE, limit - letters.size()) + cursor);
                page.path("items").forEach(letters::add);
                String next = page.path("next_cursor").asString("");
                more = !next.isEmpty() && !page.path("items").isEmpty();
                cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
            } while (more && letters.size() < limit);
        }
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.print(letters.isEmpty() ? "[" : "[\n");
            for (int i = 0; i < letters.size(); i++) {
                out.print(letters.get(i) + (i + 1 < letters.size() ? ",\n" : "\n"));
            }
            out.println("]");
        } else {
            table(letters).print(out);
        }
        if (more) {
            command.commandLine().getErr().println("tickgrid: there are more; --limit shows them");
        }
        return Main.OK;
    }

    private static TextTable table(List<JsonNode> letters) {
        TextTable table = new TextTable(List.of("EVENT TIME", "INSTRUMENT", "SOURCE", "SEQUENCE", "REASON", "DETAIL"));
        table.numeric(3);
        for (JsonNode letter : letters) {
            table.add(Arrays.asList(
                    time(letter.path("event_time_ms")),
                    text(letter, "instrument"),
                    text(letter, "source"),
                    text(letter, "sequence"),
                    text(letter, "reason"),
                    text(letter, "detail")));
        }
        return table;
    }

    private static @Nullable String time(JsonNode ms) {
        return ms.isNumber() ? Instant.ofEpochMilli(ms.asLong()).toString() : null;
    }

    private static @Nullable String text(JsonNode letter, String name) {
        JsonNode value = letter.path(name);
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }
}
