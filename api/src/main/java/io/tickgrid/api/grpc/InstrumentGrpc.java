package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.instrument.InstrumentQueries;
import io.tickgrid.api.instrument.InstrumentView;
import io.tickgrid.proto.instrument.v1.GetInstrumentRequest;
import io.tickgrid.proto.instrument.v1.GetInstrumentResponse;
import io.tickgrid.proto.instrument.v1.Instrument;
import io.tickgrid.proto.instrument.v1.InstrumentServiceGrpc;
import io.tickgrid.proto.instrument.v1.ListInstrumentsRequest;
import io.tickgrid.proto.instrument.v1.ListInstrumentsResponse;
import org.springframework.stereotype.Component;

@Component
final class InstrumentGrpc extends InstrumentServiceGrpc.InstrumentServiceImplBase {
    private final InstrumentQueries queries;

    InstrumentGrpc(InstrumentQueries queries) {
        this.queries = queries;
    }

    @Override
    public void listInstruments(ListInstrumentsRequest q, StreamObserver<ListInstrumentsResponse> out) {
        Calls.read(
                q,
                () -> queries.list(Calls.orNull(q.getQuery()), Calls.page(q.getCursor(), q.getLimit())),
                page -> ListInstrumentsResponse.newBuilder()
                        .addAllItems(page.items().stream()
                                .map(InstrumentGrpc::message)
                                .toList())
                        .setNextCursor(Calls.orEmpty(page.nextCursor()))
                        .build(),
                out);
    }

    @Override
    public void getInstrument(GetInstrumentRequest q, StreamObserver<GetInstrumentResponse> out) {
        Calls.read(
                q,
                () -> queries.get(q.getSymbol()),
                i -> GetInstrumentResponse.newBuilder()
                        .setInstrument(message(i))
                        .build(),
                out);
    }

    private static Instrument message(InstrumentView i) {
        return Instrument.newBuilder()
                .setId(i.id())
                .setVenue(i.venue())
                .setSymbol(i.symbol())
                .setName(i.name())
                .setAssetClass(i.assetClass())
                .setBaseCurrency(i.baseCurrency())
                .setQuoteCurrency(i.quoteCurrency())
                .setTickSize(i.tickSize())
                .setLotSize(i.lotSize())
                .setMinQuantity(i.minQuantity())
                .setMinNotional(i.minNotional())
                .setSimulated(i.simulated())
                .setActive(i.active())
                .setCalendar(i.calendar())
                .build();
    }
}
