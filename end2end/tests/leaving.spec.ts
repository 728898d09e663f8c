// Every way out of an editor asks before unsaved edits are lost: Back, Forward, links, closing.
import type { Locator, Page } from "@playwright/test";
import { TrafficPage } from "../pages/traffic.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

/** An editor: where it is, a field of it, and what is typed there. */
interface Case {
  path: string;
  ready: (page: Page) => Locator;
  field: (page: Page) => Locator;
  text: string;
}

const editors: Case[] = [
  {
    path: "/targets",
    ready: (page) => page.getByTestId("editor"),
    field: (page) => page.getByTestId("field-targets[0].name"),
    text: "typed and not saved",
  },
  {
    path: "/traffic",
    ready: (page) => page.getByTestId("editor"),
    field: (page) => new TrafficPage(page).input("pageviews_max"),
    text: "9",
  },
];

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1 }]));
});

for (const { path, ready, field, text } of editors) {
  test(`Back and Forward ask before edits on ${path} are lost`, async ({ page }) => {
    await page.goto("/presets");
    await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
    await page.locator(`nav a[href="${path}"]`).first().click();
    await expect(ready(page)).toHaveAttribute("data-ready", "true");
    await field(page).fill(text);

    await page.goBack();
    await expect(page.getByTestId("leave-dialog")).toBeVisible();
    await page.getByTestId("leave-stay").click();
    await expect(page).toHaveURL(path);
    await expect(field(page)).toHaveValue(text);

    await page.goBack();
    await page.getByTestId("leave-discard").click();
    await expect(page).toHaveURL("/presets");

    // Forward from an editor that was reached by Back.
    await page.locator(`nav a[href="${path}"]`).first().click();
    await expect(ready(page)).toHaveAttribute("data-ready", "true");
    await page.locator('nav a[href="/runs"]').first().click();
    await expect(page).toHaveURL("/runs");
    await page.goBack();
    await expect(page).toHaveURL(path);
    await expect(ready(page)).toHaveAttribute("data-ready", "true");
    await field(page).fill(text);
    await page.goForward();
    await expect(page.getByTestId("leave-dialog")).toBeVisible();
    await page.getByTestId("leave-stay").click();
    await expect(field(page)).toHaveValue(text);
  });
}

test("without edits Back goes back at once", async ({ page }) => {
  await page.goto("/presets");
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await page.locator('nav a[href="/targets"]').first().click();
  await expect(page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
  await page.goBack();
  await expect(page).toHaveURL("/presets");
  await expect(page.getByTestId("leave-dialog")).toBeHidden();
});

test("closing the tab with unsaved edits asks", async ({ page }) => {
  await page.goto("/targets");
  await expect(page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
  await page.getByTestId("field-targets[0].name").fill("typed and not saved");
  const asked = page.waitForEvent("dialog");
  const closed = page.waitForEvent("close");
  void page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  // Left, so that the test ends with no dialog open.
  await dialog.accept();
  await closed;
});
