package io.tickgrid.api.copytrade;

import io.tickgrid.grid.copytrade.CopyLink;
import java.util.concurrent.CompletionStage;

/** Where a change of a copy link takes effect. It is applied there before the change is acknowledged to its caller. */
@FunctionalInterface
public interface FollowerTerms {
    /** Applies a link as PostgreSQL has it; one with an older change sequence than the last is ignored. */
    CompletionStage<Void> put(CopyLink link);
}
