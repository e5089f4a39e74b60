package io.tickgrid.api.cli;

/**
 * What {@code tickgrid doctor} found out about one thing.
 *
 * @param check what was looked at, as {@code http port}
 */
record Finding(String check, Status status, String expected, String found) {
    /** How it stands: FAIL = a node would not start or not be safe, WARN = it would, with a drawback. */
    enum Status {
        OK("ok"),
        WARN("warn"),
        FAIL("FAIL");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Finding of(String check, boolean good, Status otherwise, String expected, String found) {
        return new Finding(check, good ? Status.OK : otherwise, expected, found);
    }
}
