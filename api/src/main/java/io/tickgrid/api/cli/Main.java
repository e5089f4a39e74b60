package io.tickgrid.api.cli;

import io.tickgrid.grid.TickgridException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: results on stdout, diagnostics on stderr; exit 0 ok, 1 failed, 2 usage. */
@Command(
        name = "tickgrid",
        description = "A trading-signal platform that computes where the data is.",
        mixinStandardHelpOptions = true,
        version = "tickgrid 0.1.0",
        subcommands = {RunCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command; gives the exit code. */
    public static int run(String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.println("tickgrid: " + message(e));
                    return e instanceof IllegalArgumentException ? 2 : 1;
                })
                .setParameterExceptionHandler((e, arguments) -> {
                    err.println("tickgrid: " + e.getMessage());
                    err.println("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return 2;
                });
        if (args.length == 0) {
            line.usage(out);
            return 2;
        }
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static String message(Exception e) {
        if (e instanceof TickgridException t) {
            return String.valueOf(t.getMessage());
        }
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
