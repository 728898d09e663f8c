// The charts of a run as instruments: drawn by the server, zoomed into, and the same on paper.
import type { Locator, Page } from "@playwright/test";
import { DashboardPage } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ server, simulators }) => {
  const targets = [{ name: "one", url: simulators[0].url, site_id: 1 }];
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 0.05 }));
});

const charts = (page: Page): Locator[] => ["chart-hits", "chart-latency"].map((testid) => page.getByTestId(testid));

/** What a chart shows, seconds since the start of the run. */
async function range(chart: Locator): Promise<[number, number]> {
  const canvas = chart.locator(".chart-canvas");
  return [Number(await canvas.getAttribute("data-from")), Number(await canvas.getAttribute("data-to"))];
}

/** The middle of a chart's height, at a part of its width. */
async function place(chart: Locator, part: number): Promise<[number, number]> {
  const box = await chart.locator(".u-over").boundingBox();
  if (box === null) throw new Error("nothing is drawn");
  return [box.x + box.width * part, box.y + box.height / 2];
}

async function running(page: Page): Promise<DashboardPage> {
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(60);
  return dashboard;
}

test("dragging zooms into all charts, a double click out again", async ({ page }) => {
  await running(page);
  const [hits, latency] = charts(page) as [Locator, Locator];
  // The first minute stands still.
  expect(await range(hits)).toEqual([0, 60]);
  await page.mouse.move(...(await place(hits, 0.1)));
  await page.mouse.down();
  await page.mouse.move(...(await place(hits, 0.5)), { steps: 8 });
  await page.mouse.up();
  for (const chart of [hits, latency]) {
    await expect.poll(async () => Math.abs((await range(chart))[0] - 6)).toBeLessThan(1);
    await expect.poll(async () => Math.abs((await range(chart))[1] - 30)).toBeLessThan(1);
  }
  await page.mouse.dblclick(...(await place(latency, 0.5)));
  for (const chart of [hits, latency]) await expect.poll(() => range(chart)).toEqual([0, 60]);
});

test("a part that was zoomed into stands still, and a preset goes along", async ({ page, server }) => {
  await running(page);
  const [hits] = charts(page) as [Locator];
  const presets = page.getByTestId("chart-range");
  await expect(presets.getByRole("button", { name: "All" })).toHaveAttribute("aria-pressed", "true");
  await presets.getByRole("button", { name: "Last minute" }).click();
  await expect(presets.getByRole("button", { name: "Last minute" })).toHaveAttribute("aria-pressed", "true");
  await hits.locator('.chart-mark-label[title*="The run began"]').click();
  await expect.poll(() => range(hits)).toEqual([0, 30]);
  await expect(presets.getByRole("button", { pressed: true })).toHaveCount(0);
  const before = (await server.status()).totals.hits.delivered ?? 0;
  await expect.poll(async () => (await server.status()).totals.hits.delivered ?? 0).toBeGreaterThan(before + 30);
  expect(await range(hits)).toEqual([0, 30]);
});

test("the cursor is at the same time in all charts", async ({ page }) => {
  await running(page);
  const [hits, latency] = charts(page) as [Locator, Locator];
  await page.mouse.move(...(await place(hits, 1 / 60)));
  for (const chart of [hits, latency]) await expect(chart.locator(".chart-time")).toHaveText("0:01");
});

test("a line is switched off by pointer and on by keyboard", async ({ page }) => {
  await running(page);
  const [hits] = charts(page) as [Locator];
  const toggle = hits.getByRole("button", { name: "delivered", exact: false }).first();
  // On paper is what is on the screen.
  const line = hits.locator('.chart-svg .chart-line[style*="--chart-delivered"]');
  const print = () => page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await print();
  await expect(line).toHaveCount(1);
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-pressed", "false");
  await print();
  await expect(line).toHaveCount(0);
  await toggle.focus();
  await page.keyboard.press("Space");
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  await print();
  await expect(line).toHaveCount(1);
});

test("the latency is that of the moment which is chosen", async ({ page }) => {
  await running(page);
  await expect(page.getByRole("heading", { name: "Latency from planned" })).toBeVisible();
  await page.getByTestId("latency-from-send").click();
  await expect(page.getByRole("heading", { name: "Latency from send" })).toBeVisible();
  await expect(page.getByTestId("chart-latency").locator("canvas")).toBeVisible();
  await expect(page.getByTestId("chart-latency").getByRole("button", { name: /^p95/ }).locator("b")).toHaveText(/\d/);
});

test("what happens is marked on the axis", async ({ page }) => {
  await running(page);
  await page.getByTestId("run-pause").click();
  for (const chart of charts(page)) {
    await expect(chart.locator('.chart-mark-label[title*="The run was paused"]')).toHaveCount(1);
  }
});

test("without JavaScript the server's drawing is there, in the same place", async ({ page, browser, baseURL }) => {
  await running(page);
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL === undefined ? {} : { baseURL }) });
  const plain = await context.newPage();
  await plain.goto("/");
  for (const chart of charts(plain)) {
    await expect(chart.locator(".chart-svg")).toBeVisible();
    await expect(chart.locator(".chart-svg .chart-line").first()).toHaveAttribute("d", /M/);
    await expect(chart.locator("canvas")).toHaveCount(0);
  }
  const height = async (of: Page) => (await of.getByTestId("chart-hits").locator(".chart-plot").boundingBox())?.height;
  expect(await height(plain)).toBe(await height(page));
  await expect(plain.getByTestId("chart-range")).toBeHidden();
  await context.close();
});

test("on paper the drawing is up to date and the canvas is not there", async ({ page }) => {
  await running(page);
  const [hits] = charts(page) as [Locator];
  const line = hits.locator('.chart-svg .chart-line[style*="--chart-planned"]');
  await expect(hits.locator(".chart-svg")).toBeHidden();
  const before = await line.getAttribute("d");
  await expect
    .poll(async () => {
      await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
      return (await line.getAttribute("d"))?.split("L").length ?? 0;
    })
    .toBeGreaterThan((before?.split("L").length ?? 0) + 1);
  await page.emulateMedia({ media: "print" });
  await expect(hits.locator(".chart-svg")).toBeVisible();
  await expect(hits.locator("canvas")).toBeHidden();
  await expect(page.getByTestId("chart-range")).toBeHidden();
});

test("the report shows the same charts", async ({ page, server }) => {
  await running(page);
  const run = (await server.stop()).run?.id ?? 0;
  await page.goto(`/runs/${run}`);
  for (const chart of charts(page)) await expect(chart.locator("canvas")).toBeVisible();
  await expect(page.getByTestId("chart-hits").locator('.chart-mark-label[title*="The run was stopped"]')).toHaveCount(1);
});

test("each of a few targets has a line of its own when asked for", async ({ page, server, simulators }) => {
  const targets = simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1 }));
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 0.05 }));
  await running(page);
  const chart = page.getByTestId("chart-targets");
  await expect(chart.locator(".chart-line")).toHaveCount(0);
  await chart.locator("summary").click();
  await expect(chart.locator(".chart-line")).toHaveCount(3);
  await expect(chart.getByRole("listitem")).toContainText(["t0", "t1", "t2"]);
});
