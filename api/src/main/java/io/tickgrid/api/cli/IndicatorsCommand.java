package io.tickgrid.api.cli;

import picocli.CommandLine.Command;

/** {@code tickgrid indicators}: what there is, and values from a file of bars. */
@Command(
        name = "indicators",
        mixinStandardHelpOptions = true,
        description = "Lists the indicators, or computes one over a file of bars.",
        subcommands = {IndicatorsListCommand.class, IndicatorsComputeCommand.class})
final class IndicatorsCommand {}
