package io.tickgrid.pipelines.copytrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientOrderIdsTest {
    /** Computed with Python's hashlib and base64.b32encode: these may never change. */
    @Test
    void idsAreFixedForEver() {
        assertThat(ClientOrderIds.of("leader-1", 1, "follower-0001", "net"))
                .isEqualTo("cp-4arscjtprs3yhappc773a5nc2r7j7nx2");
        assertThat(ClientOrderIds.of("leader-1", 2, "follower-0001", "net"))
                .isEqualTo("cp-xsynd23fisl77qnpvllxdjshncrfsmoc");
        assertThat(ClientOrderIds.of("übung", Long.MAX_VALUE, "", "stop"))
                .isEqualTo("cp-jij33mll72xa4nwlkjouckrrkrac63xh");
    }

    @Test
    void idsDifferInEveryPart() {
        Set<String> ids = new HashSet<>();
        int n = 0;
        for (String leader : new String[] {"a", "ab", "leader-1"}) {
            for (long sequence : new long[] {1, 2, 1L << 40}) {
                for (int follower = 0; follower < 2_000; follower++) {
                    for (String leg : new String[] {"net", "stop"}) {
                        ids.add(ClientOrderIds.of(leader, sequence, "b" + follower, leg));
                        n++;
                    }
                }
            }
        }
        assertThat(ids).hasSize(n).allMatch(id -> id.matches("cp-[a-z2-7]{32}"));
        assertThat(ClientOrderIds.of("ab", 1, "c", "net")).isNotEqualTo(ClientOrderIds.of("a", 1, "bc", "net"));
        assertThat(ids).allMatch(ClientOrderIds::isCopy);
        assertThat(ClientOrderIds.isCopy("manual-1")).isFalse();
    }
}
