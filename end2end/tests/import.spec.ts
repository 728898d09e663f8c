// Coming from Trafficinator, and the built-in sizes on the presets page.
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ page, server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1 }]));
  await page.goto("/presets");
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
});

test("an .env file says what it took over and what not, and keeps its token to itself", async ({ page, server, simulators }) => {
  await page.getByTestId("import-open").click();
  await page.getByTestId("import-text").fill(
    [
      "# loader",
      `MATOMO_URL=${simulators[1].url}/matomo.php`,
      "MATOMO_SITE_ID=2",
      "MATOMO_TOKEN_AUTH=imported-secret",
      "TARGET_VISITS_PER_DAY=54321",
      "ECOMMERCE_SHIPPING_RATES=0,1.5",
      "PAGEVIEWS_MAX=9999",
      "LOG_LEVEL=DEBUG",
    ].join("\n"),
  );
  await page.getByTestId("import-check").click();
  await expect(page.getByTestId("import-taken")).toContainText("TARGET_VISITS_PER_DAY");
  await expect(page.getByTestId("import-left-out")).toContainText("PAGEVIEWS_MAX");
  await expect(page.getByTestId("import-left-out")).toContainText("LOG_LEVEL");
  await page.getByTestId("import-apply").click();
  await expect.poll(async () => (await server.config()).target_visits_per_day).toBe(54_321);
  const config = await server.config();
  expect(config.targets).toMatchObject([{ site_id: 2, has_token: true, token_auth: null }]);
  expect(config.ecommerce_shipping_rates).toEqual([0, 1.5]);
  expect(JSON.stringify(config)).not.toContain("imported-secret");
  await page.goto("/targets");
  expect(await page.content()).not.toContain("imported-secret");
});

test("what is no such file is refused with a sentence", async ({ page, server }) => {
  const before = await server.config();
  await page.getByTestId("import-open").click();
  await page.getByTestId("import-text").fill("{ this is no JSON");
  await page.getByTestId("import-check").click();
  await expect(page.getByTestId("import-error")).toBeVisible();
  await expect(page.getByTestId("import-apply")).toHaveCount(0);
  expect(await server.config()).toEqual(before);
});

test("a built-in size is used from the presets page", async ({ page, server }) => {
  await page.getByTestId("builtin-use-light").click();
  await page.getByTestId("confirm-yes").filter({ visible: true }).click();
  await expect.poll(async () => (await server.config()).target_visits_per_day).toBe(1_000);
  expect((await server.config()).targets[0]?.name).toBe("one");
});
