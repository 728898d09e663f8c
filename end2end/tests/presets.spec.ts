// Presets: save, load, update, duplicate, delete, and their addresses.
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1 }]));
});

test("a preset's life", async ({ page, server }) => {
  await page.goto("/presets");
  await expect(page.getByTestId("presets-empty")).toBeVisible();
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await page.getByTestId("preset-create-open").click();
  await page.getByTestId("preset-create").getByTestId("preset-name-input").fill("Morning");
  await page.getByTestId("preset-create-submit").click();
  const morning = page.getByTestId("preset").filter({ hasText: "Morning" });
  await expect(morning).toHaveCount(1);

  await page.getByTestId("preset-create-open").click();
  await page.getByTestId("preset-create").getByTestId("preset-name-input").fill("Morning");
  await page.getByTestId("preset-create-submit").click();
  await expect(page.getByTestId("preset-name-error")).toBeVisible();
  expect(((await (await page.request.get("/api/presets")).json()) as unknown[]).length).toBe(1);

  await morning.first().getByTestId("preset-duplicate").click();
  await expect(page.getByTestId("preset")).toHaveCount(2);

  // A name that is taken is told where it was typed, and stays there.
  const second = page.locator('[data-testid="preset"]:not([data-slug="morning"])');
  await second.getByTestId("preset-edit").click();
  await second.getByTestId("preset-name-input").fill("Morning");
  await second.getByTestId("preset-edit-submit").click();
  await expect(second.getByTestId("preset-name-error")).toBeVisible();
  await expect(second.getByTestId("preset-name-input")).toHaveValue("Morning");

  const config = await server.config();
  await server.save({ ...config, targets: [{ ...config.targets[0]!, name: "changed" }] });
  await page.locator('[data-testid="preset"][data-slug="morning"]').getByTestId("preset-load").click();
  // "changed" is kept nowhere else, so that is asked about, and can be undone.
  await page.getByTestId("confirm-no").click();
  expect((await server.config()).targets[0]?.name).toBe("changed");
  await page.locator('[data-testid="preset"][data-slug="morning"]').getByTestId("preset-load").click();
  await page.getByTestId("confirm-yes").click();
  await expect.poll(async () => (await server.config()).targets[0]?.name).toBe("one");
  await expect(page).toHaveURL("/targets");
  await page.getByTestId("toast-undo").click();
  await expect.poll(async () => (await server.config()).targets[0]?.name).toBe("changed");
  await expect(page.getByTestId("field-targets[0].name")).toHaveValue("changed");

  await page.goto("/presets");
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  const first = page.locator('[data-testid="preset"][data-slug="morning"]');
  await first.getByTestId("preset-delete").click();
  await page.getByTestId("confirm-yes").click();
  await expect(page.getByTestId("preset")).toHaveCount(1);
});

test("an address that leads nowhere says so", async ({ page }) => {
  const answer = await page.goto("/p/no-such-preset");
  expect(answer?.status()).toBe(404);
  await expect(page.getByTestId("preset-not-found")).toBeVisible();
  const page404 = await page.goto("/nowhere");
  expect(page404?.status()).toBe(404);
  await expect(page.getByTestId("not-found")).toBeVisible();
});

test("a look at a shared link, and opening it, move nobody's load", async ({ browser, baseURL, server, simulators }) => {
  const other = await server.createPreset("Other", load([{ name: "other", url: simulators[1].url, site_id: 1 }]));
  await server.start();
  await expect.poll(async () => (await server.status()).totals.hits.delivered ?? 0).toBeGreaterThan(5);
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const phone = await context.newPage();
  await phone.goto(`/p/${other.slug}`);
  await expect(phone.getByTestId("preset-run-active")).toBeVisible();
  await expect(phone.getByTestId("preset-start")).toBeHidden();
  await expect(phone.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  expect((await server.config()).targets[0]?.name, "looking changes nothing").toBe("one");
  await phone.getByTestId("preset-open").click();
  await phone.getByTestId("confirm-yes").click();
  await expect.poll(async () => (await server.config()).targets[0]?.name).toBe("other");
  const before = (await server.status()).totals.hits.delivered ?? 0;
  await expect.poll(async () => (await server.status()).totals.hits.delivered ?? 0).toBeGreaterThan(before);
  expect((await server.status()).targets.map((target) => target.name)).toEqual(["one"]);
  expect((await simulators[1].stats()).totals.hits_received).toBe(0);
  await context.close();
});

test("taking a load back asks before it loses what is typed", async ({ page, server, simulators }) => {
  const other = await server.createPreset("Other", load([{ name: "other", url: simulators[1].url, site_id: 1 }]));
  await page.goto(`/p/${other.slug}`);
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await page.getByTestId("preset-open").click();
  await page.getByTestId("confirm-yes").click();
  await expect(page).toHaveURL("/targets");
  await page.getByTestId("field-targets[0].name").fill("typed");
  await page.getByTestId("toast-undo").click();
  await page.getByTestId("confirm-no").click();
  await expect(page.getByTestId("field-targets[0].name")).toHaveValue("typed");
  expect((await server.config()).targets[0]?.name).toBe("other");
});
