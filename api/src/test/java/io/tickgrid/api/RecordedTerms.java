package io.tickgrid.api;

import io.tickgrid.api.copytrade.FollowerTerms;
import io.tickgrid.grid.copytrade.CopyLink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every link that was applied. */
final class RecordedTerms implements FollowerTerms {
    final List<CopyLink> applied = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Void> put(CopyLink link) {
        applied.add(link);
        return CompletableFuture.completedFuture(null);
    }
}
