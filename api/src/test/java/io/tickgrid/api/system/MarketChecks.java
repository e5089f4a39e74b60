package io.tickgrid.api.system;

import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.engine.Ledger;
import io.tickgrid.pipelines.engine.StateMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether what a deployment holds of the market is what plain engines make of the same records; each finding a line. */
final class MarketChecks {
    private final Deployment deployment;
    private final PlainEngines expected;

    private MarketChecks(Deployment deployment, PlainEngines expected) {
        this.deployment = deployment;
        this.expected = expected;
    }

    /** Reads the topic as it is now and runs the engines over it. */
    static MarketChecks of(Deployment deployment) {
        return new MarketChecks(
                deployment,
                PlainEngines.run(
                        Objects.requireNonNull(deployment
                                .stores()
                                .instruments()
                                .loadAll()
                                .collectList()
                                .block()),
                        deployment.input()));
    }

    PlainEngines expected() {
        return expected;
    }

    /** Every table bit for bit, the ledgers, the sequences of signals; empty when all is right. */
    List<String> findings() {
        List<String> all =
                new ArrayList<>(MarketBooks.differences(expected.books(), MarketBooks.stored(deployment.db())));
        Map<Integer, Long> refused = new TreeMap<>();
        for (EngineState state : states()) {
            InstrumentEngine engine = expected.empty(state.instrument());
            try {
                engine.load(state.bytes());
            } catch (StateMismatchException e) {
                all.add("state of " + state.instrument() + ": " + e.getMessage());
                continue;
            }
            Ledger l = engine.ledger();
            if (l.in() != l.used() + l.late() + l.duplicate() + l.dead()) {
                all.add("ledger of " + state.instrument() + " does not balance: " + l);
            }
            if (state.instrument().startsWith("#")) {
                refused.merge(state.kafkaPartition(), l.dead(), Long::sum);
            }
        }
        if (!refused.equals(expected.refusedTicks())) {
            all.add("refused ticks by partition: expected " + expected.refusedTicks() + ", got " + refused);
        }
        long miscounted = deployment.count("""
            select count(*) as n from (select reason, count(*) as n from dead_letters group by reason) d
            full join dead_letter_counts c using (reason) where d.n is distinct from c.letters\
            """);
        if (miscounted != 0) {
            all.add("counts of dead letters: expected those of the table, " + miscounted + " differ");
        }
        long gaps = deployment.count("select coalesce(max(sequence), 0) - count(*) as n from signals");
        if (gaps != 0) {
            all.add("sequences of signals: expected no gap, got " + gaps);
        }
        return all;
    }

    private List<EngineState> states() {
        return Objects.requireNonNull(
                deployment.stores().engine().loadAll().collectList().block());
    }

    /** Whether the maps show what PostgreSQL has; reads them as a node of the role api does. */
    List<String> mapFindings() {
        List<String> all = new ArrayList<>();
        try (GridNode node = deployment.client()) {
            Map<String, Candle> stored = new TreeMap<>();
            Objects.requireNonNull(deployment
                            .db()
                            .query("select * from candles", MarketChecks::candle)
                            .collectList()
                            .block())
                    .forEach(c -> stored.put(Candle.key(c.instrument(), c.frame(), c.openTimeMs()), c));
            Map<String, Candle> shown = node.hazelcast()
                    .<String, Candle>getMap(GridMaps.CANDLES.mapName())
                    .getAll(stored.keySet());
            shown.forEach((key, candle) -> {
                if (!candle.equals(stored.get(key))) {
                    all.add("candle " + key + ": map shows " + candle + ", stored is " + stored.get(key));
                }
            });
            Set<String> left = new TreeSet<>(node.hazelcast()
                    .<String, Candle>getMap(GridMaps.CANDLES.mapName())
                    .keySet());
            left.removeAll(stored.keySet());
            left.forEach(key -> all.add("candle " + key + ": the map has it, PostgreSQL has not"));
            node.hazelcast()
                    .<String, Candle>getMap(GridMaps.FORMING_CANDLES.mapName())
                    .forEach((key, forming) -> {
                        Candle closed =
                                stored.get(Candle.key(forming.instrument(), forming.frame(), forming.openTimeMs()));
                        if (closed != null && !closed.asForming().equals(forming)) {
                            all.add("formed last " + key + ": map shows " + forming + ", closed with " + closed);
                        }
                    });
            if (shown.isEmpty()) {
                all.add("candles: expected some in the map, got none");
            }
            for (String name : expected.names()) {
                Ledger l = expected.ledger(name);
                LedgerCounts want =
                        new LedgerCounts(name, l.in(), l.used(), l.restated(), l.late(), l.duplicate(), l.dead());
                LedgerCounts got = node.hazelcast()
                        .<String, LedgerCounts>getMap(GridMaps.LEDGER.mapName())
                        .get(name);
                if (!want.equals(got)) {
                    all.add("ledger in the map: expected " + want + ", got " + got);
                }
            }
        }
        return all;
    }

    private static Candle candle(io.r2dbc.spi.Readable row) {
        return new Candle(
                Db.text(row, "instrument"),
                Db.text(row, "frame"),
                Db.int64(row, "open_time_ms"),
                Db.float64(row, "open"),
                Db.float64(row, "high"),
                Db.float64(row, "low"),
                Db.float64(row, "close"),
                Db.float64(row, "volume"),
                Db.int64(row, "trades"),
                Db.int32(row, "revision"),
                true);
    }
}
