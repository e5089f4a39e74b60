package io.tickgrid.api.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: results on stdout, diagnostics on stderr; exit 0 ok, 1 failed, 2 usage. */
@Command(
        name = "tickgrid",
        description = "A trading-signal platform that computes where the data is.",
        footer = {
            "",
            "Results go to standard output, diagnostics to standard error; exit code 0 = ok, 1 = failed, 2 = wrong"
                    + " usage."
        },
        mixinStandardHelpOptions = true,
        version = "tickgrid 0.1.0",
        subcommands = {
            RunCommand.class,
            ReplayCommand.class,
            IndicatorsCommand.class,
            CopyCommand.class,
            SqlCommand.class,
            DeadLettersCommand.class,
            HistoryCommand.class,
            BenchCommand.class,
            DoctorCommand.class
        })
public final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("run")) {
            // It would set up the loggers a second time, and lose or garble what is said meanwhile.
            System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        } else {
            // Before the first logger: a command says itself what is wrong, a library's warnings would only be noise.
            System.setProperty("logback.configurationFile", "logback-cli.xml");
        }
        System.exit(run(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), args));
    }

    /** Runs one command; gives the exit code. */
    static int run(OutputStream stdout, OutputStream stderr, String... args) {
        ResultStream results = new ResultStream(stdout);
        PrintWriter out = new PrintWriter(results, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new LineWriter(stderr));
        CommandLine line = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.println("tickgrid: " + message(e));
                    return e instanceof IllegalArgumentException ? USAGE : FAILED;
                })
                .setParameterExceptionHandler((e, arguments) -> {
                    err.println("tickgrid: " + e.getMessage());
                    err.println("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return USAGE;
                });
        if (args.length == 0) {
            line.usage(err);
            return USAGE;
        }
        int code = execute(line, err, args);
        err.flush();
        out.flush();
        if (results.failure() != null && code == OK) {
            if (!results.closedByReader()) {
                err.println("tickgrid: the results could not be written to standard output: " + results.failure());
            }
            return FAILED;
        }
        return code;
    }

    private static int execute(CommandLine line, PrintWriter err, String... args) {
        try {
            return line.execute(args);
        } catch (Error e) {
            // no memory, a class that is not there: nothing to go on with, but no reason for a screen of traces
            err.println("tickgrid: " + e);
            return FAILED;
        }
    }

    private static String message(Exception e) {
        String message = e.getMessage();
        boolean forPeople =
                e instanceof IllegalArgumentException || e.getClass().getName().startsWith("io.tickgrid.");
        return message != null && forPeople ? message : e.toString();
    }
}
