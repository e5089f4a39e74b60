package io.tickgrid.api.cli;

import io.tickgrid.api.cli.Finding.Status;
import io.tickgrid.grid.db.DbUrl;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tickgrid doctor}: whether {@code tickgrid run} with the same options would find what it needs. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at what `tickgrid run` needs: JDK and its flags, memory, disk, clock, ports, PostgreSQL, Kafka.",
            "Each line says what was expected and what was found; exit code 1 when something fails. Changes nothing."
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--data-dir", description = "where the data would be kept (default: ${DEFAULT-VALUE})")
    Path dataDir = Path.of("data");

    @Option(names = "--http-port", description = "(default: ${DEFAULT-VALUE})")
    int httpPort = 8080;

    @Option(names = "--grpc-port", description = "(default: ${DEFAULT-VALUE})")
    int grpcPort = 9090;

    @Option(names = "--grid-port", description = "(default: ${DEFAULT-VALUE})")
    int gridPort = 5701;

    @Option(names = "--kafka", paramLabel = "HOST:PORT,…", description = "an existing Kafka (default: one of its own)")
    @Nullable
    String kafka;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description = "postgres://USER:PASSWORD@HOST:PORT/DATABASE (default: one of its own)")
    @Nullable
    String postgres;

    @Option(names = "--json", description = "status and checks[check, status, expected, found]")
    boolean json;

    @Override
    public Integer call() {
        requirePort("--http-port", httpPort);
        requirePort("--grpc-port", grpcPort);
        requirePort("--grid-port", gridPort);
        DbUrl url = postgres == null ? null : DbUrl.parse(postgres);
        List<Finding> findings = new ArrayList<>(MachineChecks.all(dataDir));
        findings.addAll(ServiceChecks.ports(httpPort, grpcPort, gridPort));
        findings.add(url == null ? ServiceChecks.ownPostgres() : ServiceChecks.postgres(url));
        findings.add(kafka == null ? ServiceChecks.ownKafka() : ServiceChecks.kafka(kafka));
        Status worst =
                findings.stream().map(Finding::status).max(Status::compareTo).orElse(Status.OK);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(json(findings, worst));
        } else {
            TextTable table = new TextTable(List.of("", "CHECK", "FOUND", "EXPECTED"));
            findings.forEach(f -> table.add(Arrays.asList(f.status().text(), f.check(), f.found(), f.expected())));
            table.print(out);
        }
        return worst == Status.FAIL ? Main.FAILED : Main.OK;
    }

    private static String json(List<Finding> findings, Status worst) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("status", lower(worst));
        report.put(
                "checks",
                findings.stream()
                        .map(f -> {
                            Map<String, Object> check = new LinkedHashMap<>();
                            check.put("check", f.check());
                            check.put("status", lower(f.status()));
                            check.put("expected", f.expected());
                            check.put("found", f.found());
                            return check;
                        })
                        .toList());
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
    }

    private static String lower(Status status) {
        return status.text().toLowerCase(Locale.ROOT);
    }

    private static void requirePort(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(option + " must be in [0, 65535], was " + port);
        }
    }
}
