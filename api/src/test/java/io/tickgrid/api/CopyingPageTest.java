package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.api.run.Browser;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.FluentWait;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.JsonNode;

/** Copying, kill switches and limits through the page, in a real browser, where this machine has one. */
class CopyingPageTest {
    private static final ApiFixture api = ApiFixture.shared();
    private static final String SWITCHES = "/api/v1/risk/kill-switches";

    private static ChromeDriver browser;
    private static FluentWait<WebDriver> wait;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        // the page may write a cell anew between two questions
        wait = new WebDriverWait(browser, Duration.ofSeconds(20)).ignoring(StaleElementReferenceException.class);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void signIn() {
        signIn("trader");
    }

    /** Other tests of the fixture expect accounts without links and switches. */
    @AfterEach
    void leaveNothing() {
        for (JsonNode link : links("own-1")) {
            if (!link.path("status").asString().equals("CLOSED")) {
                api.post("trader", "/api/v1/copy/links/" + link.path("id").asString() + "/close", "");
            }
        }
        for (String path : List.of("/all", "/account/own-1")) {
            put("operator", SWITCHES + path, "{\"on\": false, \"reason\": \"the test is over\"}");
        }
        put("operator", "/api/v1/risk/limits/own-1", "{}");
    }

    @Test
    void aLinkIsSetUpTriedPausedResumedAndClosed() {
        fill("#link-form", "follower_account_id", "own-1");
        fill("#link-form", "leader_account_id", "leader-1");
        new Select(named("#link-form", "mode")).selectByValue("fixed");
        fill("#link-form", "value", "0.5");
        fill("#link-form", "max_quantity", "0.30000001");
        fill("#dry-run-form", "symbol", "BTC/USD");
        fill("#dry-run-form", "quantity", "2");

        assertThat(dryRun()).as("before the link is there").isEqualTo("order max_quantity");
        assertThat(links("own-1")).noneMatch(l -> l.path("status").asString().equals("ACTIVE"));

        id("link-create").click();
        WebElement row = row("active");
        assertThat(row.getText()).contains("own-1", "copies leader-1", "0.5 quantity", "order ≤ 0.30000001");
        JsonNode made = open("own-1");
        assertThat(made.path("mode").asString()).isEqualTo("fixed");
        assertThat(made.path("value").asString()).isEqualTo("0.5");
        assertThat(made.path("max_quantity").asString()).isEqualTo("0.30000001");
        assertThat(row.getDomAttribute("data-link")).isEqualTo(made.path("id").asString());

        action(row, "dry-run").click();
        assertThat(dryRun()).isEqualTo("order max_quantity");
        assertThat(browser.findElement(By.id("dry-run-result")).getText()).contains("Would buy 0.30000001", "861.5");

        action(row, "pause").click();
        row("paused");
        assertThat(open("own-1").path("status").asString()).isEqualTo("PAUSED");
        action(row, "dry-run").click();
        assertThat(dryRun()).isEqualTo("skipped link_inactive");

        action(row, "resume").click();
        row("active");
        assertThat(open("own-1").path("status").asString()).isEqualTo("ACTIVE");

        action(row, "close").click();
        assertThat(visible("dialog").getText()).contains("for good", "Nothing is sold");
        id("dialog-leave").click();
        assertThat(open("own-1").path("status").asString()).isEqualTo("ACTIVE");
        action(row, "close").click();
        visible("dialog-confirm").click();
        row("closed");
        assertThat(links("own-1")).allMatch(l -> l.path("status").asString().equals("CLOSED"));
        assertThat(row.findElements(By.cssSelector("button"))).isEmpty();
    }

    @Test
    void whatTheApiRefusesStandsAtItsField() {
        fill("#link-form", "follower_account_id", "own-1");
        fill("#link-form", "leader_account_id", "own-2");
        id("link-create").click();
        assertThat(error("#link-form", "leader_account_id")).contains("Must be of a leader");
        fill("#link-form", "leader_account_id", "nobody");
        id("link-create").click();
        assertThat(error("#link-form", "leader_account_id")).isEqualTo("No account \"nobody\".");
        fill("#link-form", "leader_account_id", "leader-1");
        fill("#link-form", "max_cost", "-1");
        id("link-create").click();
        assertThat(error("#link-form", "max_cost")).startsWith("Must be a positive decimal");
        fill("#link-form", "max_cost", "");
        fill("#link-form", "allowed_symbols", "BTC/USD <script>alert(1)</script>");
        id("link-create").click();
        assertThat(error("#link-form", "allowed_symbols")).contains("<script>alert(1)</script>");
        assertThat(links("own-1")).allMatch(l -> l.path("status").asString().equals("CLOSED"));
    }

    @Test
    void aSwitchThatIsOnIsSeenOnEveryViewUntilItIsLifted() {
        put("operator", SWITCHES + "/all", "{\"on\": true, \"reason\": \"the venue is <b>down</b>\"}");
        wait.until(b -> strip().contains("stopped for everything"));
        assertThat(strip()).contains("UTC, by an operator: the venue is <b>down</b>");
        id("to-market").click();
        wait.until(b -> b.findElement(By.id("market-view")).isDisplayed());
        assertThat(strip()).contains("stopped for everything");
        put("operator", SWITCHES + "/all", "{\"on\": false, \"reason\": \"it is back\"}");
        wait.until(b -> !b.findElement(By.id("switch-strip")).isDisplayed());
    }

