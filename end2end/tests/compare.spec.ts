// Runs, and targets of one run, beside each other.
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

const patient = { timeout: 60_000 };

test("the targets of a mirrored run are compared, with and without JavaScript", async ({ page, server, simulators, browser, baseURL }) => {
  const dead = { name: "standby", url: "http://127.0.0.1:9", site_id: 1 };
  const targets = [{ name: "primary", url: simulators[0].url, site_id: 1 }, dead];
  await server.reset(load(targets, { distribution_strategy: "mirror", max_total_visits: 20 }));
  await server.start();
  const run = await server.finished();

  await page.goto(`/compare?runs=${run}`);
  await page.getByTestId("compare-targets").getByRole("button").click();
  await expect(page).toHaveURL(/targets=/);
  const summary = page.getByTestId("compare-summary");
  await expect(summary).toContainText("standby against primary", patient);
  await expect(summary).toContainText("hits not accepted 100.0 %");
  await expect(page.getByTestId("compare-caveats")).toHaveCount(0);
  const failed = page.locator('[data-testid="compare-row"][data-figure="Hits delivered"]');
  await expect(failed).toContainText("(−100.0 %)");

  const plain = await browser.newContext({ javaScriptEnabled: false, ...(baseURL === undefined ? {} : { baseURL }) });
  const still = await plain.newPage();
  await still.goto(page.url());
  await expect(still.getByTestId("compare-row").first()).toBeVisible();
  await plain.close();
});

test("two runs are compared and what differs besides is told", async ({ page, server, simulators }) => {
  const targets = [{ name: "eu-1", url: simulators[0].url, site_id: 1 }];
  await server.reset(load(targets, { max_total_visits: 20, seed: 7 }));
  await server.start();
  const first = await server.finished();
  await server.save(load(targets, { max_total_visits: 20, seed: 8 }));
  await server.start();
  const second = await server.finished();

  await page.goto("/compare");
  const picker = page.getByTestId("compare-runs");
  await picker.locator(`input[value="${first}"]`).check();
  await picker.locator(`input[value="${second}"]`).check();
  await picker.getByRole("button").click();
  await expect(page.getByTestId("compare-summary")).toContainText(`Run ${first}`, patient);
  await expect(page.getByTestId("compare-caveats")).toContainText("The seeds differ");
  await expect(page.getByTestId("compare-settings")).toContainText("seed");
  await expect(page.getByTestId("compare-plot").locator("circle").first()).toBeVisible();
  // Nothing is copied before WASM has taken the page over.
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByTestId("copy-markdown").click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("| Hits delivered |");
});

test("what is not there is said, and one of a kind is a choice to make", async ({ page, server, simulators }) => {
  await server.reset(load([{ name: "eu-1", url: simulators[0].url, site_id: 1 }], { max_total_visits: 5 }));
  await server.start();
  await server.finished();
  const answer = await page.goto("/compare?runs=999998,999999");
  expect(answer?.status()).toBe(404);
  await expect(page.getByTestId("compare-not-found")).toBeVisible();
  await page.goto("/compare?runs=abc");
  await expect(page.getByRole("heading", { level: 1, name: "Compare" })).toBeVisible();
});
