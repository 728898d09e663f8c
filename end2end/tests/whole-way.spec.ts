// The whole way: edit targets, pick a strategy, start, watch, stop, save a preset, share its address.
import { DashboardPage, figure } from "../pages/dashboard.js";
import { TargetsPage } from "../pages/targets.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test("from an empty editor to a shared preset", async ({ page, browser, server, simulators, baseURL }) => {
  await server.reset(load([{ name: "to be replaced", url: simulators[0].url, site_id: 1 }]));

  const editor = new TargetsPage(page);
  await editor.open();
  await editor.rows.first().getByTestId("row-remove").click();
  // With a token each hit says when it happened, and no visit is split at midnight.
  const fleet = [
    { name: "north", url: simulators[0].url, weight: 5, token: "token" },
    { name: "east", url: simulators[1].url, weight: 3, token: "token" },
    { name: "south", url: simulators[2].url, weight: 2, token: "token" },
  ];
  for (const target of fleet) await editor.add(target);
  await editor.strategy("weighted").check();
  for (const [row, share] of ["50.0", "30.0", "20.0"].entries()) {
    await expect(editor.part(row, "share")).toContainText(share);
  }
  await editor.input("max_total_visits").fill("100");

  await page.getByTestId("test-all").click();
  await expect(page.getByTestId("target-test-result")).toHaveCount(3);
  for (const result of await page.getByTestId("target-test-result").all()) {
    await expect(result).toHaveAttribute("data-result", "ok");
  }
  expect((await simulators[0].stats()).totals.hits_recorded, "a test records nothing").toBe(0);

  await page.getByTestId("save-and-start").click();
  const dashboard = new DashboardPage(page);
  await expect(page).toHaveURL("/");
  await expect(dashboard.state).toContainText(/Running|Stopping|Finished/);
  await dashboard.isLive();
  await dashboard.deliveredAtLeast(20);
  await expect(page.getByTestId("chart-hits").locator("canvas")).toBeVisible();
  await expect(dashboard.state).toContainText("Finished", { timeout: 90_000 });
  for (const [name, visits] of [["north", 50], ["east", 30], ["south", 20]] as const) {
    await expect(dashboard.cell(name, "visits")).toHaveText(String(visits));
    await expect(dashboard.cell(name, "health")).toContainText("healthy");
  }
  const recorded = await Promise.all(simulators.map(async (simulator) => (await simulator.stats()).totals));
  expect(recorded.map((totals) => totals.visits)).toEqual([50, 30, 20]);
  const delivered = recorded.reduce((sum, totals) => sum + totals.hits_recorded, 0);
  await expect.poll(() => figure(dashboard.delivered)).toBe(delivered);

  await page.getByRole("link", { name: "Runs" }).click();
  const newest = page.getByTestId("run-row").first();
  await expect(newest.getByTestId("run-outcome")).toContainText("Finished");
  await newest.getByRole("link").first().click();
  await expect(page.getByTestId("report-facts")).toContainText("weighted");
  await expect(page.getByTestId("kpi-delivered").locator("b")).toHaveText(delivered.toLocaleString("en"));

  await page.getByRole("link", { name: "Targets" }).click();
  await editor.isReady();
  await page.getByTestId("save-as-preset").click();
  await page.getByTestId("preset-name-input").fill("Shared fleet");
  await page.getByTestId("preset-description-input").fill("Five, three, two.");
  await page.getByTestId("save-preset-submit").click();
  await expect(page.getByTestId("save-preset-dialog")).toBeHidden();

  await page.getByRole("link", { name: "Presets" }).click();
  await expect(page.getByTestId("preset").filter({ hasText: "Shared fleet" })).toBeVisible();

  // The teammate, in a browser of their own, while somebody else has changed the editor.
  await server.save(load([{ name: "something else", url: simulators[0].url, site_id: 1 }]));
  const teammate = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const theirs = await teammate.newPage();
  await theirs.goto("/p/shared-fleet");
  await expect(theirs.getByRole("heading", { name: "Shared fleet" })).toBeVisible();
  await expect(theirs.getByTestId("preset-targets")).toContainText("south");
  await expect(theirs.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await theirs.getByTestId("preset-start").click();
  // "something else" is kept nowhere, so that is asked about first.
  expect((await server.config()).targets[0]?.name).toBe("something else");
  await theirs.getByTestId("confirm-yes").click();
  await expect(theirs).toHaveURL("/");
  await expect(theirs.getByTestId("run-state")).toContainText(/Running|Stopping|Finished/);
  await expect(theirs.locator('[data-testid="fleet-row"][data-target="south"]')).toBeVisible();
  await teammate.close();
});
