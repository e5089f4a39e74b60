package io.tickgrid.grid.candle;

import static io.tickgrid.grid.db.Db.text;

import io.tickgrid.grid.db.Db;
import java.util.List;
import reactor.core.publisher.Mono;

/** The lengths of bars that a database was begun with: what the engines have saved in it fits no others. */
public final class FramesStore {
    private FramesStore() {}

    /**
     * Begins a new database with these frames, such as {@code 1m}, shortest first; one that is begun keeps its own. Of
     * several members that do so at once one is first.
     *
     * @return those of the database
     */
    public static Mono<List<String>> begin(Db db, List<String> frames) {
        return db.update(
                        "insert into deployment_frames (id, frames) values (1, $1) on conflict do nothing",
                        String.join(",", frames))
                .then(Mono.defer(() -> db.query("select frames from deployment_frames", row -> text(row, "frames"))
                        .single()))
                .map(stored -> List.of(stored.split(",", -1)));
    }
}
