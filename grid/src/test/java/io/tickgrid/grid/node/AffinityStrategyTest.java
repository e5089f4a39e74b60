package io.tickgrid.grid.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.partition.PartitionAware;
import org.junit.jupiter.api.Test;

class AffinityStrategyTest {
    private final AffinityStrategy strategy = new AffinityStrategy();

    @Test
    void keysOfAnInstrumentAreWhereItIs() {
        assertThat(strategy.getPartitionKey("1m|60000@BITSTAMP:BTC/USD")).isEqualTo("BITSTAMP:BTC/USD");
        assertThat(strategy.getPartitionKey("BITSTAMP:BTC/USD")).isEqualTo("BITSTAMP:BTC/USD");
    }

    @Test
    void whatSaysWhereItBelongsIsThere() {
        PartitionAware<Integer> key = () -> 7;
        assertThat(strategy.getPartitionKey(key)).isEqualTo(7);
    }

    @Test
    void otherKeysAreWhereTheyAreAsAWhole() {
        assertThat(strategy.getPartitionKey(42L)).isNull();
    }
}
