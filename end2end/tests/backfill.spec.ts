// Filling past days from the browser: set up, watched day by day, paused, stopped and continued without
// sending anything twice.
import { DashboardPage } from "../pages/dashboard.js";
import { TrafficPage } from "../pages/traffic.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test("set up, watched, paused, stopped, continued", async ({ page, server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1, token_auth: "token" }], { max_total_visits: 0, concurrency: 2 }));
  const editor = new TrafficPage(page);
  await editor.open();
  await editor.input("backfill_enabled").check();
  await page.getByTestId("backfill-window-form").getByText(/days back|relative/i).first().click();
  await editor.input("backfill_days_back").fill("3");
  await editor.input("backfill_duration_days").fill("3");
  await editor.input("backfill_max_visits_per_day").fill("60");
  await editor.input("backfill_max_visits_total").fill("180");
  // Half a minute in all, so that it can be paused and stopped on a busy machine, too.
  await editor.input("backfill_rps_limit").fill("6");
  await expect(page.getByTestId("backfill-plan")).toContainText("180");
  await editor.saved();

  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(page.getByTestId("backfill-day")).toHaveCount(3);
  await dashboard.deliveredAtLeast(20);
  await page.getByTestId("run-pause").click();
  await expect(dashboard.state).toContainText("Paused");
  await expect.poll(async () => (await server.status()).totals.visits.active).toBe(0);
  const paused = (await server.status()).totals.visits.assigned;
  await page.getByTestId("run-resume").click();
  await expect.poll(async () => (await server.status()).totals.visits.assigned).toBeGreaterThan(paused ?? 0);
  await dashboard.stop.click();
  await expect(dashboard.state).toContainText("Stopped", { timeout: 60_000 });
  const stopped = await server.status();
  expect(stopped.totals.visits.assigned).toBeLessThan(180);

  await page.goto(`/runs/${stopped.run?.id}`);
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await page.getByTestId("run-continue").first().click();
  await expect.poll(async () => (await server.status()).state, { timeout: 90_000 }).toBe("finished");
  const totals = (await simulators[0].stats()).totals;
  expect(totals.visits, "each visit once").toBe(180);
});

test("a token without write access is refused before anything is sent", async ({ page, server, simulators }) => {
  await server.reset(
    load([{ name: "one", url: simulators[0].url, site_id: 1, token_auth: "wrong" }], {
      backfill_enabled: true,
      backfill_days_back: 2,
      backfill_duration_days: 1,
    }),
  );
  const dashboard = new DashboardPage(page);
  await dashboard.open();
  await dashboard.start.click();
  await expect(page.getByText(/write access/i).first()).toBeVisible();
  expect((await simulators[0].stats()).totals.hits_recorded).toBe(0);
});

test("visits in bulk requests arrive whole", async ({ server, simulators }) => {
  await server.reset(
    load([{ name: "one", url: simulators[0].url, site_id: 1, token_auth: "token" }], {
      max_total_visits: 200,
      request: { bulk_size: 50, timeout_seconds: 20 },
    }),
  );
  await server.start();
  await expect.poll(async () => (await server.status()).state, { timeout: 90_000 }).toBe("finished");
  const { hits } = (await server.status()).totals;
  expect(hits.delivered).toBe(hits.planned);
  const totals = (await simulators[0].stats()).totals;
  expect(totals).toMatchObject({ visits: 200, hits_recorded: hits.delivered });
});
