package io.tickgrid.api.cli;

import picocli.CommandLine.Command;

/** {@code tickgrid dead-letters}: inputs that were refused. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Inputs that a running node refused.",
        subcommands = {DeadLettersListCommand.class})
final class DeadLettersCommand {}