    @Test
    void anOwnerStopsAnAccountWithAReasonAndLiftsIt() {
        fill("#switch-form", "name", "own-1");
        id("switch-set").click();
        visible("dialog-confirm").click();
        assertThat(error("dialog", "reason")).isEqualTo("Say why.");
        fill("dialog", "reason", "strange fills");
        id("dialog-confirm").click();
        By row = By.cssSelector("[data-testid=switch-row][data-name=own-1][data-on=true]");
        wait.until(b -> b.findElements(row).size() == 1);
        assertThat(browser.findElement(row).getText()).contains("trader", "strange fills");
        wait.until(b -> strip().contains("account own-1"));

        put("operator", SWITCHES + "/account/own-1", "{\"on\": true, \"reason\": \"mine now\"}");
        browser.findElement(row).findElement(By.cssSelector("button")).click();
        fill("dialog", "reason", "calm again");
        id("dialog-confirm").click();
        wait.until(b -> b.findElement(By.cssSelector(".dialog-error")).getText().contains("only operators lift it"));
        id("dialog-leave").click();
    }

    @Test
    void anOwnersLimitsMayBeStricterThanAnOperatorsAndNotLooser() {
        put("operator", "/api/v1/risk/limits/own-1", "{\"preset\": \"conservative\"}");
        fill("#limits-picker", "account", "own-1");
        browser.findElement(By.cssSelector("#limits-picker button")).click();
        wait.until(b -> b.findElement(By.id("limits-note")).getText().startsWith("Preset conservative"));
        fill("#limits-form", "max_leverage", "0.6");
        id("limits-set").click();
        assertThat(error("#limits-form", "max_leverage")).contains("at most 0.5, which an operator set");
        fill("#limits-form", "max_leverage", "0.25");
        id("limits-set").click();
        By leverage = By.cssSelector("[data-limit=max_leverage] td");
        wait.until(b -> b.findElement(leverage).getText().equals("0.25"));
        assertThat(api.get("trader", "/api/v1/risk/limits/own-1")
                        .json()
                        .path("max_leverage")
                        .asString())
                .isEqualTo("0.25");
    }

    @Test
    void whoMayNotReadIsToldSo() {
        signIn("analyst");
        wait.until(b -> b.findElement(By.id("links-note")).getText().contains("may not read the copy links"));
        assertThat(browser.findElement(By.id("link-form")).isDisplayed()).isFalse();
        assertThat(browser.findElement(By.id("switch-form")).isDisplayed()).isFalse();
    }

    // How to use the page ------------------------------------------------------------------------------------------

    private static void signIn(String user) {
        browser.get(api.uri("/").toString());
        browser.executeScript("sessionStorage.clear()");
        // another address than before, or the browser only jumps within the page
        browser.get(api.uri("/?" + user + System.nanoTime() + "#copying").toString());
        visible("login-user").sendKeys(user);
        id("login-password").sendKeys(api.credentials.password(user));
        id("login-submit").click();
        wait.until(b -> b.findElement(By.id("copying-view")).isDisplayed());
        wait.until(b -> {
            String note = b.findElement(By.id("links-note")).getText();
            return !note.startsWith("Asking")
                    && (!note.isEmpty() || b.findElement(By.id("links-table")).isDisplayed());
        });
    }

    private static WebElement id(String testId) {
        return browser.findElement(By.cssSelector("[data-testid=" + testId + "]"));
    }

    private static WebElement visible(String testId) {
        return wait.until(b -> {
            List<WebElement> found = b.findElements(By.cssSelector("[data-testid=" + testId + "]"));
            return found.isEmpty() || !found.getFirst().isDisplayed() ? null : found.getFirst();
        });
    }

    private static WebElement named(String form, String name) {
        return browser.findElement(By.cssSelector(form + " [name=" + name + "]"));
    }

    private static void fill(String form, String name, String text) {
        WebElement field = named(form, name);
        field.clear();
        field.sendKeys(text);
    }

    /** The words below a field, once there are some. */
    private static String error(String form, String name) {
        By words = By.cssSelector(form + " [data-field=" + name + "] .field-error");
        return wait.until(b -> {
            String text = b.findElement(words).getText();
            return text.isEmpty() ? null : text;
        });
    }

    /** Asks, and waits for the answer: outcome and code. */
    private static String dryRun() {
        browser.executeScript("document.getElementById('dry-run-result').replaceChildren()");
        id("dry-run-ask").click();
        WebElement outcome = visible("dry-run-outcome");
        return outcome.getDomAttribute("data-outcome") + " " + outcome.getDomAttribute("data-code");
    }

    private static WebElement row(String status) {
        By row = By.cssSelector("[data-testid=copy-link][data-link='" + newest() + "'][data-status=" + status + "]");
        return wait.until(b -> b.findElements(row).stream().findFirst().orElse(null));
    }

    /** The page puts a link that it has made before all others. */
    private static String newest() {
        return wait.until(b -> {
            List<WebElement> rows = b.findElements(By.cssSelector("[data-testid=copy-link]"));
            return rows.isEmpty() ? null : rows.getFirst().getDomAttribute("data-link");
        });
    }

    private static WebElement action(WebElement row, String name) {
        return wait.until(b -> row.findElements(By.cssSelector("[data-action=" + name + "]")).stream()
                .findFirst()
                .orElse(null));
    }

    private static String strip() {
        return browser.findElement(By.id("switch-strip")).getText();
    }

    // What the api has of it ---------------------------------------------------------------------------------------

    private static List<JsonNode> links(String follower) {
        return api.get("trader", "/api/v1/copy/links?limit=500&follower_account_id=" + follower)
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    private static JsonNode open(String follower) {
        return links(follower).stream()
                .filter(l -> !l.path("status").asString().equals("CLOSED"))
                .findFirst()
                .orElseThrow();
    }

    private static void put(String user, String path, String body) {
        Answer answer = api.send(
                user,
                path,
                b -> b.header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    }
}
