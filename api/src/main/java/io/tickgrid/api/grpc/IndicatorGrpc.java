package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.indicator.IndicatorQueries;
import io.tickgrid.proto.indicator.v1.GetIndicatorsRequest;
import io.tickgrid.proto.indicator.v1.GetIndicatorsResponse;
import io.tickgrid.proto.indicator.v1.IndicatorServiceGrpc;
import io.tickgrid.proto.indicator.v1.Indicators;
import io.tickgrid.proto.indicator.v1.ListIndicatorsRequest;
import io.tickgrid.proto.indicator.v1.ListIndicatorsResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class IndicatorGrpc extends IndicatorServiceGrpc.IndicatorServiceImplBase {
    private final IndicatorQueries queries;

    IndicatorGrpc(IndicatorQueries queries) {
        this.queries = queries;
    }

    @Override
    public void getIndicators(GetIndicatorsRequest q, StreamObserver<GetIndicatorsResponse> out) {
        Calls.read(
                q,
                () -> queries.latest(q.getSymbol(), q.getFrame()),
                v -> GetIndicatorsResponse.newBuilder()
                        .setInstrument(v.instrument())
                        .setFrame(v.frame())
                        .setClosed(v.closed())
                        .setIndicators(message(v.openTimeMs(), v.revision(), v.values()))
                        .build(),
                out);
    }

    @Override
    public void listIndicators(ListIndicatorsRequest q, StreamObserver<ListIndicatorsResponse> out) {
        Calls.read(
                q,
                () -> queries.history(
                        q.getSymbol(),
                        q.getFrame(),
                        String.join(",", q.getColumnsList()),
                        Calls.page(q.getCursor(), q.getLimit())),
                v -> ListIndicatorsResponse.newBuilder()
                        .setInstrument(v.instrument())
                        .setFrame(v.frame())
                        .addAllItems(v.items().stream()
                                .map(p -> message(p.openTimeMs(), p.revision(), p.values()))
                                .toList())
                        .setNextCursor(Calls.orEmpty(v.nextCursor()))
                        .build(),
                out);
    }

    private static Indicators message(long openTimeMs, int revision, Map<String, @Nullable Double> values) {
        return Indicators.newBuilder()
                .setOpenTimeMs(openTimeMs)
                .setRevision(revision)
                .putAllValues(Calls.present(values))
                .build();
    }
}
