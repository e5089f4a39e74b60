package io.tickgrid.api.fusion;

import com.hazelcast.query.Predicates;
import io.tickgrid.api.GridReads;
import io.tickgrid.api.candle.Frames;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The latest fused score of an instrument and frame, and what each agent said. */
@Component
public final class FusionQueries {
    private final InstrumentIndex index;
    private final GridReads grid;
    private final Frames frames;

    FusionQueries(InstrumentIndex index, GridReads grid, Frames frames) {
        this.index = index;
        this.grid = grid;
        this.frames = frames;
    }

    /** The fused score of the latest closed bar, and the opinions that it is made of. */
    public record FusionView(
            String instrument,
            String frame,
            long openTimeMs,
            boolean closed,
            @Nullable Double score,
            @Nullable Double confidence,
            String recommendation,
            @Nullable Double agreement,
            @Nullable Double conflict,
            boolean quorum,
            int weightSetVersion,
            List<OpinionView> opinions) {}

    /** What an agent said. */
    public record OpinionView(
            String agent,
            @Nullable Double direction,
            @Nullable Double confidence,
            @Nullable Double share,
            boolean abstained,
            List<String> reasons) {

        static OpinionView of(OpinionRow row) {
            return new OpinionView(
                    row.agent(),
                    Numbers.number(row.direction()),
                    Numbers.number(row.confidence()),
                    Numbers.number(row.share()),
                    row.abstained(),
                    row.reasons().isBlank() ? List.of() : List.of(row.reasons().split("; ")));
        }
    }

    /** @return an error with the code not_found before the first judgement */
    public Mono<FusionView> latest(String symbol, @Nullable String frame) {
        return Mono.defer(() -> {
            String instrument = index.require(symbol).id();
            String wanted = frames.orElse(frame, frames.judged());
            return grid.<FusionRow>get(GridMaps.FUSION, IndicatorRow.key(instrument, wanted))
                    .switchIfEmpty(Mono.error(() -> new TickgridException(
                            ErrorCode.NOT_FOUND, "no score of " + instrument + " at " + wanted + " yet")))
                    .zipWith(opinions(instrument, wanted), FusionQueries::view);
        });
    }

    /** What each agent said of the latest closed bar, in the order of their names. */
    public Mono<List<OpinionRow>> opinions(String instrument, String frame) {
        return grid.<OpinionRow>where(
                        GridMaps.OPINIONS,
                        Predicates.and(Predicates.equal("instrument", instrument), Predicates.equal("frame", frame)))
                .map(rows -> rows.stream()
                        .sorted(Comparator.comparing(OpinionRow::agent))
                        .toList());
    }

    private static FusionView view(FusionRow row, List<OpinionRow> opinions) {
        return new FusionView(
                row.instrument(),
                row.frame(),
                row.openTimeMs(),
                row.closed(),
                Numbers.number(row.score()),
                Numbers.number(row.confidence()),
                row.recommendation(),
                Numbers.number(row.agreement()),
                Numbers.number(row.conflict()),
                row.quorum(),
                row.weightSetVersion(),
                opinions.stream().map(OpinionView::of).toList());
    }
}
