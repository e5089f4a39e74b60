package io.tickgrid.pipelines.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of the benchmarks are records of market-input, and every pass goes on where the one before ended. */
class MarketLoadTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void everyPassIsTheSameTradesLaterAndNumberedOn(int batch) {
        MarketLoad load = new MarketLoad(TradeTape.load(), 3, batch, 5);
        MarketInputWire wire = new MarketInputWire();
        Map<String, Long> sequence = new HashMap<>();
        Map<String, Long> time = new HashMap<>();
        for (long record = 0; record < 3L * load.records(); record++) {
            String id = load.instrument(record).id();
            assertThat(wire.read(id, MarketLoad.SOURCE, Topics.VERSION, load.bytes(record)))
                    .isEqualTo(MarketInputWire.Kind.TICKS);
            assertThat(wire.detail()).isEmpty();
            TickColumns ticks = wire.ticks();
            assertThat(ticks.size()).isEqualTo(batch);
            for (int row = 0; row < batch; row++) {
                int of = (int) (record % load.records()) * batch + row;
                assertThat(ticks.price(row)).isEqualTo(load.price(of));
                assertThat(ticks.timeNs(row)).isEqualTo(load.timeNs(of) + record / load.records() * load.passNs());
                Long before = sequence.put(id, ticks.sequence(row));
                assertThat(before == null ? ticks.sequence(row) - 1 : before).isEqualTo(ticks.sequence(row) - 1);
                Long earlier = time.put(id, ticks.timeNs(row));
                assertThat(earlier == null ? 0 : earlier).isLessThanOrEqualTo(ticks.timeNs(row));
            }
        }
    }
}
