package io.tickgrid.pipelines.indicator;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of indicators written for a machine, a terminal and the reference page. */
public final class IndicatorCatalog {
    private IndicatorCatalog() {}

    /**
     * A JSON array of {@code id,name,group,source,params[{name,default,min,max}],outputs[{name,warmup}],warmup}, one indicator a line; warm-up in
     * bars with the default parameters.
     */
    public static String json() {
        return Indicators.all().stream().map(IndicatorCatalog::json).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String json(IndicatorSpec spec) {
        return "{\"id\":" + quoted(spec.id()) + ",\"name\":" + quoted(spec.name()) + ",\"group\":"
                + quoted(spec.group()) + ",\"source\":" + quoted(spec.source()) + ",\"params\":"
                + array(
                        spec.params(),
                        p -> "{\"name\":" + quoted(p.name()) + ",\"default\":" + Numbers.text(p.defaultValue())
                                + ",\"min\":" + Numbers.text(p.min()) + ",\"max\":" + Numbers.text(p.max()) + "}")
                + ",\"outputs\":"
                + array(
                        spec.outputs(),
                        o -> "{\"name\":" + quoted(o.name()) + ",\"warmup\":" + o.defaultWarmup(spec) + "}")
                + ",\"warmup\":" + spec.defaultWarmup() + "}";
    }

    /** Aligned columns: id, parameters with their defaults, outputs, warm-up, name. */
    public static String table() {
        StringBuilder text = new StringBuilder();
        text.append(row("ID", "PARAMETERS", "OUTPUTS", "WARMUP", "NAME"));
        for (IndicatorSpec spec : Indicators.all()) {
            text.append(row(
                    spec.id(),
                    joined(spec.params(), p -> p.name() + "=" + Numbers.text(p.defaultValue()), " "),
                    joined(spec.outputs(), OutputSpec::name, " "),
                    Integer.toString(spec.defaultWarmup()),
                    spec.name()));
        }
        return text.toString();
    }

    private static String row(String id, String params, String outputs, String warmup, String name) {
        return "%-12s%-52s%-36s%-8s%s%n"
                .formatted(id, params, outputs, warmup, name)
                .replace("\r", "");
    }

    /** The reference page. */
    public static String markdown() {
        StringBuilder text = new StringBuilder("""
            # Indicators

            <!-- Generated from the SPECs in io.tickgrid.pipelines.indicator; to write it anew:
                 mvn -pl pipelines -am test -Dtest=IndicatorCatalogTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true -->

            Indicators count closed bars. Every output is empty (NaN) until its warm-up is over and finite from then on; warm-up is the
            number of bars before the first finite value. Where published sources differ on the first values, each entry names its seed;
            TA-Lib's classic behaviour with unstable periods of 0 is the default. Rolling sums carry their rounding errors, so that a
            window's value does not depend on how long the series is.

            Intended, not bugs:

            - RSI, MFI, CCI, ADX and the directional indicators test for zero exactly, or at the last digits of the price. TA-Lib's
              absolute limits (1e-8, for MFI 1.0) would silence instruments that are cheap or trade in small lots.
            - RSI and MFI are 0, Stochastic 0 and Williams' %R 0 when nothing moved, as in TA-Lib; RSI is 100 when there was no loss.
            - VWAP is rolling, not anchored to a session. Ichimoku's spans are those of the current bar, unshifted.
            - MACD and Stochastic begin all their outputs at the same bar, as in TA-Lib.

            | id | name | group | parameters | outputs | warm-up |
            |---|---|---|---|---|---|
            """);
        for (IndicatorSpec spec : Indicators.all()) {
            text.append("| [%s](#%s) | %s | %s | %s | %s | %d |%n"
                    .formatted(
                            spec.id(),
                            spec.id(),
                            spec.name(),
                            spec.group(),
                            joined(spec.params(), p -> p.name() + "=" + Numbers.text(p.defaultValue()), ", "),
                            joined(spec.outputs(), OutputSpec::name, ", "),
                            spec.defaultWarmup()));
        }
        Indicators.all().forEach(spec -> section(text, spec));
        return text.toString().replace("\r", "");
    }

    private static void section(StringBuilder text, IndicatorSpec spec) {
        text.append(
                "\n## %s\n\n%s, %s. Source: %s.\n\n".formatted(spec.id(), spec.name(), spec.group(), spec.source()));
        text.append("- Formula: `%s`\n- Seed: %s\n- No value: %s\n"
                .formatted(spec.formula(), spec.seed(), spec.nanPolicy()));
        if (!spec.params().isEmpty()) {
            text.append("\n| parameter | default | min | max |\n|---|---|---|---|\n");
            for (ParamSpec p : spec.params()) {
                text.append("| %s | %s | %s | %s%s |\n"
                        .formatted(
                                p.name(),
                                Numbers.text(p.defaultValue()),
                                Numbers.text(p.min()),
                                Numbers.text(p.max()),
                                p.whole() ? " (whole)" : ""));
            }
        }
        text.append("\n| output | column with defaults | range | warm-up |\n|---|---|---|---|\n");
        for (OutputSpec output : spec.outputs()) {
            text.append("| %s | %s | %s | %d |\n"
                    .formatted(
                            output.name(),
                            spec.column(spec.defaults(), output),
                            range(output),
                            output.defaultWarmup(spec)));
        }
    }

    private static String range(OutputSpec output) {
        return Double.isInfinite(output.min())
                ? "any"
                : "[" + Numbers.text(output.min()) + ", "
                        + (Double.isInfinite(output.max()) ? "∞)" : Numbers.text(output.max()) + "]");
    }

    private static <T> String joined(List<T> items, Function<T, String> text, String separator) {
        return items.stream().map(text).collect(Collectors.joining(separator));
    }

    private static <T> String array(List<T> items, Function<T, String> text) {
        return items.stream().map(text).collect(Collectors.joining(",", "[", "]"));
    }

    /** SPEC texts are plain; quotes and backslashes are all that needs escaping. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
