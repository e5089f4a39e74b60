package io.tickgrid.grid.tick;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterTest {
    @Test
    void whatPostgresCannotHoldIsReplacedSoThatOneLetterCannotHoldUpTheOthers() {
        DeadLetter letter = new DeadLetter("0-1-0", "a\u0000b", "\u0000", -1, 0, "malformed", "got 'a\u0000b'");
        assertThat(letter.instrument()).isEqualTo("a\uFFFDb");
        assertThat(letter.source()).isEqualTo("\uFFFD");
        assertThat(letter.detail()).isEqualTo("got 'a\uFFFDb'");
    }
}
