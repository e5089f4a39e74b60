package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.signal.SignalQueries;
import io.tickgrid.api.signal.SignalView;
import io.tickgrid.api.stream.Channels;
import io.tickgrid.proto.signal.v1.ListSignalsRequest;
import io.tickgrid.proto.signal.v1.ListSignalsResponse;
import io.tickgrid.proto.signal.v1.Signal;
import io.tickgrid.proto.signal.v1.SignalServiceGrpc;
import io.tickgrid.proto.signal.v1.SignalSnapshot;
import io.tickgrid.proto.signal.v1.StreamSignalsRequest;
import io.tickgrid.proto.signal.v1.StreamSignalsResponse;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class SignalGrpc extends SignalServiceGrpc.SignalServiceImplBase {
    private final SignalQueries queries;
    private final Channels channels;

    SignalGrpc(SignalQueries queries, Channels channels) {
        this.queries = queries;
        this.channels = channels;
    }

    @Override
    public void listSignals(ListSignalsRequest q, StreamObserver<ListSignalsResponse> out) {
        Calls.read(
                q,
                () -> queries.list(q.getSymbol(), q.getFrame(), Calls.page(q.getCursor(), q.getLimit())),
                page -> ListSignalsResponse.newBuilder()
                        .addAllItems(
                                page.items().stream().map(SignalGrpc::message).toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void streamSignals(StreamSignalsRequest q, StreamObserver<StreamSignalsResponse> out) {
        Calls.stream(
                out,
                () -> StreamCall.start(
                        out, channels, "signals", "", q.hasResumeFrom() ? q.getResumeFrom() : null, streamSignals()));
    }

    private static StreamCall.Messages<StreamSignalsResponse> streamSignals() {
        return new StreamCall.Messages<>() {
            @Override
            public StreamSignalsResponse snapshot(long sequence, Collection<?> data) {
                return StreamSignalsResponse.newBuilder()
                        .setSequence(sequence)
                        .setSnapshot(SignalSnapshot.newBuilder()
                                .addAllItems(data.stream()
                                        .map(SignalView.class::cast)
                                        .map(SignalGrpc::message)
                                        .toList()))
                        .build();
            }

            @Override
            public @Nullable StreamSignalsResponse update(long sequence, Object data) {
                return StreamSignalsResponse.newBuilder()
                        .setSequence(sequence)
                        .setUpdate(SignalGrpc.message((SignalView) data))
                        .build();
            }

            @Override
            public StreamSignalsResponse resyncRequired(long sequence) {
                return StreamSignalsResponse.newBuilder()
                        .setSequence(sequence)
                        .setResyncRequired(true)
                        .build();
            }

            @Override
            public StreamSignalsResponse heartbeat(long timeMs) {
                return StreamSignalsResponse.newBuilder()
                        .setHeartbeatTimeMs(timeMs)
                        .build();
            }
        };
    }

    static Signal message(SignalView s) {
        Signal.Builder signal = Signal.newBuilder()
                .setId(s.id())
                .setSequence(s.sequence())
                .setInstrument(s.instrument())
                .setFrame(s.frame())
                .setSide(s.side())
                .setEntry(s.entry())
                .setStop(Calls.orEmpty(s.stop()))
                .addAllTargets(s.targets())
                .setOpenTimeMs(s.openTimeMs())
                .setEventTimeMs(s.eventTimeMs());
        Calls.ifPresent(s.score(), signal::setScore);
        Calls.ifPresent(s.confidence(), signal::setConfidence);
        return signal.build();
    }
}
