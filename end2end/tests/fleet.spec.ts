// A thousand targets: the pages stay usable.
import { DashboardPage } from "../pages/dashboard.js";
import { TargetsPage } from "../pages/targets.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

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
