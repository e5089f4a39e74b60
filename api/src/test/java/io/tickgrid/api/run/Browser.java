package io.tickgrid.api.run;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium, where this machine has one. */
public final class Browser {
    private Browser() {}

    /** Starts it, or skips the test with a message. */
    public static ChromeDriver start() {
        Optional<Path> browser = onPath("chromium", "chromium-browser", "google-chrome");
        Optional<Path> driver = onPath("chromedriver");
        Assumptions.assumeTrue(
                browser.isPresent() && driver.isPresent(),
                "needs chromium and chromedriver on the PATH; install them to run the browser test");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--window-size=1280,900");
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.orElseThrow().toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    private static Optional<Path> onPath(String... names) {
        String path = System.getenv("PATH");
        return Arrays.stream(names)
                .flatMap(n -> Arrays.stream((path == null ? "" : path).split(File.pathSeparator))
                        .map(d -> Path.of(d, n)))
                .filter(p -> p.toFile().canExecute())
                .findFirst();
    }
}
