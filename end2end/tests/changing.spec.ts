// A configuration that is changed while a run goes on: what the run follows, what waits, and that the page says so.
import { TargetsPage } from "../pages/targets.js";
import { TrafficPage } from "../pages/traffic.js";
import { expect, test } from "../support/test.js";
import { twoTargets } from "../support/two-targets.js";

test.beforeEach(({ server, simulators }) => twoTargets(server, simulators));

test("a run follows strategy, targets and rate; the rest waits and the page says so", async ({
  page,
  server,
  simulators,
}) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await server.start();
  await expect(page.getByTestId("live-change")).toContainText("A run follows this configuration");
  await editor.strategy("failover").check();
  await page.getByTestId("distribute-by-hit").check();
  await page.getByTestId("field-target_visits_per_day").fill("1728000");
  await expect(page.getByTestId("live-change-now")).toContainText("Strategy");
  await expect(page.getByTestId("live-change-now")).toContainText("Visits per day");
  await expect(page.getByTestId("live-change-later")).toContainText("What is split");
  await page.getByTestId("distribute-by-visit").check();
  // Looked for before it comes, because it goes by itself.
  const toast = (text: string) => expect(page.getByTestId("toasts")).toContainText(text);
  await Promise.all([toast("The run follows 2 changes within a second."), editor.saved()]);
  await expect
    .poll(async () => (await server.status()).run)
    .toMatchObject({ strategy: "failover", target_visits_per_day: 1_728_000 });
  // Visits that began before finish where they are; all of the new epoch's go to the first.
  const epoch = async () => (await server.status()).epochs.at(-1)!;
  await expect
    .poll(async () => {
      const { strategy, positions } = await epoch();
      return strategy === "failover" ? positions : 0;
    })
    .toBeGreaterThan(40);
  const [first, second] = (await epoch()).shares;
  expect(first!.assigned).toBeGreaterThan(0);
  expect(second!.assigned).toBe(0);

  const traffic = new TrafficPage(page);
  await traffic.open();
  await traffic.input("pageviews_max").fill("4");
  await traffic.input("max_visits_per_day").fill("900000");
  await expect(page.getByTestId("live-change-later")).toContainText("Page views, most");
  await expect(page.getByTestId("live-change-now")).toContainText("Most visits per day");
  await Promise.all([toast("1 change applies from the next start on"), traffic.saved()]);
  expect((await simulators[0].stats()).totals.hits_received).toBeGreaterThan(0);
});

test("a run of another configuration is not changed, and the page says so", async ({ page, request, server }) => {
  const config = await server.config();
  await request.post("/api/start", { data: { config } });
  await new TargetsPage(page).open();
  await expect(page.getByTestId("live-change")).toContainText("of another configuration");
});
