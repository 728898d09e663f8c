// The bar that tells how a run stands and stays in sight, and what the browser's tab says of it.
import { DashboardPage } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

const patient = { timeout: 60_000 };

test("the bar stays in sight and tells how far the run is", async ({ page, server, simulators, browser, baseURL }) => {
  const targets = simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1 }));
  const load_shape = { shape: "steps", steps: [{ level: 1, seconds: 1_800 }, { level: 2, seconds: 1_800 }] };
  const thresholds = ["error_rate<100%", "p95<0.001ms"];
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 1, load_shape, thresholds }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await expect(dashboard.bar.getByRole("heading", { level: 1 })).toBeVisible();
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(30);
  await expect(page.getByTestId("run-progress")).toContainText("0 of 60 min, step 1 of 2");
  await expect(page.getByTestId("run-delivered")).toContainText("% delivered");
  await expect(page.getByTestId("threshold-sum")).toContainText("1 of 2 hold");
  await expect(page.getByTestId("worst-target")).toBeHidden();

  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(dashboard.stop).toBeInViewport();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(dashboard.stop).toBeInViewport();

  const plain = await browser.newContext({ javaScriptEnabled: false, ...(baseURL === undefined ? {} : { baseURL }) });
  const still = await plain.newPage();
  await still.goto("/");
  await expect(still.getByTestId("run-progress")).toContainText("0 of 60 min, step 1 of 2");
  await expect(still.getByTestId("threshold-sum")).toContainText("1 of 2 hold");
  await plain.close();
});

test("visits are counted where they end the run, and nothing is where nothing does", async ({ page, server, simulators }) => {
  const targets = [{ name: "only", url: simulators[0].url, site_id: 1 }];
  await server.reset(load(targets, { max_total_visits: 100_000 }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(page.getByTestId("run-progress")).toContainText("of 100,000 visits", patient);
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 0 }));
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(5);
  await expect(page.getByTestId("run-progress")).toBeHidden();
});

test("the worst target is named, leads to its row, and the tab counts it", async ({ page, server, simulators }) => {
  const targets = simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1 }));
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 0.05 }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await dashboard.deliveredAtLeast(20);
  await expect(page).toHaveTitle(/^▶ [\d,]+\/s · Dashboard · Trackstorm$/);
  await simulators[1].faults({ mode: "server-error" });
  const worst = page.getByTestId("worst-target");
  await expect(worst).toContainText("t1", patient);
  await expect(page).toHaveTitle(/^▶ [\d,]+\/s · 1 failing · Dashboard · Trackstorm$/, patient);
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", /favicon-failing\.svg$/);
  await worst.click();
  await expect(dashboard.row("t1")).toBeVisible();
  await expect(dashboard.row("t0")).toBeHidden();
  await simulators[1].faults({ mode: "none" });
  await server.stop();
  await expect(page).toHaveTitle("Dashboard · Trackstorm");
});

test("Share copies the address of the report", async ({ page, context, server, simulators }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await server.reset(load([{ name: "only", url: simulators[0].url, site_id: 1 }]));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(5);
  await page.getByTestId("share-run").click();
  await expect(page.getByTestId("toast")).toContainText("copied");
  const id = (await server.status()).run?.id ?? 0;
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(new URL(`/runs/${id}`, page.url()).href);
});

test("a page that lost its server does not claim that the run goes on", async ({ page, server, simulators }) => {
  await server.reset(load([{ name: "only", url: simulators[0].url, site_id: 1 }], { max_total_visits: 0 }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  await page.route("**/api/live", (route) => route.abort());
  await page.goto("/");
  await expect(dashboard.live).toHaveAttribute("data-state", /waiting|connecting/);
  await expect(dashboard.state).toHaveText("Running, when last seen");
  await expect(dashboard.state).not.toHaveClass(/live|good/);
  await page.unroute("**/api/live");
  await dashboard.isLive();
  await expect(dashboard.state).toHaveText("Running");
});
