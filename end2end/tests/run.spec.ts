// A run as it is watched: stopping, a target that dies, a reload, a broken connection.
import { DashboardPage, figure } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(
    load(
      simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1, weight: 1 })),
      { max_total_visits: 0, auto_stop_after_hours: 0.05 },
    ),
  );
});

test("start, watch, stop, restart", async ({ page, server }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(30);
  await dashboard.stop.click();
  await expect(dashboard.state).toContainText("Stopped", { timeout: 60_000 });
  const status = await server.status();
  expect(status.totals.hits.in_flight).toBe(0);
  expect(status.totals.hits.waiting).toBe(0);
  await expect.poll(() => figure(dashboard.delivered)).toBe(status.totals.hits.delivered);
  await expect(page.getByTestId("open-report")).toHaveAttribute("href", `/runs/${status.run?.id ?? 0}`);
  await dashboard.restart.click();
  await expect(dashboard.state).toContainText("Running");
  expect((await server.status()).run?.id).toBe((status.run?.id ?? 0) + 1);
  await expect(page.getByTestId("open-report")).toBeHidden();
});

test("restart asks before it ends a run", async ({ page, server }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  // Until then the figures are those of the run before.
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(10);
  const before = (await server.status()).run?.id ?? 0;
  await dashboard.restart.click();
  await page.getByTestId("confirm-no").click();
  expect((await server.status()).run?.id).toBe(before);
  await dashboard.restart.click();
  await page.getByTestId("confirm-yes").click();
  await expect.poll(async () => (await server.status()).run?.id, { timeout: 60_000 }).toBe(before + 1);
});

test("nothing offers to start while a run is active", async ({ page, server }) => {
  await server.start();
  await page.goto("/targets");
  await expect(page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
  await expect(page.getByTestId("save-and-start")).toBeHidden();
  await expect(page.getByTestId("active-run")).toBeVisible();
  await server.stop();
  await expect(page.getByTestId("save-and-start")).toBeVisible();
});

test("a target that dies is named and changes nothing for the others", async ({ page, server, simulators }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await dashboard.deliveredAtLeast(30);
  await simulators[1].die();
  await expect(dashboard.cell("t1", "health")).toContainText("failing", { timeout: 60_000 });
  await expect(dashboard.cell("t1", "last-error")).toContainText("refused");
  await expect(dashboard.cell("t0", "health")).toContainText("healthy");
  const before = await server.status();
  await expect
    .poll(async () => (await server.status()).targets[0]?.hits.delivered ?? 0)
    .toBeGreaterThan((before.targets[0]?.hits.delivered ?? 0) + 20);
  const during = await server.status();
  expect(during.targets[0]?.hits.failed).toBe(0);
  expect(during.targets[0]?.share).toBeCloseTo(1 / 3, 1);
  await simulators[1].revive();
  await expect(dashboard.cell("t1", "health")).toContainText("healthy", { timeout: 60_000 });
});

test("a reload during a run shows where it is at once", async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  // Until then the figures are those of the run before.
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(60);
  await page.reload({ waitUntil: "domcontentloaded" });
  expect(await figure(dashboard.delivered), "in the page as it arrives").toBeGreaterThanOrEqual(60);
  await dashboard.isLive();
  const before = await figure(dashboard.delivered);
  await dashboard.deliveredAtLeast(before + 20);
  await expect(page.getByTestId("chart-hits").locator("canvas")).toBeVisible();
});

test("a lost connection is shown and comes back by itself", async ({ page, context }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await dashboard.deliveredAtLeast(10);
  await context.setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await page.route("**/api/live", (route) => route.abort());
  await page.reload({ waitUntil: "commit" }).catch(() => undefined);
  await context.setOffline(false);
  await page.goto("/");
  await expect(dashboard.live).toHaveAttribute("data-state", /waiting|connecting/);
  await expect(page.getByTestId("stale-notice")).toBeVisible();
  await page.unroute("**/api/live");
  await dashboard.isLive();
  await expect(page.getByTestId("stale-notice")).toBeHidden();
});

test("two people watch the same run", async ({ page, browser, baseURL }) => {
  const first = new DashboardPage(page);
  await first.open();
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const second = new DashboardPage(await context.newPage());
  await second.open();
  await first.start.click();
  await expect(second.state).toContainText("Running");
  await second.deliveredAtLeast(10);
  await second.stop.click();
  await expect(first.state).toContainText("Stopped", { timeout: 60_000 });
  await context.close();
});
