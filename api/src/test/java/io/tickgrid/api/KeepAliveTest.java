package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** One connection, many requests, some refused before their body is read: each is answered. */
class KeepAliveTest {
    private final ApiFixture api = ApiFixture.shared();

    @Test
    void everyRequestOfAConnectionIsAnswered() {
        String refresh = ApiFixture.JSON.writeValueAsString(Map.of("refresh_token", "x"));
        for (int i = 0; i < 300; i++) {
            assertThat(api.post(null, "/api/v1/auth/refresh", refresh).status()).isEqualTo(401);
            assertThat(api.send(null, "/api/v1/signals", b -> b.header("Authorization", "Bearer x.y.z"))
                            .status())
                    .isEqualTo(401);
        }
    }
}
