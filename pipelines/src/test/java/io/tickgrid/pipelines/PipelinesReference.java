package io.tickgrid.pipelines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The reference pages of jobs and topics. */
final class PipelinesReference {
    private static final String GENERATED = """
        <!-- Generated from %s; to write it anew:
             mvn -pl pipelines -am test -Dtest=PipelinesReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true -->

        """;

    private PipelinesReference() {}

    /** docs/reference/jobs.md. */
    static String jobs() {
        StringBuilder text =
                new StringBuilder("# Jobs\n\n").append(GENERATED.formatted("the table io.tickgrid.pipelines.Jobs"));
        text.append("""
            The Jet jobs of the cluster. Every member submits those of its roles; the cluster runs each once. The number in a
            name is the version of the state that the job reads: a build that cannot read another's state has another
            number. A job that fails is submitted again within seconds and goes on from PostgreSQL.

            | job | what it does | role |
            |---|---|---|
            """);
        for (Jobs job : Jobs.values()) {
            text.append("| `%s` | %s | %s |\n"
                    .formatted(job.jobName(), job.doc(), job.role().name().toLowerCase(Locale.ROOT)));
        }
        return text.toString();
    }

    /** docs/reference/topics.md. */
    static String topics(Path root) throws IOException {
        Path protos = root.resolve("proto/src/main/protobuf/tickgrid");
        return "# Kafka topics\n\n"
                + GENERATED.formatted("io.tickgrid.pipelines.Topics and the protos")
                + """
                A topic that is missing is made at start, with %d partitions and the broker's default replication. Partitions that
                are there stay as they are. Do not change the number of partitions of a topic in use: an engine has one ordered
                input, the partition of its instrument.

                | topic | key | value |
                |---|---|---|
                | `%s` | instrument id, such as `BITSTAMP:BTC/USD` | [MarketInput](#marketinput): everything that can move a price, a candle, a score or a paper order |
                | `%s` | leader account id | [LeaderEvent](#leaderevent): a fill of a leader |

                | header | value |
                |---|---|
                | `%s` | who wrote the record: the source of its ticks |
                | `%s` | version of the schema, `%s` now; another one makes the record a dead letter |

                ## MarketInput

                ```protobuf
                %s```

                ## LeaderEvent

                ```protobuf
                %s```
                """.formatted(
                                TopicAdmin.PARTITIONS,
                                Topics.MARKET_INPUT,
                                Topics.LEADER_EVENTS,
                                Topics.SOURCE_HEADER,
                                Topics.VERSION_HEADER,
                                Topics.VERSION,
                                Files.readString(protos.resolve("tick/v1/market_input.proto")),
                                Files.readString(protos.resolve("copytrade/v1/leader_event.proto")));
    }
}
