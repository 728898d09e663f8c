// The traffic editor: every field has its control, its rule and its place in what is saved; the curve is
// drawn while it is edited; visits can be looked at before any is sent.
import { TrafficPage } from "../pages/traffic.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ page, server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1, token_auth: "token" }], { seed: 7 }));
  await new TrafficPage(page).open();
});

/** A changed value for each field that is typed, other than its default. */
const typed: Record<string, string> = {
  target_visits_per_day: "12345",
  concurrency: "77",
  auto_stop_after_hours: "2",
  max_total_visits: "4321",
  max_visits_per_day: "9876",
  seed: "99",
  pageviews_min: "2",
  pageviews_max: "7",
  pause_between_pvs_min: "0.25",
  pause_between_pvs_max: "3.5",
  visit_duration_min: "2",
  visit_duration_max: "9",
  returning_visitors_probability: "0.33",
  direct_traffic_probability: "0.41",
  campaigns_probability: "0.11",
  sitesearch_probability: "0.21",
  outlinks_probability: "0.22",
  downloads_probability: "0.23",
  click_events_probability: "0.24",
  random_events_probability: "0.26",
  ecommerce_probability: "0.27",
  ecommerce_order_value_min: "20.5",
  ecommerce_order_value_max: "400",
  ecommerce_items_min: "2",
  ecommerce_items_max: "4",
  ecommerce_tax_rate: "0.19",
  backfill_max_visits_per_day: "1500",
  backfill_max_visits_total: "60000",
  backfill_rps_limit: "40",
  backfill_seed: "5",
  "request.timeout_seconds": "4",
  "request.max_in_flight_per_target": "32",
  "request.bulk_size": "50",
};

test("every field is saved as it was typed and comes back after a reload", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  for (const [path, value] of Object.entries(typed)) await editor.input(path).fill(value);
  await editor.input("ecommerce_currency").fill("EUR");
  await editor.input("timezone").fill("Europe/Stockholm");
  await editor.input("ecommerce_shipping_rates").fill("0, 4.5, 8");
  await editor.input("randomize_visitor_countries").uncheck();
  await page.getByTestId("arrivals-poisson").check();
  await page.getByTestId("method-get").check();
  await editor.saved();
  const config = await server.config();
  const at = (path: string) => path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
  for (const [path, value] of Object.entries(typed)) expect(at(path), path).toBe(Number(value));
  expect(config).toMatchObject({
    ecommerce_currency: "EUR",
    timezone: "Europe/Stockholm",
    ecommerce_shipping_rates: [0, 4.5, 8],
    randomize_visitor_countries: false,
    arrivals: "poisson",
  });
  expect(at("request.method")).toBe("get");
  await page.reload();
  await editor.isReady();
  for (const [path, value] of Object.entries(typed)) await expect(editor.input(path), path).toHaveValue(value);
  expect((await server.config()).targets[0], "targets and tokens stay").toMatchObject({ name: "one", has_token: true });
});

test("bad input is named beside its field, and nothing is lost or saved", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.input("sitesearch_probability").fill("1.5");
  await editor.input("pageviews_min").fill("9");
  await editor.input("ecommerce_currency").fill("euro");
  await editor.input("campaigns_probability").fill("0.9");
  await editor.input("concurrency").fill("many");
  await editor.save.click();
  await expect(editor.error("sitesearch_probability")).toContainText("between 0 and 1");
  await expect(editor.error("pageviews_max")).toContainText("Page views, fewest");
  await expect(editor.error("ecommerce_currency")).toContainText("three capital letters");
  await expect(editor.error("campaigns_probability")).toContainText("0.7");
  await expect(editor.error("concurrency")).toBeVisible();
  await expect(editor.input("concurrency")).toHaveValue("many");
  expect((await server.config()).sitesearch_probability).toBe(0.15);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByTestId("leave-stay").click();
  await expect(editor.input("concurrency")).toHaveValue("many");
});

