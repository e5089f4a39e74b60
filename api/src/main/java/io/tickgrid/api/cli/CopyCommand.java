package io.tickgrid.api.cli;

import picocli.CommandLine.Command;

/** {@code tickgrid copy}: copy trading without a grid. */
@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        description = "Copy trading, dry.",
        subcommands = {CopySimulateCommand.class})
final class CopyCommand {}
