// A thousand targets: the pages stay usable.
import { DashboardPage } from "../pages/dashboard.js";
import { TargetsPage } from "../pages/targets.js";
import { load } from "../support/server.js";
import type { Simulator } from "../support/simulator.js";
import { expect, test } from "../support/test.js";

/** So many targets, in turns at the simulators. */
const tenants = (count: number, simulators: Simulator[]) =>
  Array.from({ length: count }, (_, place) => ({
    name: `tenant-${place}`,
    url: `${simulators[place % simulators.length]!.url}/tenant-${place}`,
    site_id: 1,
  }));

test("a thousand targets can be watched, found and edited", async ({ page, server, simulators }) => {
  const targets = Array.from({ length: 1_000 }, (_, place) => ({
    name: `tenant-${place}`,
    url: `${simulators[place % 3]!.url}/tenant-${place}`,
    site_id: 1,
    weight: 1 + (place % 7),
  }));
  await server.reset(load(targets, { target_visits_per_day: 8_640_000 }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await dashboard.deliveredAtLeast(300);
  await page.getByTestId("fleet-filter").fill("tenant-777");
  await expect(page.getByTestId("fleet-row")).toHaveCount(1);
  await expect(dashboard.cell("tenant-777", "health")).toBeVisible();

  const editor = new TargetsPage(page);
  await editor.open();
  await expect(page.getByTestId("target-counts")).toContainText("1,000");
  await page.getByTestId("pager-last").click();
  // A field is called by its place in the whole list, whatever page it is on.
  await expect(editor.field(999, "name")).toHaveValue("tenant-999");
  await editor.field(999, "weight").fill("9");
  await editor.saved();
  expect((await server.config()).targets[999]?.weight).toBe(9);
});

test("a view of the fleet is in its address", async ({ page, server, simulators, browser, baseURL }) => {
  await server.reset(load(tenants(120, simulators)));
  await server.start();
  const dashboard = new DashboardPage(page);
  await dashboard.open();

  // A page is a link: it opens in another tab, and Back leads to the one before.
  await expect(page.getByTestId("pager-next")).toHaveAttribute("href", "/?page=2");
  await page.getByTestId("pager-next").click();
  await expect(page).toHaveURL(/\?page=2$/);
  await expect(page.getByTestId("pager")).toContainText("51–100 of 120");
  const [other] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByTestId("pager-next").click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await expect(other.getByTestId("pager")).toContainText("101–120 of 120");
  await other.close();
  await expect(page.getByTestId("pager"), "this tab stays where it is").toContainText("51–100 of 120");
  await page.goBack();
  await expect(page.getByTestId("pager")).toContainText("1–50 of 120");

  await page.getByTestId("sort-name").click();
  await page.getByTestId("fleet-filter").fill("tenant-1");
  await page.getByTestId("latency-from-send").click();
  await expect(page).toHaveURL(/\?q=tenant-1&sort=name&latency=send$/);
  const names = page.getByTestId("fleet-row").locator("th b");
  const shown = await names.allInnerTexts();
  expect(shown).toHaveLength(31);

  // Somebody else sees the same, without JavaScript, too.
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled, ...(baseURL === undefined ? {} : { baseURL }) });
    const theirs = await context.newPage();
    await theirs.goto(page.url());
    await expect(theirs.getByTestId("fleet-row").locator("th b")).toHaveText(shown);
    await context.close();
  }
});

test("what fails comes first, with its error in words", async ({ page, server, simulators }) => {
  const targets = simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1 }));
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 0.05 }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await dashboard.deliveredAtLeast(30);
  await simulators[2].die();
  await expect(page.getByTestId("fleet-row").first()).toHaveAttribute("data-target", "t2", { timeout: 60_000 });
  await expect(dashboard.cell("t2", "distance")).toHaveText(/^([+−]?\d+(\.\d)?)$/);
  const error = dashboard.cell("t2", "last-error");
  // As the keyboard has it.
  await error.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(error.getByRole("note")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(error.getByRole("note")).toBeHidden();
});

