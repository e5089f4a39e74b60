package io.tickgrid.api.rest;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.tickgrid.api.Operation;
import io.tickgrid.api.Operations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.server.PathContainer;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The OpenAPI description: what the controllers say, with ids, rights and sentences of {@link Operations}. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfig {
    private static final String BEARER = "bearer";
    private static final String API_KEY = "api_key";
    private static final Map<String, String> REFUSALS =
            Map.of("400", "Bad request", "401", "Not authenticated", "403", "Not allowed", "404", "Not found");

    @Bean
    OpenAPI description() {
        return new OpenAPI()
                .info(new Info()
                        .title("Tickgrid")
                        .version("v1")
                        .description("Money, prices and sizes are text; analytics are numbers, null when there is none."
                                + " Times are epoch milliseconds of event time. Lists are pages: follow next_cursor.")
                        .license(new License().name("Apache-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT"))
                        .addSecuritySchemes(
                                API_KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.APIKEY)
                                        .in(SecurityScheme.In.HEADER)
                                        .name("X-API-Key")));
    }

    @Bean
    OpenApiCustomizer operations() {
        return api -> {
            ModelConverters.getInstance().read(Problem.class).forEach(api.getComponents()::addSchemas);
            api.getPaths()
                    .forEach((path, item) -> item.readOperationsMap().forEach((method, described) -> {
                        Optional<Operation> row = Operations.rest().find(method.name(), PathContainer.parsePath(path));
                        row.ifPresent(o -> describe(described, o));
                    }));
        };
    }

    /** The page that shows the description, of the files of the page. */
    @Bean
    RouterFunction<ServerResponse> descriptionPage() {
        ClassPathResource page = new ClassPathResource("static/docs.html");
        return RouterFunctions.route(
                RequestPredicates.GET("/docs"),
                request -> ServerResponse.ok()
                        .contentType(org.springframework.http.MediaType.TEXT_HTML)
                        .bodyValue(page));
    }

    private static void describe(io.swagger.v3.oas.models.Operation described, Operation row) {
        described.setOperationId(row.id());
        described.setTags(List.of(row.id().substring(0, row.id().indexOf('.'))));
        described.setSummary(row.doc());
        if (row.access() != Operation.Access.OPEN) {
            described.setDescription("Roles " + row.roles().stream().sorted().toList() + ", scope of an API key "
                    + row.scope() + ", rows by the tenant rule " + row.tenantRule() + ".");
            described.setSecurity(
                    List.of(new SecurityRequirement().addList(BEARER), new SecurityRequirement().addList(API_KEY)));
        }
        REFUSALS.forEach((status, words) -> described.getResponses().addApiResponse(status, problem(words)));
    }

    private static ApiResponse problem(String words) {
        return new ApiResponse()
                .description(words)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
    }
}
