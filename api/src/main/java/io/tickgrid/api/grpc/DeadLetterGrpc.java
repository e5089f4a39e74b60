package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.tick.DeadLetterQueries;
import io.tickgrid.proto.tick.v1.DeadLetter;
import io.tickgrid.proto.tick.v1.DeadLetterServiceGrpc;
import io.tickgrid.proto.tick.v1.ListDeadLettersRequest;
import io.tickgrid.proto.tick.v1.ListDeadLettersResponse;
import org.springframework.stereotype.Component;

@Component
final class DeadLetterGrpc extends DeadLetterServiceGrpc.DeadLetterServiceImplBase {
    private final DeadLetterQueries queries;

    DeadLetterGrpc(DeadLetterQueries queries) {
        this.queries = queries;
    }

    @Override
    public void listDeadLetters(ListDeadLettersRequest q, StreamObserver<ListDeadLettersResponse> out) {
        Calls.read(
                q,
                () -> queries.list(Calls.page(q.getCursor(), q.getLimit())),
                page -> ListDeadLettersResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(DeadLetterGrpc::message)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    private static DeadLetter message(io.tickgrid.grid.tick.DeadLetter d) {
        return DeadLetter.newBuilder()
                .setId(d.id())
                .setInstrument(d.instrument())
                .setSource(d.source())
                .setSequence(d.sequence())
                .setEventTimeMs(d.eventTimeMs())
                .setReason(d.reason())
                .setDetail(d.detail())
                .build();
    }
}
