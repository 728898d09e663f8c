// What works before WASM arrives, or without JavaScript at all.
import { figure } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.use({ javaScriptEnabled: false });

test("start, look, stop", async ({ page, server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1 }]));
  await page.goto("/");
  await page.getByTestId("start").click();
  await expect(page.getByTestId("run-state")).toContainText(/Starting|Running/);
  await expect.poll(async () => (await server.status()).totals.hits.delivered ?? 0).toBeGreaterThan(20);
  await page.goto("/");
  expect(await figure(page.getByTestId("kpi-delivered").locator("b"))).toBeGreaterThan(20);
  await expect(page.locator('[data-testid="fleet-row"][data-target="one"]')).toBeVisible();
  await page.getByTestId("stop").click();
  await expect(page.getByTestId("run-state")).toContainText("Stopped");
  await page.goto("/runs");
  await expect(page.getByTestId("run-row").first()).toContainText("Stopped");
});

test("the targets can be read, a preset opened", async ({ page, server, simulators }) => {
  const config = load([{ name: "readable", url: simulators[0].url, site_id: 1 }]);
  await server.reset(config);
  await server.createPreset("Plain page", config);
  await page.goto("/targets");
  await expect(page.getByTestId("field-targets[0].name")).toHaveValue("readable");
  await expect(page.getByTestId("editor-nojs")).toBeVisible();
  await page.goto("/p/plain-page");
  await expect(page.getByTestId("preset-targets")).toContainText("readable");
  await page.getByTestId("preset-start").click();
  await expect(page).toHaveURL("/");
  await expect(page.getByTestId("run-state")).toContainText(/Starting|Running/);
});

test("the page of a preset knows of an active run, and restart asks", async ({ page, server, simulators }) => {
  const config = load([{ name: "readable", url: simulators[0].url, site_id: 1 }]);
  await server.reset({ ...config, max_total_visits: 0 });
  await server.createPreset("Plain page", config);
  await server.start();
  await page.goto("/p/plain-page");
  await expect(page.getByTestId("preset-run-active")).toBeVisible();
  await expect(page.getByTestId("preset-start")).toBeHidden();
  const before = (await server.status()).run?.id ?? 0;
  await page.goto("/");
  await page.getByTestId("restart-nojs").locator("summary").click();
  expect((await server.status()).run?.id).toBe(before);
  await page.getByTestId("restart-nojs").getByRole("button").click();
  await expect.poll(async () => (await server.status()).run?.id).toBe(before + 1);
});
