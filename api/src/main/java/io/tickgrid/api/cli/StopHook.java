package io.tickgrid.api.cli;

/**
 * Closes parts of a command when the process is told to stop while they run. Closed itself, it has nothing more to do; the
 * parts are closed by whoever opened them.
 */
final class StopHook implements AutoCloseable {
    private final Thread hook;

    /** @param parts in the order in which they are closed; one that fails keeps no other from it */
    StopHook(AutoCloseable... parts) {
        hook = new Thread(
                () -> {
                    for (AutoCloseable part : parts) {
                        try {
                            part.close();
                        } catch (Exception e) {
                            System.err.println("tickgrid: " + e.getMessage());
                        }
                    }
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // then it runs already
        }
    }
}
