// Funnels: built from a template or from nothing, reordered by keyboard and by drag, looked at, and taken
// by visits.
import { DashboardPage } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";
import type { Page } from "@playwright/test";

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1, token_auth: "token" }]));
});

interface Funnel {
  id: number;
  name: string;
  enabled: boolean;
  probability: number;
  steps: { type: string; url: string; title: string }[];
}

async function funnels(page: Page): Promise<Funnel[]> {
  return (await (await page.request.get("/api/funnels")).json()) as Funnel[];
}

async function isReady(page: Page): Promise<void> {
  await expect(page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
}

/** Switches and dialogs do nothing before WASM has taken the page over. */
async function openList(page: Page): Promise<void> {
  await page.goto("/funnels");
  await isLive(page);
}

async function isLive(page: Page): Promise<void> {
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
}

async function save(page: Page): Promise<void> {
  await page.getByTestId("save").click();
  await expect(page.getByTestId("draft-state")).toHaveText("Saved");
}

test("a funnel's life", async ({ page }) => {
  await openList(page);
  await page.getByTestId("funnel-template-0").click();
  await isReady(page);
  await save(page);
  expect(await funnels(page)).toMatchObject([{ name: "Ecommerce Purchase", probability: 0.35, enabled: true }]);
  await openList(page);
  const row = page.getByTestId("funnel-row");
  await row.getByTestId("funnel-duplicate").click();
  await expect(row).toHaveCount(2);
  await row.nth(1).getByTestId("funnel-enabled").click();
  await expect.poll(async () => (await funnels(page)).map((funnel) => funnel.enabled)).toContain(false);
  await row.first().getByTestId("funnel-delete").click();
  await page.getByTestId("confirm-yes").filter({ visible: true }).click();
  await expect(row).toHaveCount(1);
  await expect.poll(() => funnels(page)).toHaveLength(1);
});

test("steps are added, reordered by keyboard and by drag, and checked", async ({ page }) => {
  await page.goto("/funnels/new");
  await isReady(page);
  const field = (name: string) => page.getByTestId(`field-${name}`);
  await field("name").fill("Own path");
  await field("steps[0].url").fill("/not/absolute");
  await page.getByTestId("step-add").click();
  const cards = page.getByTestId("step-card");
  await expect(cards).toHaveCount(2);
  await page.getByTestId("field-steps[1].type").selectOption("event");
  await page.getByTestId("save").click();
  await expect(page.getByTestId("field-error-steps[0].url")).toContainText("http");
  await expect(page.getByTestId("field-error-steps[1].event_category")).toContainText("required");
  await expect(field("steps[0].url")).toHaveValue("/not/absolute");
  expect(await funnels(page), "nothing was saved").toEqual([]);

  await field("steps[0].url").fill("https://www.example.org/a");
  await page.getByTestId("field-steps[1].type").selectOption("pageview");
  await field("steps[1].url").fill("https://www.example.org/b");
  await page.getByTestId("step-add").click();
  await field("steps[2].url").fill("https://www.example.org/c");
  const order = async () => Promise.all([0, 1, 2].map((place) => field(`steps[${place}].url`).inputValue()));
  const letters = async () => (await order()).map((url) => url.at(-1));
  await cards.nth(2).getByTestId("row-up").click();
  await expect.poll(letters).toEqual(["a", "c", "b"]);
  await field("steps[0].url").press("Alt+ArrowDown");
  await expect.poll(letters).toEqual(["c", "a", "b"]);
  await cards.nth(2).getByTestId("step-grip").dragTo(cards.nth(0));
  await expect.poll(async () => (await letters()).indexOf("b")).toBeLessThan(2);
  const last = await order();
  await save(page);
  expect((await funnels(page))[0]?.steps.map((step) => step.url)).toEqual(last);
  await page.reload();
  await isReady(page);
  await expect.poll(order).toEqual(last);
});

test("the exact hits are shown, and visits take the funnel", async ({ page, server, simulators }) => {
  await page.goto("/funnels/new?template=0");
  await isReady(page);
  await page.getByTestId("field-probability").fill("1");
  for (let place = 0; place < 6; place += 1) {
    await page.getByTestId(`field-steps[${place}].delay_seconds_min`).fill("0");
    await page.getByTestId(`field-steps[${place}].delay_seconds_max`).fill("0.1");
  }
  await page.getByTestId("funnel-preview").click();
  const timeline = page.getByTestId("timeline");
  await expect(timeline).toContainText("ec_id");
  await expect(timeline.getByTestId("preview-hit")).toHaveCount(7);
  await save(page);
  await server.save({ ...(await server.config()), max_total_visits: 20 });
  await new DashboardPage(page).open();
  await page.getByTestId("start").click();
  await expect(page.getByTestId("run-state")).toContainText("Finished", { timeout: 60_000 });
  const counts = page.getByTestId("funnel-count").filter({ hasText: "Ecommerce Purchase" });
  await expect(counts).toContainText("20");
  const stats = (await simulators[0].stats()).totals;
  expect(stats).toMatchObject({ visits: 20, hits_recorded: 140 });
  expect(stats.kinds.orders).toBe(20);
});
