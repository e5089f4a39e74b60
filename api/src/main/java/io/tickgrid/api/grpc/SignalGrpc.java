package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.signal.SignalQueries;
import io.tickgrid.api.signal.SignalView;
import io.tickgrid.proto.signal.v1.ListSignalsRequest;
import io.tickgrid.proto.signal.v1.ListSignalsResponse;
import io.tickgrid.proto.signal.v1.Signal;
import io.tickgrid.proto.signal.v1.SignalServiceGrpc;
import org.springframework.stereotype.Component;

@Component
final class SignalGrpc extends SignalServiceGrpc.SignalServiceImplBase {
    private final SignalQueries queries;

    SignalGrpc(SignalQueries queries) {
        this.queries = queries;
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
