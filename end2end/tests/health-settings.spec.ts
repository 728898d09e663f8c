// When a target counts as failing and what becomes of its load: set, saved, there again and reset.
import { TrafficPage } from "../pages/traffic.js";
import { expect, test } from "../support/test.js";
import { twoTargets } from "../support/two-targets.js";

test.beforeEach(({ server, simulators }) => twoTargets(server, simulators));

const health: Record<string, string> = {
  "health.failures_in_a_row": "3",
  "health.failure_rate": "0.25",
  "health.window_seconds": "20",
  "health.window_min_hits": "40",
  "health.probe_interval_seconds": "1.5",
  "health.recover_after_probes": "4",
  "health.trial_hits": "25",
};

test("health is set, saved, there again and reset", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.open();
  await page.getByTestId("on-unhealthy-skip").check();
  await editor.input("health.respect_retry_after").check();
  await editor.unfold("health-details");
  for (const [path, value] of Object.entries(health)) await editor.input(path).fill(value);
  await page.getByTestId("probe-always").check();
  await expect(page.getByTestId("health-summary")).toContainText(
    "after 3 undelivered hits in a row, or 25.0 % of at least 40 hits in 20 s",
  );
  await editor.saved();
  expect((await server.config()).health).toEqual({
    on_unhealthy: "skip",
    probe: "always",
    respect_retry_after: true,
    ...Object.fromEntries(Object.entries(health).map(([path, value]) => [path.replace("health.", ""), Number(value)])),
  });
  await page.reload();
  await editor.isReady();
  await expect(page.getByTestId("on-unhealthy-skip")).toBeChecked();
  await expect(editor.input("health.respect_retry_after")).toBeChecked();
  await editor.unfold("health-details");
  for (const [path, value] of Object.entries(health)) await expect(editor.input(path), path).toHaveValue(value);
  await page.getByTestId("health-reset").click();
  await expect(page.getByTestId("on-unhealthy-keep")).toBeChecked();
  await expect(editor.input("health.failures_in_a_row")).toHaveValue("5");
  await editor.saved();
  const usual = { on_unhealthy: "keep", failures_in_a_row: 5, probe: "when-idle" };
  expect((await server.config()).health).toMatchObject(usual);
});

test("bad values of health are named and never folded away", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.open();
  await editor.unfold("health-details");
  for (const path of Object.keys(health)) await editor.input(path).fill("0");
  await editor.input(Object.keys(health).at(-1)!).blur();
  for (const path of Object.keys(health)) await expect(editor.error(path), path).toBeVisible();
  await editor.save.click();
  await expect(page.getByTestId("error-summary-entry")).toHaveCount(Object.keys(health).length);
  expect((await server.config()).health).toMatchObject({ failures_in_a_row: 5 });
});
