// A target that breaks and gets well again while somebody watches, and what the report tells of it afterwards.
import type { Page } from "@playwright/test";
import { DashboardPage } from "../pages/dashboard.js";
import { type Config, load, type Target } from "../support/server.js";
import type { Simulator } from "../support/simulator.js";
import { expect, test } from "../support/test.js";

// Found out, probed and detected on a busy machine; only a failing test waits this long.
const patient = { timeout: 60_000 };

/** A run that goes on until it is stopped, whose targets are found well again soon. */
function watched(simulators: Simulator[], more: Record<string, unknown>): Config {
  const targets = simulators.map((simulator, place): Target => ({ name: `t${place}`, url: simulator.url, site_id: 1 }));
  const health = { on_unhealthy: "skip", probe_interval_seconds: 0.5 };
  return load(targets, { max_total_visits: 0, auto_stop_after_hours: 0.05, health, ...more });
}

const health = (page: Page, target: string) =>
  page.locator('[data-testid="event"][data-kind="health"]').filter({ hasText: `${target}:` });

test("failover: the next target takes over, hands back, and the report tells it", async ({ page, browser, server, simulators, baseURL }) => {
  const [first, second] = simulators;
  const thresholds = ["error_rate<100%", "t0: error_rate<0.001%"];
  await server.reset(watched([first, second], { distribution_strategy: "failover", thresholds }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(20);
  await expect(dashboard.cell("t0", "health")).toContainText("healthy", patient);

  await first.faults({ mode: "server-error" });
  await expect(dashboard.cell("t0", "health")).toContainText("out of rotation", patient);
  await expect(health(page, "t0").filter({ hasText: "takes over" })).toBeVisible();
  const outage = page.getByTestId("outage").filter({ hasText: "t0" });
  await expect(outage.first()).toContainText("not yet");
  const recorded = async () => (await second.stats()).totals.hits_recorded;
  await expect.poll(recorded, patient).toBeGreaterThan(10);

  await first.faults({ mode: "none" });
  await expect(dashboard.cell("t0", "health")).toContainText("healthy", patient);
  await expect(health(page, "t0").filter({ hasText: "Healthy again" })).toBeVisible();
  await expect(outage.first()).not.toContainText("not yet");

  await dashboard.stop.click();
  await expect(dashboard.state).toContainText("Stopped", patient);
  // Settled: from here on figures are compared as they are.
  const { run, epochs, outages } = await server.status();
  expect(outages[0]).toMatchObject({ target: "t0", recovered_seconds: expect.any(Number) });
  expect(epochs.length).toBeGreaterThan(2);
  const report = `/runs/${run!.id}`;
  const tells = async (page: Page) => {
    await page.goto(report);
    await expect(page.getByTestId("outage")).toHaveCount(outages.length);
    await expect(page.getByTestId("outage").first()).toContainText("500");
    await expect(page.getByTestId("epoch")).toHaveCount(epochs.length);
    await expect(page.getByTestId("epoch").filter({ hasText: "t0 was opened" }).first()).toContainText("failover");
    await expect(page.getByTestId("threshold")).toHaveCount(thresholds.length);
    await expect(page.getByTestId("threshold").nth(0)).toHaveAttribute("data-passed", "true");
    await expect(page.getByTestId("threshold").nth(1)).toHaveAttribute("data-passed", "false");
    await expect(health(page, "t0").first()).toBeVisible();
    for (const [name, value] of [
      ["The load of a target that fails", "Skip it"],
      ["Probed", "every 0.5 s where nothing is sent"],
      ["Threshold 2", "t0: error_rate<0.001%"],
    ] as const) {
      const fact = page.getByTestId("configuration").locator("dl > div").filter({ hasText: name });
      await expect(fact.getByRole("definition")).toContainText(value);
    }
  };
  await tells(page);
  const plain = await browser.newContext({ javaScriptEnabled: false, ...(baseURL === undefined ? {} : { baseURL }) });
  await tells(await plain.newPage());
  await plain.close();
});

test("skip: the others share what the broken one would get, until it is well", async ({ page, server, simulators }) => {
  await server.reset(watched(simulators, { distribution_strategy: "round-robin" }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  // Until then the page shows the run before.
  await expect(dashboard.state).toContainText("Running");
  await expect(dashboard.cell("t1", "health")).toContainText("healthy", patient);
  const split = async () => (await server.status()).epochs.at(-1)!.shares.length;
  expect(await split()).toBe(3);

  await simulators[1].faults({ mode: "server-error" });
  await expect(dashboard.cell("t1", "health")).toContainText("out of rotation", patient);
  await expect(dashboard.cell("t0", "health")).toContainText("healthy");
  await expect.poll(split, patient).toBe(2);

  await simulators[1].faults({ mode: "none" });
  await expect(dashboard.cell("t1", "health")).toContainText("healthy", patient);
  await expect.poll(split, patient).toBe(3);
  await expect(page.getByTestId("outage").first()).toContainText("t1");
});