test("a load shape is drawn while it is edited", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.input("target_visits_per_day").fill("86400");
  const summary = page.getByTestId("shape-summary");
  for (const [shape, path, value] of [
    ["ramp", "load_shape.ramp.to", "3"],
    ["steps", "load_shape.steps[0].level", "2"],
    ["spike", "load_shape.spike.peak", "8"],
    ["day-curve", "load_shape.day_curve.weekdays[0]", "0.5"],
  ] as const) {
    await page.getByTestId(`shape-${shape}`).click();
    await expect(page.locator("#volume canvas, [data-testid=shape-chart] canvas").first()).toBeVisible();
    const before = await summary.textContent();
    await editor.input(path).fill(value);
    await expect(summary, shape).not.toHaveText(before ?? "");
  }
  await page.getByTestId("shape-steps").click();
  const steps = page.getByTestId("step-row");
  const count = await steps.count();
  await page.getByTestId("add-step").click();
  await expect(steps).toHaveCount(count + 1);
  await editor.saved();
  const shape = (await server.config()).load_shape as { shape: string; steps: { level: number }[]; spike: { peak: number } };
  expect(shape.shape).toBe("steps");
  expect(shape.steps).toHaveLength(count + 1);
  expect(shape.steps[0]?.level).toBe(2);
  expect(shape.spike.peak, "other shapes keep what was typed").toBe(8);
});

test("countries and journeys", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  const countries = page.getByTestId("country-row");
  const count = await countries.count();
  await page.getByTestId("add-country-code").selectOption("NO");
  await page.getByTestId("add-country").click();
  await expect(countries).toHaveCount(count + 1);
  await countries.first().getByTestId("row-remove").click();
  await expect(countries).toHaveCount(count);
  await page.getByTestId("journeys").getByRole("button", { name: /researcher/i }).first().click();
  await page.getByTestId("journeys").getByRole("button", { name: /bouncer/i }).first().click();
  await expect(page.getByTestId("journey-row")).toHaveCount(2);
  await editor.input("journeys[0].weight").fill("30");
  await page.getByTestId("journey-row").nth(1).getByTestId("row-duplicate").click();
  await page.getByTestId("journey-row").nth(1).getByTestId("row-remove").click();
  await editor.saved();
  const config = await server.config();
  const codes = (config.countries as { country: string }[]).map((share) => share.country);
  expect(codes).toContain("NO");
  expect(codes).toHaveLength(count);
  expect(config.journeys as unknown[]).toHaveLength(2);
  expect(config.journeys).toMatchObject([{ name: "researcher", weight: 30 }, {}]);
});

test("visits are shown before any is sent, for what is typed and not saved", async ({ page, server, simulators }) => {
  const editor = new TrafficPage(page);
  await editor.input("ecommerce_probability").fill("1");
  await editor.input("direct_traffic_probability").fill("0");
  await editor.preview();
  await expect(page.getByTestId("preview-visit")).toHaveCount(20);
  await expect(page.getByTestId("preview-seed")).toHaveText("7");
  const first = page.getByTestId("preview-visit").first();
  await first.locator("summary").first().click();
  await expect(first).toContainText("ec_id");
  await expect(first).not.toContainText("token_auth");
  const row = page.getByTestId("rate-row").filter({ hasText: /ecommerce|order/i }).first();
  await expect(row).toContainText("100");
  expect((await server.config()).ecommerce_probability, "nothing was saved").toBe(0.05);
  expect((await simulators[0].stats()).totals.hits_received, "nothing was sent").toBe(0);
  await editor.input("ecommerce_probability").fill("0");
  await expect(page.getByTestId("preview-outdated")).toBeVisible();
});

test("a built-in size sets the load and keeps the targets", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await page.getByTestId("builtin-heavy").click();
  await expect(editor.input("target_visits_per_day")).toHaveValue("50000");
  await editor.saved();
  const config = await server.config();
  expect(config).toMatchObject({ pageviews_min: 4, pageviews_max: 8, concurrency: 150, ecommerce_order_value_max: 499.99 });
  expect(config.targets[0]?.name).toBe("one");
});
