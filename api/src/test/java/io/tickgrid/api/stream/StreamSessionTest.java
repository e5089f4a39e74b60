package io.tickgrid.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class StreamSessionTest {
    private final LinkedBlockingQueue<TickgridException> refusals = new LinkedBlockingQueue<>();
    private final List<Channels.Receiver> receivers = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final StreamSession session = new StreamSession(null, this::open, new JsonMapper(), status -> {});
    private final Disposable reading = session.messages().subscribe(sent::add);

    private Mono<Runnable> open(Caller caller, ChannelRequest request, Channels.Receiver receiver) {
        return Mono.defer(() -> {
            TickgridException refusal = refusals.poll();
            if (refusal != null) {
                return Mono.error(refusal);
            }
            receivers.add(receiver);
            receiver.snapshot(receivers.size(), List.of());
            return Mono.just(() -> ended.add(request.channel()));
        });
    }

    @BeforeEach
    void begin() {
        session.begin(new Caller("u", "t", Set.of(Role.TRADER), Set.of(Caller.ALL_SCOPES), Long.MAX_VALUE));
        session.receive("{\"op\":\"subscribe\",\"channel\":\"signals\"}").block();
        assertThat(receivers).hasSize(1);
    }

    @AfterEach
    void end() {
        session.end();
        reading.dispose();
    }

    @Test
    void aChannelThatCannotBeginAnewAtOnceIsTriedAgain() {
        refusals.add(new TickgridException(ErrorCode.UNAVAILABLE, "not now"));
        refusals.add(new TickgridException(ErrorCode.UNAVAILABLE, "not now"));
        receivers.getFirst().resyncRequired(5);
        await().atMost(Duration.ofSeconds(20)).until(() -> receivers.size() == 2);
        assertThat(sent).noneMatch(m -> m.contains("\"error\""));
        receivers.getLast().update(6, "x", null);
        assertThat(sent.getLast()).contains("update");
    }

    @Test
    void aChannelThatIsRefusedMeanwhileEndsAndTheClientIsTold() {
        refusals.add(new TickgridException(ErrorCode.NOT_FOUND, "no longer yours"));
        receivers.getFirst().resyncRequired(5);
        assertThat(sent.getLast()).contains("error").contains("not_found").contains("signals");
        session.receive("{\"op\":\"subscribe\",\"channel\":\"signals\"}").block();
        assertThat(receivers).hasSize(2);
    }

    @Test
    void aWatchedStateThatTheReceiverCannotTakeEndsTheChannelAndIsTold() {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        Runnable end = Channels.watch(Duration.ofMillis(10), Mono.just("state"), "key", new Channels.Receiver() {
            @Override
            public void snapshot(long sequence, Collection<?> data) {
                throw new IllegalStateException("cannot take it");
            }

            @Override
            public void update(long sequence, Object data, Object key) {}

            @Override
            public void resyncRequired(long sequence) {}

            @Override
            public void failed(Throwable error) {
                told.add(error);
            }
        });
        await().until(() -> told.size() == 1);
        end.run();
    }
}
