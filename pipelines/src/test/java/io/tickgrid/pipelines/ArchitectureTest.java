package io.tickgrid.pipelines;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data flows one way: a feature imports only what stands before it, and the engine knows no platform. */
class ArchitectureTest {
    private static final List<String> FLOW = List.of(
            "identity",
            "instrument",
            "tick",
            "candle",
            "indicator",
            "market",
            "agent",
            "fusion",
            "signal",
            "engine",
            "order",
            "portfolio",
            "risk",
            "broker",
            "copytrade",
            "replay",
            "bench");

    /** Adapters that carry a feature over a wire stand where they are used, after what they carry. */
    private static final List<String> ADAPTERS = List.of("..tick.wire..", "..tick.feed..", "..broker.wire..");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tickgrid.pipelines", "io.tickgrid.grid");

    @Test
    void aFeatureImportsOnlyWhatStandsBeforeIt() {
        for (int i = 0; i < FLOW.size(); i++) {
            for (int later = i + 1; later < FLOW.size(); later++) {
                ArchRule rule = noClasses()
                        .that()
                        .resideInAPackage("io.tickgrid.pipelines." + FLOW.get(i) + "..")
                        .and()
                        .resideOutsideOfPackages(ADAPTERS.toArray(String[]::new))
                        .should()
                        .dependOnClassesThat(resideInAPackage("io.tickgrid.pipelines." + FLOW.get(later) + "..")
                                .and(resideOutsideOfPackages(ADAPTERS.toArray(String[]::new))))
                        .allowEmptyShould(true);
                rule.check(CLASSES);
            }
        }
    }

    @Test
    void theGridKnowsNoPipelinesNoProtobufAndNoHttp() {
        noClasses()
                .that()
                .resideInAPackage("io.tickgrid.grid..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tickgrid.pipelines..",
                        "io.tickgrid.api..",
                        "io.tickgrid.proto..",
                        "com.google.protobuf..",
                        "org.springframework..")
                .check(CLASSES);
    }

    @Test
    void protobufIsReadAndWrittenAtTheWiresOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.tickgrid.pipelines..")
                .and()
                .resideOutsideOfPackages("..tick.wire..", "..broker.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.tickgrid.proto..", "com.google.protobuf..")
                .check(CLASSES);
    }

    @Test
    void calculationKnowsNoPlatform() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.tickgrid.pipelines.indicator..",
                        "io.tickgrid.pipelines.agent..",
                        "io.tickgrid.pipelines.fusion..",
                        "io.tickgrid.pipelines.candle..",
                        "io.tickgrid.pipelines.risk..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "org.apache.kafka..", "io.r2dbc..", "reactor..")
                .check(CLASSES);
    }

    @Test
    void onlyTheGridTalksToPostgreSql() {
        noClasses()
                .that()
                .resideInAPackage("io.tickgrid.pipelines..")
                .and()
                .haveNameNotMatching(".*\\.(OrderEntry|SignalTrader)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.r2dbc..", "java.sql..")
                .check(CLASSES);
    }
}
