package io.tickgrid.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.chrome.ChromeDriver;

/** Which bars the page's chart shows while bars come, in a real browser, where this machine has one. */
class ChartBrowserTest {
    /** What the scripts below share: a chart of the size asked for, bars by number, and the browser's next pictures. */
    private static final String CHART = """
        const done = arguments[arguments.length - 1];
        const run = async (steps) => {
          const { CandleChart } = await import('/js/chart.js');
          document.body.innerHTML = '<div id="frame" style="width:900px;height:400px">'
            + '<div id="chart" style="width:100%;height:100%"></div></div>';
          const frame = document.getElementById('frame');
          const chart = new CandleChart(document.getElementById('chart'), () => {});
          const bar = (n) => ({ open_time_ms: n * 300000, open: '1', high: '2', low: '1', close: '1.5',
            trades: 3, closed: true, revision: 0, live: true });
          const bars = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => bar(from + i));
          const pictures = async () => {
            for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
          };
          await steps({ chart, frame, bar, bars, pictures });
          return chart.shown && [chart.shown.from / 300000, chart.shown.to / 300000].join(' ');
        };
        const answer = (steps) => run(steps).then(done, (error) => done(String(error.stack)));
        """;

    private static @Nullable HttpServer files;
    private static @Nullable ChromeDriver browser;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start();
        files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/", ChartBrowserTest::serve);
        files.start();
        browser.get("http://127.0.0.1:" + files.getAddress().getPort() + "/");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (files != null) {
            files.stop(0);
        }
    }

    /** The stream is often quicker than the answer with the history, and both come before the chart's next picture. */
    @ParameterizedTest
    @CsvSource({"false,20", "false,300", "true,20", "true,300"})
    void followsTheNewestBarThoughOlderOnesComeAfterIt(boolean hiddenAtFirst, int newest) {
        String shown = shown("""
            answer(async ({ chart, frame, bar, bars, pictures }) => {
              if (%b) frame.style.display = 'none';
              chart.merge([bar(%d)]);
              chart.merge(bars(1, %d));
              frame.style.display = 'block';
              await pictures();
              for (let n = 1; n <= 5; n++) {
                chart.merge([bar(%d + n)]);
                await pictures();
              }
            });
            """.formatted(hiddenAtFirst, newest, newest - 1, newest));

        assertThat(shown).endsWith(" " + (newest + 5));
    }

    @Test
    void aReaderOfOlderBarsKeepsThePlace() {
        String shown = shown("""
            answer(async ({ chart, frame, bar, bars, pictures }) => {
              chart.merge([...bars(1, 150), ...bars(152, 300)]);
              await pictures();
              for (let n = 0; n < 20; n++) {
                document.getElementById('chart').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
                await pictures();
              }
              globalThis.before = chart.shown;
              chart.merge([bar(151), bar(301)]);
              await pictures();
              if (chart.shown.from !== before.from) throw new Error(JSON.stringify([before, chart.shown]));
            });
            """);

        assertThat(Integer.parseInt(shown.split(" ")[1])).as(shown).isLessThan(150);
    }

    @Test
    void anotherMarketIsShownFromItsNewestBar() {
        String shown = shown("""
            answer(async ({ chart, frame, bar, bars, pictures }) => {
              chart.merge(bars(1, 300));
              await pictures();
              for (let n = 0; n < 20; n++) {
                document.getElementById('chart').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
                await pictures();
              }
              if (chart.shown.to > 200 * 300000) throw new Error('not scrolled back');
              chart.clear();
              chart.merge([bar(400)]);
              chart.merge(bars(100, 399));
              await pictures();
              chart.merge([bar(401)]);
              await pictures();
            });
            """);

        assertThat(shown).endsWith(" 401");
    }

    /** Numbers of the first and the last bar in view, or what went wrong. */
    private static String shown(String script) {
        return String.valueOf(Objects.requireNonNull(browser).executeAsyncScript(CHART + script));
    }

    /** The JDK's own file handler does not know that {@code .mjs} is a script, and browsers ask for that. */
    private static void serve(HttpExchange asked) throws IOException {
        try (asked) {
            String name = asked.getRequestURI().getPath();
            Path file = page().resolve(name.equals("/") ? "index.html" : name.substring(1));
            if (!Files.isRegularFile(file)) {
                asked.sendResponseHeaders(404, -1);
                return;
            }
            String type = name.endsWith("js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "text/html";
            asked.getResponseHeaders().set("Content-Type", type);
            byte[] bytes = Files.readAllBytes(file);
            asked.sendResponseHeaders(200, bytes.length);
            asked.getResponseBody().write(bytes);
        }
    }

    private static Path page() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.exists(dir.resolve("clients/dashboard"))) {
            dir = Objects.requireNonNull(dir.getParent(), "no clients/dashboard around here");
        }
        return dir.resolve("clients/dashboard");
    }
}
