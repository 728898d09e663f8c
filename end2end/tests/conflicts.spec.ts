// Two people at the same editor: nobody saves over the other's work without a word.
import { TargetsPage } from "../pages/targets.js";
import { TrafficPage } from "../pages/traffic.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1, weight: 5 }]));
});

test("a save over somebody else's is told, with the difference", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  const config = await server.config();
  await server.save({ ...config, targets: [{ ...config.targets[0]!, weight: 9 }] });

  await editor.field(0, "name").fill("renamed");
  await editor.save.click();
  await expect(page.getByTestId("save-conflict")).toBeVisible();
  await expect(page.getByTestId("save-conflict-list")).toContainText("targets.one.weight 5 → 9");
  expect((await server.config()).targets[0]).toMatchObject({ name: "one", weight: 9 });

  await page.getByTestId("conflict-back").click();
  await expect(editor.field(0, "name"), "nothing typed is lost").toHaveValue("renamed");
  await editor.save.click();
  await page.getByTestId("conflict-mine").click();
  await expect.poll(async () => (await server.config()).targets[0]).toMatchObject({ name: "renamed", weight: 5 });
});

test("theirs can be taken", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  const config = await server.config();
  await server.save({ ...config, targets: [{ ...config.targets[0]!, weight: 9 }] });
  await editor.field(0, "name").fill("renamed");
  await editor.save.click();
  await page.getByTestId("conflict-theirs").click();
  await editor.isReady();
  await expect(editor.field(0, "weight")).toHaveValue("9");
  await expect(editor.field(0, "name")).toHaveValue("one");
});

test("who changes targets and who changes traffic are not in each other's way", async ({ page, server }) => {
  const traffic = new TrafficPage(page);
  await page.goto("/traffic");
  await expect(page.getByTestId("traffic-editor")).toHaveAttribute("data-ready", "true");
  const config = await server.config();
  await server.save({ ...config, targets: [{ ...config.targets[0]!, weight: 9 }] });
  await traffic.field("pageviews_max").fill("8");
  await page.getByTestId("traffic-save").click();
  await expect.poll(async () => (await server.config()).pageviews_max).toBe(8);
  expect((await server.config()).targets[0]?.weight).toBe(9);
});
