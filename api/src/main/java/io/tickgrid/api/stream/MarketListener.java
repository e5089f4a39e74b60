package io.tickgrid.api.stream;

import io.tickgrid.grid.engine.MarketUpdate;
import java.util.Collection;

/** Who wants the updates of an instrument. Called by one thread at a time; must not block. */
public interface MarketListener {
    /** Once, before any update: the latest of each kind, frame and state as of a sequence. */
    void snapshot(long sequence, Collection<MarketUpdate> latest);

    /** Each update after the snapshot (or after the sequence resumed from), in order, none twice. */
    void update(long sequence, MarketUpdate update);

    /** Updates were overwritten before they could be given: nothing more comes, a new subscription is needed. */
    void lost(long sequence);

    /** A call of this listener threw: nothing more comes. */
    void failed(Throwable error);
}
