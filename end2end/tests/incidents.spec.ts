// Outages with one cause at one host are one incident, with and without JavaScript, live and in the report.
import { DashboardPage } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

const patient = { timeout: 60_000 };

test("targets that a dead host takes with it are one incident", async ({ page, server, simulators, browser, baseURL }) => {
  const dead = [1, 2, 3].map((site_id) => ({ name: `dead-${site_id}`, url: "http://127.0.0.1:9", site_id }));
  const targets = [{ name: "well", url: simulators[0].url, site_id: 1 }, ...dead];
  await server.reset(load(targets, { distribution_strategy: "round-robin", max_total_visits: 0, auto_stop_after_hours: 0.05 }));
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(dashboard.state).toContainText("Running");
  const incident = page.getByTestId("incident");
  await expect(incident.locator("summary")).toContainText("3 targets", patient);
  await expect(incident).toHaveCount(1);
  await expect(incident.locator("summary")).toContainText(/refused.*127\.0\.0\.1:9 · since \d+:\d\d · [\d,]+ hits? lost/);
  await expect(page.getByTestId("outage").first()).toBeHidden();
  await incident.locator("summary").click();
  await expect(page.getByTestId("outage").filter({ hasText: "dead-2" })).toBeVisible();
  // It stays open while figures come in.
  await dashboard.deliveredAtLeast(60);
  await expect(page.getByTestId("outage").filter({ hasText: "dead-2" })).toBeVisible();
  await dashboard.stop.click();
  await expect(dashboard.state).toContainText("Stopped", patient);

  const plain = await browser.newContext({ javaScriptEnabled: false, ...(baseURL === undefined ? {} : { baseURL }) });
  const report = await plain.newPage();
  await report.goto(`/runs/${(await server.status()).run!.id}`);
  await expect(report.getByTestId("incident").locator("summary")).toContainText("3 targets");
  await report.getByTestId("incident").locator("summary").click();
  await expect(report.getByTestId("outage")).toHaveCount(3);
  await expect(report.getByTestId("outage").first()).toBeVisible();
  await plain.close();
});
