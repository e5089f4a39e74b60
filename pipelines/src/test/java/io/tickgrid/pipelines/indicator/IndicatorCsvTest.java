package io.tickgrid.pipelines.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndicatorCsvTest {
    private static final String HEADER = "time_ms,open,high,low,close,volume\n";
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder diagnostics = new StringBuilder();

    private IndicatorCsv.Result compute(String id, Map<String, Double> params, String input) throws IOException {
        return IndicatorCsv.compute(new IndicatorRequest(id, params), new StringReader(input), out, diagnostics);
    }

    @Test
    void outputIsEmptyUntilWarmAndShortestAfterwards() throws IOException {
        String input = HEADER + "1,1,1,1,1,5\n2,2,2,2,2,5\n3,3,3,3,3,5\n4,4.1,4.1,4.1,4.1,5\n";
        assertThat(compute("sma", Map.of("period", 3.0), input)).isEqualTo(new IndicatorCsv.Result(4, 0));
        assertThat(out).hasToString("time_ms,value\n1,\n2,\n3,2.0\n4,3.033333333333333\n");
        assertThat(diagnostics).isEmpty();
    }

    @Test
    void severalOutputsAreNamedAsInTheSpec() throws IOException {
        compute("macd", Map.of(), HEADER + "1,1,1,1,1,5\n");
        assertThat(out).hasToString("time_ms,macd,macd_signal,macd_hist\n1,,,\n");
    }

    @Test
    void columnsAreFoundByNameAndUnknownOnesIgnored() throws IOException {
        String input = "\uFEFFclose, note ,\"volume\",low,high,open,time_ms\r\n"
                + "2,a;b,\"7\",1,3,2,1000\r\n\r\n"
                + "2.5,,8,1,3,2,2000\r\n";
        assertThat(compute("obv", Map.of(), input)).isEqualTo(new IndicatorCsv.Result(2, 0));
        assertThat(out).hasToString("time_ms,value\n1000,7.0\n2000,15.0\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2,1,1,1|close is missing",
                "2.5,1,1,1,1,1|time_ms must be whole milliseconds, was 2.5",
                "2,abc,1,1,1,1|open must be a number above 0, was abc",
                "2,1,1,1,,1|close must be a number above 0, was empty",
                "2,1,1,1,NaN,1|close must be a number above 0, was NaN",
                "2,1,1e400,1,1,1|high must be a number above 0, was 1e400",
                "2,1,1,0x1p3,1,1|low must be a number above 0, was 0x1p3",
                "2,1,1,1,1f,1|close must be a number above 0, was 1f",
                "2,1,1,0,1,1|low must be a number above 0, was 0",
                "2,1,1,1,1,-1|volume must be a number of 0 or more, was -1",
                "2,1,1,1,2,1|high and low must enclose open and close, was 2,1,1,1,2,1",
                "1,1,1,1,1,1|time_ms must be after 1, was 1",
            })
    void badRowsAreReportedWithTheirLineAndCounted(String row, String reason) throws IOException {
        String input = HEADER + "1,1,1,1,1,1\n" + row + "\n3,1,1,1,1,1\n";
        assertThat(compute("obv", Map.of(), input)).isEqualTo(new IndicatorCsv.Result(3, 1));
        assertThat(out).hasToString("time_ms,value\n1,1.0\n3,1.0\n");
        assertThat(diagnostics).hasToString("line 3: " + reason + "\n1 of 3 rows rejected\n");
    }

    @Test
    void aHeaderThatLacksAColumnIsRefused() {
        assertThatThrownBy(() -> compute("obv", Map.of(), "time_ms,open,high,low,close\n"))
                .isInstanceOf(IndicatorException.class)
                .hasMessage("the header must name [time_ms, open, high, low, close, volume], lacks volume, was "
                        + "time_ms,open,high,low,close");
        assertThatThrownBy(() -> compute("obv", Map.of(), ""))
                .hasMessage("the input must begin with a header naming [time_ms, open, high, low, close, volume], was"
                        + " empty");
        assertThatThrownBy(() -> compute("obv", Map.of(), "time_ms,open,high,low,close,volume,close\n"))
                .hasMessageStartingWith("the header must name close once, was ");
        assertThat(out).isEmpty();
    }

    @Test
    void valuesAreThoseOfTheSet() throws IOException {
        Bars bars = Bars.generated(300, 4);
        StringBuilder input = new StringBuilder(HEADER);
        for (int i = 0; i < bars.size(); i++) {
            input.append(i)
                    .append(',')
                    .append(bars.open()[i])
                    .append(',')
                    .append(bars.high()[i])
                    .append(',');
            input.append(bars.low()[i])
                    .append(',')
                    .append(bars.close()[i])
                    .append(',')
                    .append(bars.volume()[i]);
            input.append('\n');
        }
        compute("adx", Map.of(), input.toString());
        double[] expected = bars.compute(IndicatorSet.of(List.of(new IndicatorRequest("adx", Map.of())), 0), "adx_14");
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(301);
        for (int i = 0; i < bars.size(); i++) {
            assertThat(lines.get(i + 1)).isEqualTo(i + "," + (i < 27 ? "" : Double.toString(expected[i])));
        }
    }
}
