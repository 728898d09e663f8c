// A list that is too long to be seen at a glance: search, selection, changes to many at once.
import { readFileSync } from "node:fs";
import { TargetsPage } from "../pages/targets.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

const fleet = (url: string) =>
  Array.from({ length: 120 }, (_, index) => ({
    name: `tenant-${String(index).padStart(3, "0")}`,
    url: index === 7 ? "http://127.0.0.1:9" : url,
    site_id: 1,
  }));

test("many targets are found, changed and removed together, and come back", async ({ page, server, simulators }) => {
  await server.reset(load(fleet(simulators[0].url)));
  const editor = new TargetsPage(page);
  await editor.open();
  await page.getByTestId("target-search").fill("tenant-00");
  await expect(editor.rows).toHaveCount(10);
  await expect(page.getByTestId("target-shown")).toHaveText("10 of 120 shown");
  await page.getByTestId("target-select-all").check();
  const bulk = page.getByTestId("bulk");
  await expect(bulk).toContainText("10 selected");
  await page.getByTestId("bulk-weight").fill("7");
  await page.getByTestId("bulk-set-weight").click();
  await page.getByTestId("bulk-disable").click();
  await page.getByTestId("bulk-test").click();
  await page.getByTestId("target-only").selectOption("failed");
  // The one where nobody listens is left of those that were tested.
  await expect(editor.rows).toHaveCount(1);
  await expect(page.getByTestId("target-test-result")).toHaveAttribute("data-result", "unreachable");
  await page.getByTestId("target-only").selectOption("all");
  await page.getByTestId("target-search").fill("");
  await expect(page.getByTestId("target-counts")).toContainText("120 targets, 110 enabled");

  await page.getByTestId("bulk-remove").click();
  await expect(page.getByTestId("target-counts")).toContainText("110 targets");
  await expect(page.getByTestId("undo-bar")).toContainText("tenant-000 and 9 more removed.");
  await editor.undo.click();
  await expect(page.getByTestId("target-counts")).toContainText("120 targets");
  await editor.saved();
  const stored = (await server.config()).targets;
  expect(stored.filter((target) => target.weight === 7 && target.enabled === false).map((target) => target.name)).toEqual(
    Array.from({ length: 10 }, (_, index) => `tenant-00${index}`),
  );

  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("export-list").click()]);
  const lines = readFileSync(await file.path(), "utf8").trim().split(/\r?\n/);
  expect(lines).toHaveLength(121);
  expect(lines[0]).toContain("name,url,site_id,weight,enabled");
  expect(lines[1]).toContain("tenant-000");
});

test("a search that finds nothing says so, and a short list has none", async ({ page, server, simulators }) => {
  await server.reset(load(fleet(simulators[0].url)));
  const editor = new TargetsPage(page);
  await editor.open();
  await page.getByTestId("target-search").fill("nothing like it");
  await page.getByTestId("targets-none-shown").getByRole("button").click();
  await expect(editor.rows).toHaveCount(50);
  // A new target is shown, whatever was looked for.
  await page.getByTestId("target-search").fill("tenant-001");
  await expect(editor.rows).toHaveCount(1);
  await page.getByTestId("add-target").click();
  await expect(editor.rows).toHaveCount(21);

  await server.save(load(fleet(simulators[0].url).slice(0, 3)));
  page.on("dialog", (dialog) => void dialog.accept());
  await editor.open();
  await expect(page.getByTestId("target-search")).toHaveCount(0);
});
