// The command menu, and the keys that lead everywhere without a mouse.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { CommandMenu } from "../pages/command-menu.js";
import { DashboardPage } from "../pages/dashboard.js";
import { EditorPage } from "../pages/editor.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

const many = (name: string, url: string) =>
  Array.from({ length: 60 }, (_, place) => ({ name: `${name}${place + 1}`, url, site_id: 1, enabled: place < 2 }));

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(load(many("t", simulators[0].url)));
});

const isAlive = (page: Page) => expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");

test("a run is started, paused and stopped from the menu, which offers only what can succeed", async ({ page, server }) => {
  await page.goto("/runs");
  await isAlive(page);
  const menu = new CommandMenu(page);
  await menu.take("start", "Start a run");
  await expect.poll(async () => (await server.status()).state).toBe("running");
  const dashboard = new DashboardPage(page);
  await menu.take("dashboard", "Dashboard");
  await expect(page).toHaveURL("/");
  await expect(dashboard.state).toContainText("Running");
  await menu.open();
  await menu.input.fill("start");
  await expect(menu.options.filter({ hasText: "Start a run" })).toHaveCount(0);
  await menu.find("pause", "Pause the run");
  await page.keyboard.press("Enter");
  await expect(dashboard.state).toContainText("Paused");
  await menu.take("resume", "Resume the run");
  await expect(dashboard.state).toContainText("Running");
  await menu.take("stop", "Stop the run");
  await expect(dashboard.state).toContainText("Stopped");
  const { run } = await server.status();
  await menu.take(`run ${run?.id}`, `Run ${run?.id}`);
  await expect(page).toHaveURL(`/runs/${run?.id}`);
});

test("presets, targets and settings are found, and the focus goes there", async ({ page, server, simulators }) => {
  // Targets that no run of another test had.
  await server.save(load(many("fresh-", simulators[0].url)));
  await server.createPreset("Rush hour", await server.config(), "Monday mornings.");
  await page.goto("/");
  await isAlive(page);
  const menu = new CommandMenu(page);
  await menu.take("rush", "Rush hour");
  await expect(page).toHaveURL("/p/rush-hour");
  await expect(page.locator("#content")).toBeFocused();

  // No run has it: its row in the editor, on the second page of the table.
  await menu.take("fresh-57", "fresh-57");
  await expect(page).toHaveURL("/targets?page=2");
  await expect(page.getByTestId("field-targets[56].name")).toBeFocused();
  // Also from the page itself.
  await menu.take("fresh-4", "fresh-4");
  await expect(page.getByTestId("field-targets[3].name")).toBeFocused();

  await menu.take("visits per day", "Visits per day");
  await expect(page).toHaveURL("/traffic#volume");
  await expect(page.getByTestId("field-target_visits_per_day")).toBeFocused();
  // Folded up until now.
  await menu.take("health.window_seconds", "Setting");
  await expect(page.getByTestId("field-health.window_seconds")).toBeFocused();
  // Not shown, because another shape applies: its section.
  await menu.take("load_shape.ramp.seconds", "Length");
  await expect(page.locator("#volume")).toBeFocused();

  await server.start();
  await menu.take("fresh-2", "fresh-2");
  await expect(page.getByTestId("inspector")).toBeVisible();
  await expect(page.locator("#inspector-title")).toBeFocused();
});

test("it is a combobox: the focus stays in the input, arrows choose, Escape closes", async ({ page }) => {
  await page.goto("/traffic");
  await new EditorPage(page, "/traffic").isReady();
  const field = new EditorPage(page, "/traffic").input("pageviews_max");
  await field.focus();
  const menu = new CommandMenu(page);
  await menu.open();
  await expect(menu.input).toHaveAttribute("role", "combobox");
  const first = await menu.input.getAttribute("aria-activedescendant");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  const second = await menu.input.getAttribute("aria-activedescendant");
  expect(second).not.toBe(first);
  await expect(menu.chosen()).toHaveAttribute("id", second ?? "");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(menu.options.last()).toHaveAttribute("aria-selected", "true");
  await expect(menu.options.last()).toBeInViewport();
  await menu.input.fill("no such thing");
  await expect(page.getByTestId("menu-said")).toContainText("Nothing fits");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(menu.input).toHaveCount(0);
  await expect(field).toBeFocused();
  // The same key closes it.
  await menu.open();
  await page.keyboard.press("Control+k");
  await expect(menu.input).toHaveCount(0);
});

test("an editor with unsaved changes asks before the menu or a key leads away", async ({ page }) => {
  const editor = new EditorPage(page, "/traffic");
  await editor.open();
  await editor.input("pageviews_max").fill("9");
  await new CommandMenu(page).take("runs", "Runs");
  await expect(page.getByTestId("leave-dialog")).toBeVisible();
  await page.getByTestId("leave-stay").click();
  await expect(page).toHaveURL("/traffic");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page.getByTestId("leave-dialog")).toBeVisible();
  await page.getByTestId("leave-stay").click();
  await expect(editor.input("pageviews_max")).toHaveValue("9");
});

test("Ctrl-S saves in an editor, also while something is typed", async ({ page, server }) => {
  const editor = new EditorPage(page, "/traffic");
  await editor.open();
  await editor.input("pageviews_max").fill("9");
  await page.keyboard.press("Control+s");
  await expect(editor.state).toHaveText("Saved");
  expect((await server.config())["pageviews_max"]).toBe(9);
});

test("keys lead to pages, not while something is typed, and can be switched off for good", async ({ page }) => {
  await page.goto("/");
  await isAlive(page);
  const go = async (letter: string) => {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
  };
  await go("t");
  await expect(page).toHaveURL("/targets");
  const editor = new EditorPage(page, "/targets");
  await editor.isReady();
  await editor.input("targets[0].name").focus();
  await go("r");
  await expect(editor.input("targets[0].name")).toHaveValue(/gr/);
  await expect(page).toHaveURL("/targets");
  await editor.discard.click();
  await page.getByTestId("confirm-yes").click();
  await page.getByRole("heading", { level: 1 }).click();
  await go("r");
  await expect(page).toHaveURL("/runs");

  await page.keyboard.press("?");
  const sheet = page.getByTestId("key-sheet");
  await expect(sheet.getByRole("cell", { name: "Search or do something" })).toBeVisible();
  await sheet.getByTestId("character-keys").click();
  await page.keyboard.press("Escape");
  await expect(sheet.getByRole("table")).toHaveCount(0);
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await isAlive(page);
    await page.keyboard.press("?");
    await go("d");
    await expect(sheet.getByRole("table")).toHaveCount(0);
    await expect(page).toHaveURL("/runs");
  }
  // The way back.
  await new CommandMenu(page).take("keys", "Show all keys");
  await sheet.getByTestId("character-keys").click();
  await page.keyboard.press("Escape");
  await go("d");
  await expect(page).toHaveURL("/");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`menu and keys are accessible, ${width} px, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/");
      await isAlive(page);
      await page.getByTestId("open-command-menu").click();
      const menu = new CommandMenu(page);
      for (const text of ["", "t", "nothing of the kind"]) {
        await menu.input.fill(text);
        await expect(page.getByTestId("menu-said")).not.toContainText("Loading");
        await expectNoViolations(page);
      }
      await menu.find("show all keys", "Show all keys");
      await page.keyboard.press("Enter");
      await expect(page.getByTestId("key-sheet").getByRole("table").first()).toBeVisible();
      await expectNoViolations(page);
    });
  }
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, "wider than the screen").toBeLessThanOrEqual(0);
}
