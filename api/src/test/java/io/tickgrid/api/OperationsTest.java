package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.Operation.Surface;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

class OperationsTest {
    private final ApiFixture api = ApiFixture.shared();

    @Test
    void everyControllerMethodHasARowAndEveryRowAController() {
        assertThat(mapped()).isEqualTo(rows("/api/v1/"));
    }

    @Test
    void everyChannelOfTheTableIsServedAndNoOther() {
        try (StreamClient client = StreamClient.of(api, "operator")) {
            for (Operation o : Operations.all()) {
                if (o.surface() == Surface.WEBSOCKET) {
                    String subject = switch (o.target()) {
                        case "market" -> ":" + ApiFixture.BTC;
                        case "signals" -> "";
                        default -> ":leader-1";
                    };
                    client.subscribe(o.target() + subject);
                    assertThat(client.await("snapshot").path("channel").asString())
                            .startsWith(o.target());
                }
            }
        }
    }

    @Test
    void aTargetStandsOncePerSurface() {
        Set<String> seen = new TreeSet<>();
        for (Operation o : Operations.all()) {
            assertThat(seen.add(o.surface() + " " + o.target())).as(o.target()).isTrue();
        }
    }

    @Test
    void onlyHealthLoginAndPageAreOpen() {
        assertThat(Operations.all().stream()
                        .filter(o -> o.access() == Operation.Access.OPEN)
                        .map(Operation::id)
                        .distinct())
                .containsExactlyInAnyOrder(
                        "auth.login",
                        "auth.refresh",
                        "health.get",
                        "health.probe",
                        "page.index",
                        "page.icon",
                        "page.css",
                        "page.js",
                        "page.vendor",
                        "docs.ui",
                        "stream.connect");
    }

    /** Asked from this machine, without a proxy: nobody is let in for where he comes from. */
    @Test
    void whatIsNotOpenAnswersNobodyWhoHasNotLoggedIn() {
        for (Operation o : Operations.all()) {
            if (o.surface() == Surface.REST && o.access() != Operation.Access.OPEN) {
                String[] words = o.target().split(" ");
                String path = words[1].replace("/**", "").replaceAll("\\{\\w+}", "x");
                assertThat(api.send(null, path, b -> b.method(words[0], HttpRequest.BodyPublishers.noBody()))
                                .status())
                        .as(o.target())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void theDescriptionListsEveryOperationOfTheTable() {
        JsonNode description = api.get("partner", "/v3/api-docs").json();
        Set<String> described = new TreeSet<>();
        for (String path : description.path("paths").propertyNames()) {
            description
                    .path("paths")
                    .path(path)
                    .propertyNames()
                    .forEach(method -> described.add(method.toUpperCase() + " " + path));
        }
        assertThat(described).isEqualTo(rows("/api/v1/"));
        assertThat(description.at("/components/securitySchemes").propertyNames())
                .contains("bearer", "api_key");
        assertThat(description.at("/components/schemas/Problem/properties").propertyNames())
                .contains("type", "title", "status", "detail", "code", "instance");
        assertThat(description.at("/components/schemas/OrderView/properties").propertyNames())
                .contains("client_order_id", "average_price");
    }

    @Test
    void theDescriptionCanBeReadInABrowserAndThePageIsServed() {
        for (String file : List.of(
                "/docs",
                "/js/docs.js",
                "/css/docs.css",
                "/webjars/swagger-ui/swagger-ui-bundle.js",
                "/webjars/swagger-ui/swagger-ui.css")) {
            assertThat(api.get(null, file).status()).as(file).isEqualTo(200);
        }
        assertThat(api.get(null, "/docs").raw().body()).contains("docs-login");
        assertThat(api.get(null, "/").raw().body()).contains("Tickgrid");
        assertThat(api.get(null, "/js/api.js").status()).isEqualTo(200);
    }

    private static Set<String> rows(String prefix) {
        Set<String> rows = new TreeSet<>();
        Operations.all().stream()
                .filter(o -> o.surface() == Surface.REST && o.target().contains(" " + prefix))
                .forEach(o -> rows.add(o.target()));
        return rows;
    }

    private Set<String> mapped() {
        Set<String> mapped = new TreeSet<>();
        RequestMappingHandlerMapping mapping =
                (RequestMappingHandlerMapping) api.server.bean("requestMappingHandlerMapping");
        for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
            info.getMethodsCondition()
                    .getMethods()
                    .forEach(m -> info.getPatternsCondition()
                            .getPatterns()
                            .forEach(p -> mapped.add(m + " " + p.getPatternString())));
        }
        mapped.removeIf(m -> !m.contains(" /api/v1/"));
        return mapped;
    }
}
