package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.fusion.FusionStore;
import io.tickgrid.pipelines.agent.AgentSpec;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.fusion.FusionResult;
import java.util.List;
import java.util.Map;

/** The score of a closed bar with the opinions that made it, as numbers: they become words where they are written. */
final class Judged {
    private final FusionRow row;
    private final Opinion[] opinions;
    private final double[] shares;

    /** Copies what its caller will use again. */
    Judged(FusionRow row, Opinion[] said, FusionResult fusion) {
        this.row = row;
        opinions = new Opinion[said.length];
        shares = new double[said.length];
        for (int i = 0; i < said.length; i++) {
            opinions[i] = said[i].copy();
            shares[i] = fusion.share(i);
        }
    }

    FusionRow row() {
        return row;
    }

    /** What PostgreSQL holds of it. */
    FusionStore.Judgement stored(List<AgentSpec> agents) {
        StringBuilder text = new StringBuilder(64 * opinions.length);
        for (int i = 0; i < opinions.length; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(agents.get(i).id())
                    .append(':')
                    .append(opinions[i].direction())
                    .append(':')
                    .append(opinions[i].confidence())
                    .append(':')
                    .append(shares[i]);
        }
        return new FusionStore.Judgement(row, text.toString());
    }

    /** What the map of opinions shows of it. */
    void show(List<AgentSpec> agents, Map<String, OpinionRow> rows) {
        for (int i = 0; i < opinions.length; i++) {
            String agent = agents.get(i).id();
            rows.put(
                    OpinionRow.key(row.instrument(), row.frame(), agent),
                    new OpinionRow(
                            row.instrument(),
                            row.frame(),
                            row.openTimeMs(),
                            agent,
                            opinions[i].direction(),
                            opinions[i].confidence(),
                            shares[i],
                            opinions[i].abstained(),
                            opinions[i].reasonText()));
        }
    }
}
