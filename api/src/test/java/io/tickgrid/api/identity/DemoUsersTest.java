package io.tickgrid.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.identity.DemoUsers.Credentials;
import io.tickgrid.api.identity.DemoUsers.Key;
import io.tickgrid.api.identity.DemoUsers.Login;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoUsersTest {
    private static final Key PARTNER = new Key("partner", "tg_p");

    @Test
    void aFileOfAnEarlierVersionGetsTheOperatorsKeyOnce() {
        Credentials old = new Credentials("demo", List.of(new Login("operator", "OPERATOR", "p")), List.of(PARTNER));
        Credentials complete = DemoUsers.complete(old);
        assertThat(complete.apiKeys()).first().isEqualTo(PARTNER);
        assertThat(complete.apiKey("operator")).startsWith("tg_");
        assertThat(DemoUsers.complete(complete)).isSameAs(complete);
    }

    @Test
    void aFileWithoutTheOperatorStaysAsItIs() {
        Credentials own = new Credentials("demo", List.of(new Login("trader", "TRADER", "p")), List.of(PARTNER));
        assertThat(DemoUsers.complete(own)).isSameAs(own);
    }
}
