package io.tickgrid.pipelines.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All peers say the same scores, bit for bit; the benchmark itself fails where they do not. */
class PeersIT {
    @Test
    void allPeersSayTheSameScores(@TempDir Path directory) throws IOException {
        BenchResult result = PeersBench.run(1, 1, 20, 16, 60_000, 2, directory);
        assertThat(result.details())
                .containsKeys(
                        "job",
                        "job_kafka",
                        "flink",
                        "flink_map",
                        "flink_closed",
                        "kafka_streams",
                        "kafka_streams_closed");
        assertThat((Long) result.details().get("scores")).isPositive();
    }
}
