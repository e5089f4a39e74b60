package io.tickgrid.api.cli;

import picocli.CommandLine.Command;

/** {@code tickgrid history}: the months of candles, indicator rows and scores in PostgreSQL. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "The months of candles, indicator rows and scores in PostgreSQL: listed, moved to files, brought back.",
            "Talks to PostgreSQL itself; the platform may run meanwhile."
        },
        subcommands = {
            HistoryListCommand.class,
            HistoryArchiveCommand.class,
            HistoryRetainCommand.class,
            HistoryRestoreCommand.class
        })
final class HistoryCommand {}
