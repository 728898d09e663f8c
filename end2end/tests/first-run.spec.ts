// The demo as somebody meets it: what Start will do, a run, a target that fails, the report.
import { DashboardPage } from "../pages/dashboard.js";
import { OwnServer } from "../support/own-server.js";
import { expect, test } from "../support/test.js";

const patient = { timeout: 60_000 };

test("the demo leads from Start to a failing target to the report", async ({ page }) => {
  test.skip(process.env.BASE_URL !== undefined, "starts a server of its own");
  const demo = await OwnServer.start({ arguments: ["--demo"] });
  try {
    await page.goto(demo.url);
    const ready = page.getByTestId("ready");
    await expect(ready).toContainText("demo-asia");
    await expect(ready.getByTestId("split-strip")).toBeVisible();
    const dashboard = new DashboardPage(page);
    await dashboard.isLive();
    await ready.getByTestId("start-here").click();
    await expect(dashboard.state).toContainText("Running");
    await expect(page.locator("#content")).toBeFocused();

    const step = page.getByTestId("demo-step");
    await expect(step).toContainText("simulated");
    // Not before the run has been seen healthy.
    await expect(page.getByTestId("demo-fail")).toHaveText("Make demo-asia fail", patient);
    await page.getByTestId("demo-fail").click();
    await expect(dashboard.cell("demo-asia", "health")).toHaveText("failing", patient);
    await expect(page.getByTestId("incident")).toContainText("demo-asia");
    await page.getByTestId("demo-fail").click();
    await expect(page.getByTestId("demo-fail")).toHaveText("Make demo-asia fail");

    await dashboard.stop.click();
    await page.getByTestId("demo-report").click({ timeout: 60_000 });
    await expect(page.getByTestId("report-facts")).toContainText("Run 1");
  } finally {
    await demo.stop();
  }
});