test("the map shows every target, and picks by pointer and by keyboard", async ({ page, server, simulators }) => {
  await server.reset(load(tenants(80, simulators)));
  await server.start();
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  const map = page.getByTestId("map-cells");
  await map.scrollIntoViewIfNeeded();
  const box = (await map.boundingBox())!;
  // Two rows of forty.
  const cell = (place: number) => ({
    x: box.x + (box.width * ((place % 40) + 0.5)) / 40,
    y: box.y + (box.height * (Math.floor(place / 40) + 0.5)) / 2,
  });
  await page.mouse.move(cell(41).x, cell(41).y);
  await expect(page.getByTestId("map-words")).toContainText("tenant-41 ·");
  await page.mouse.move(cell(2).x, cell(2).y);
  await page.mouse.down();
  await page.mouse.move(cell(43).x, cell(43).y);
  await page.mouse.up();
  const rows = page.getByTestId("fleet-row");
  await expect(rows).toHaveCount(4);
  for (const place of [2, 3, 42, 43]) await expect(dashboard.row(`tenant-${place}`)).toBeVisible();
  await expect(page).toHaveURL(/\?targets=/);
  await page.reload();
  await dashboard.isLive();
  await expect(rows).toHaveCount(4);
  await page.getByTestId("map-clear").click();
  await expect(rows).toHaveCount(50);

  await map.focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
  await expect(page.getByTestId("map-words")).toContainText("tenant-41 ·");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(2);
  await expect(dashboard.row("tenant-42")).toBeVisible();

  await page.getByTestId("map-by-distance").click();
  await expect(page).toHaveURL(/map=distance/);
  await expect(page.getByTestId("map-legend")).toContainText("below 0.5 visits");
});

test("a target is inspected beside the list, by link and by keyboard", async ({ page, server, simulators }) => {
  const targets = simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1, weight: 1 }));
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 0.05 }));
  await server.start();
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.deliveredAtLeast(30);
  const inspector = page.getByTestId("inspector");
  const title = inspector.getByRole("heading", { level: 2 });
  await dashboard.cell("t0", "inspect").click();
  await expect(title).toHaveText("t0");
  await expect(title).toBeFocused();
  await expect(page).toHaveURL(/\?target=\d+$/);
  await expect(page.getByTestId("inspector-codes")).toContainText("204 ×");
  await page.keyboard.press("j");
  await expect(title).toHaveText("t1");
  await expect(title).toBeFocused();
  await page.keyboard.press("k");
  await expect(title).toHaveText("t0");

  // The run follows the working configuration: what is changed here counts at once.
  await page.getByTestId("inspector-weight").fill("3");
  await page.getByTestId("inspector-weight").press("Enter");
  await expect.poll(async () => (await server.config()).targets[0]?.weight).toBe(3);
  await page.getByTestId("inspector-enabled").uncheck();
  await expect(dashboard.cell("t0", "health")).toHaveText("disabled", { timeout: 20_000 });
  expect((await server.config()).targets[0]?.enabled).toBe(false);

  const address = page.url();
  await title.focus();
  await page.keyboard.press("Escape");
  await expect(inspector).toBeHidden();
  await expect(dashboard.cell("t0", "inspect")).toBeFocused();
  await page.goto(address);
  await dashboard.isLive();
  await expect(title).toHaveText("t0");
});

test("a click on the map opens the inspector", async ({ page, server, simulators }) => {
  const targets = simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1 }));
  await server.reset(load(targets));
  await server.start();
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await page.getByTestId("map-cells").click();
  await expect(page.getByTestId("inspector").getByRole("heading", { level: 2 })).toHaveText("t1");
  await page.getByTestId("inspector-close").click();
  await expect(page.getByTestId("inspector")).toBeHidden();
});
