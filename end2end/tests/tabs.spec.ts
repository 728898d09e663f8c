// Many tabs of one browser: they share one stream, and everything works in each of them.
import { type BrowserContext, type Page, type Request } from "@playwright/test";
import { DashboardPage, figure } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

/** More than the six connections a browser opens to one server. */
const TABS = 8;

test.beforeEach(async ({ server, simulators }) => {
  const targets = simulators.map((simulator, place) => ({ name: `t${place}`, url: simulator.url, site_id: 1 }));
  await server.reset(load(targets, { max_total_visits: 0, auto_stop_after_hours: 0.1 }));
});

/** The streams a browser has asked for, and those that are still open. */
class Streams {
  asked = 0;
  private readonly unfinished = new Map<Request, Page>();

  constructor(context: BrowserContext) {
    const isStream = (request: Request) => new URL(request.url()).pathname === "/api/live";
    context.on("request", (request) => {
      if (!isStream(request)) return;
      this.asked += 1;
      this.unfinished.set(request, request.frame().page());
    });
    context.on("requestfinished", (request) => this.unfinished.delete(request));
    context.on("requestfailed", (request) => this.unfinished.delete(request));
  }

  /** How many are open; nothing is heard of those of a page that was closed. */
  open(): number {
    return [...this.unfinished.values()].filter((page) => !page.isClosed()).length;
  }
}

async function openTabs(context: BrowserContext): Promise<{ page: Page; dashboard: DashboardPage }[]> {
  const tabs = [];
  for (let tab = 0; tab < TABS; tab += 1) {
    const page = await context.newPage();
    const dashboard = new DashboardPage(page);
    await dashboard.open();
    tabs.push({ page, dashboard });
  }
  return tabs;
}

test("eight tabs share one stream, and each of them shows and does everything", async ({ context }) => {
  const streams = new Streams(context);
  const tabs = await openTabs(context);
  // Each tab does the next thing, and all the others see it.
  const acts: [string, string][] = [
    ["start", "Running"],
    ["run-pause", "Paused"],
    ["run-resume", "Running"],
    ["run-pause", "Paused"],
    ["run-resume", "Running"],
    ["stop", "Stopped"],
    ["start", "Running"],
    ["stop", "Stopped"],
  ];
  for (const [place, [button, state]] of acts.entries()) {
    await tabs[place]!.page.getByTestId(button).click();
    for (const { dashboard } of tabs) await expect(dashboard.state).toContainText(state, { timeout: 60_000 });
    if (state !== "Running") continue;
    for (const { dashboard } of tabs) await dashboard.deliveredAtLeast(10);
  }
  for (const { dashboard } of tabs) await expect(dashboard.live).toHaveAttribute("data-state", "live");
  const shown = await Promise.all(tabs.map(({ dashboard }) => figure(dashboard.delivered)));
  expect(new Set(shown).size, `all show the same: ${shown.join(" ")}`).toBe(1);
  expect(streams.open()).toBe(1);
  // A tab that is slowed down by a busy machine for seconds is replaced, like one that was frozen.
  expect(streams.asked).toBeLessThanOrEqual(2);
});

test("when the tab with the stream is closed, another takes over", async ({ context, server }) => {
  const streams = new Streams(context);
  const tabs = await openTabs(context);
  await server.start();
  for (const { dashboard } of tabs) await dashboard.deliveredAtLeast(10);
  await tabs[0]!.page.close();
  const rest = tabs.slice(1);
  const before = (await server.status()).totals.hits.delivered ?? 0;
  for (const { dashboard } of rest) await dashboard.deliveredAtLeast(before + 20);
  for (const { dashboard } of rest) await dashboard.isLive();
  await expect.poll(() => streams.open()).toBe(1);
});

test("a tab that comes back from another page goes on with the others", async ({ context, server }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  const [leader, follower] = [new DashboardPage(first), new DashboardPage(second)];
  await leader.open();
  await follower.open();
  await server.start();
  // Away: the page is put aside, with its stream.
  await first.goto("/api/status");
  const before = (await server.status()).totals.hits.delivered ?? 0;
  await follower.deliveredAtLeast(before + 10);
  await first.goBack();
  await leader.isLive();
  await leader.deliveredAtLeast(before + 20);
  await follower.deliveredAtLeast(before + 20);
});
