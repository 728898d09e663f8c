// What people write is text: server-rendered, after hydration and while figures come in.
import { DashboardPage } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

// Ends whatever it may stand in, and begins an element that runs a script if it is one.
const hostile = `</title></script></textarea><xq7><img src=x onerror="window.xq7=1">"'{{7*7}}`;

const paths = (funnel: number, run: number, slug: string) => [
  "/",
  "/targets",
  "/traffic",
  "/funnels",
  `/funnels/${funnel}`,
  "/data",
  "/data/urls",
  "/data/search_terms",
  "/data/events",
  "/presets",
  `/p/${slug}`,
  "/runs",
  `/runs/${run}`,
  `/nowhere/${encodeURIComponent(hostile)}`,
];

test("markup in every field stays text on every page", async ({ page, server, simulators }) => {
  const step = {
    type: "event",
    title: hostile,
    event_category: hostile,
    event_action: hostile,
    event_name: hostile,
  };
  const config = load([{ name: hostile, url: simulators[0].url, site_id: 1 }], {
    journeys: [{ name: hostile, weight: 1 }],
    funnels: [
      {
        name: hostile,
        description: hostile,
        probability: 0.5,
        steps: [{ type: "pageview", url: "https://a.example/", title: hostile, action_name: hostile }, step],
      },
    ],
  });
  await server.reset(config);
  const event = { category: hostile, action: hostile, name: hostile };
  for (const [kind, content] of [
    ["urls", `https://a.example/\t${hostile}`],
    ["search_terms", `${hostile}\t${hostile}`],
    ["events", JSON.stringify({ click_events: [event], random_events: [event] })],
  ]) {
    const saved = await page.request.put(`/api/data-sets/${kind}`, { data: { content } });
    expect(saved.status(), await saved.text()).toBe(200);
  }
  const created = await page.request.post("/api/presets", { data: { name: hostile, description: hostile } });
  expect(created.status(), await created.text()).toBe(201);
  const preset = (await created.json()) as { id: number; slug: string };
  const [funnel] = (await (await page.request.get("/api/funnels")).json()) as { id: number }[];
  const started = await page.request.post("/api/start", { data: { preset_id: preset.id } });
  expect(started.status(), await started.text()).toBe(200);
  await expect.poll(async () => (await server.status()).totals.hits.delivered).toBeGreaterThan(5);
  const run = (await server.status()).run?.id ?? 0;

  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  for (const path of paths(funnel!.id, run, preset.slug)) {
    await page.goto(path);
    await expect(page.getByTestId("live-indicator"), path).toHaveAttribute("data-state", "live");
    const found = await page.evaluate(() => ({
      elements: document.querySelectorAll("xq7, img[src=x]").length,
      ran: "xq7" in window,
      titles: document.querySelectorAll("head title").length,
    }));
    expect(found, path).toEqual({ elements: 0, ran: false, titles: 1 });
  }
  await page.goto(`/p/${preset.slug}`);
  // The run that is active stands before it.
  const titleOfPage = async () => (await page.title()).replace(/^▶ [\d,]+\/s · (\d+ failing · )?/, "");
  await expect.poll(titleOfPage).toBe(`${hostile} · Trackstorm`);
  // Live updates render what the server did not.
  await new DashboardPage(page).open();
  await new DashboardPage(page).deliveredAtLeast(20);
  expect(await page.evaluate(() => document.querySelectorAll("xq7, img[src=x]").length)).toBe(0);
  expect(dialogs).toBe(0);
});

test("a link makes no page say what Trackstorm did not", async ({ page }) => {
  const said = "Call 555 0100 to unlock.";
  const error = Buffer.from(JSON.stringify({ code: "conflict", message: said, fields: [] })).toString("base64url");
  for (const [path, endpoint] of [
    ["/", "start"],
    ["/presets", "load_preset"],
    ["/funnels", "delete_funnel"],
  ]) {
    await page.goto(`${path}?__path=${encodeURIComponent(`/rpc/${endpoint}`)}&__err=${error}`);
    await expect(page.getByTestId("live-indicator")).toBeVisible();
    await expect(page.getByText(said)).toHaveCount(0);
    expect(new URL(page.url()).search).toBe("");
  }
});
