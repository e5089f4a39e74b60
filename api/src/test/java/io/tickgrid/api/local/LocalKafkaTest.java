package io.tickgrid.api.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class LocalKafkaTest {
    private static final List<String> HANGING = List.of("sleep", "600");

    @TempDir
    Path directory;

    private static boolean alive(Path pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }

    @Test
    void brokerThatHangsIsEndedAtTheDeadline() throws IOException {
        assertThatThrownBy(() -> LocalKafka.start(directory, 1, HANGING, Duration.ofMillis(300), () -> false))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("did not start within");
        assertThat(alive(directory.resolve("kafka.pid"))).isFalse();
    }

    @Test
    void brokerThatHangsIsEndedWhenTheStartIsGivenUp() throws IOException {
        assertThatThrownBy(() -> LocalKafka.start(directory, 1, HANGING, Duration.ofMinutes(10), () -> true))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("stopped");
        assertThat(alive(directory.resolve("kafka.pid"))).isFalse();
    }

    @Test
    void brokerThatCannotStartSaysWhyAndEnds() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            List<String> command = LocalKafka.broker(directory, taken.getLocalPort(), Ports.free());
            assertThatThrownBy(() -> LocalKafka.start(
                            directory, taken.getLocalPort(), command, Duration.ofSeconds(60), () -> false))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("kafka.log")
                    .hasMessageNotContaining("within");
        }
        assertThat(directory.resolve("kafka.log")).content().contains("Kafka failed: ");
        assertThat(alive(directory.resolve("kafka.pid"))).isFalse();
    }

    @Test
    void brokerLeftBehindIsAwaitedAndThenEnded() throws Exception {
        Path pidFile = directory.resolve("kafka.pid");
        Process left = new ProcessBuilder("sh", "-c", "sleep 600; exit", "-Dtickgrid.kafka=" + directory).start();
        Process stranger =
                new ProcessBuilder("sh", "-c", "sleep 600; exit", "-Dtickgrid.kafka=" + directory + "2").start();
        try {
            Files.writeString(pidFile, Long.toString(stranger.pid()));
            LocalKafka.endLeftOver(pidFile, directory, Duration.ofMillis(100));
            assertThat(stranger.isAlive()).isTrue();
            Files.writeString(pidFile, Long.toString(left.pid()));
            LocalKafka.endLeftOver(pidFile, directory, Duration.ofMillis(100));
            assertThat(left.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(pidFile).doesNotExist();
        } finally {
            for (Process p : List.of(left, stranger)) {
                p.descendants().forEach(ProcessHandle::destroyForcibly);
                p.destroyForcibly();
            }
        }
    }
}
