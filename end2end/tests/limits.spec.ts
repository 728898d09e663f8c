// What ends a run and what it must hold: checked while it is typed, saved and there again.
import { TargetsPage } from "../pages/targets.js";
import { TrafficPage } from "../pages/traffic.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";
import { twoTargets } from "../support/two-targets.js";

test.beforeEach(({ server, simulators }) => twoTargets(server, simulators));

test("limits and rules are checked while they are typed, saved and there again", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.open();
  await editor.input("max_visits_per_day").fill("3000");
  await page.getByTestId("add-thresholds").click();
  await expect(editor.input("thresholds[0]")).toHaveValue("p95<500ms");
  await expect(editor.input("thresholds[0]")).toBeFocused();
  await page.getByTestId("add-thresholds-target").fill("two");
  await page.getByTestId("add-thresholds-metric").selectOption("error_rate");
  await page.getByTestId("add-thresholds").click();
  await expect(editor.input("thresholds[1]")).toHaveValue("two: error_rate<1%");
  await page.getByTestId("add-abort_when").click();
  await editor.input("abort_when[0]").fill("error_rat>50% for 30s");
  await editor.input("abort_when[0]").blur();
  await expect(editor.error("abort_when[0]")).toContainText("did you mean error_rate");
  await editor.input("abort_when[0]").fill("three: error_rate>50% for 30s");
  await expect(editor.error("abort_when[0]")).toContainText("no target is called");
  await editor.save.click();
  await expect(page.getByTestId("error-summary-entry")).toContainText("Abort rule 1");
  expect((await server.config()).thresholds, "nothing was saved").toEqual([]);
  await editor.input("abort_when[0]").fill("one: error_rate>50% for 30s");
  await expect(page.getByTestId("abort_when").getByTestId("rule-meaning")).toContainText("Ends the run as failed when");
  await editor.saved();
  expect(await server.config()).toMatchObject({
    max_visits_per_day: 3000,
    thresholds: ["p95<500ms", "two: error_rate<1%"],
    abort_when: ["one: error_rate>50% for 30s"],
  });
  await page.reload();
  await editor.isReady();
  await expect(editor.input("max_visits_per_day")).toHaveValue("3000");
  await expect(editor.input("thresholds[1]")).toHaveValue("two: error_rate<1%");
  await page.getByTestId("thresholds").getByTestId("row-remove").first().click();
  await expect(editor.input("thresholds[0]")).toHaveValue("two: error_rate<1%");
  await editor.saved();
  expect(await server.config()).toMatchObject({ thresholds: ["two: error_rate<1%"] });
});

test("a rule goes by another name with its target", async ({ page, server, simulators }) => {
  await server.save(load([{ name: "one", url: simulators[0].url, site_id: 1 }], { thresholds: ["one: p95<1s"] }));
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.field(0, "name").fill("uno");
  await editor.save.click();
  await expect.poll(() => server.config()).toMatchObject({ targets: [{ name: "uno" }], thresholds: ["uno: p95<1s"] });
});
