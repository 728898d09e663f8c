// Behind a proxy that serves Trackstorm below a path of its host, nothing leads out of that path.
import { DashboardPage } from "../pages/dashboard.js";
import { TargetsPage } from "../pages/targets.js";
import { BelowAPath } from "../support/below-a-path.js";
import { load, Server } from "../support/server.js";
import { expect, test as base } from "../support/test.js";

interface Fixtures {
  below: BelowAPath;
  /** The REST interface of that server. */
  rest: Server;
}

const test = base.extend<Fixtures>({
  below: async ({ context }, use) => {
    const below = await BelowAPath.start();
    const strays: string[] = [];
    context.on("request", (request) => {
      const isBelow = [below.url, below.direct].some((start) => request.url().startsWith(start));
      if (!isBelow && !request.url().startsWith("data:")) strays.push(request.url());
    });
    await use(below);
    expect(strays, "requests that left the path").toEqual([]);
    expect(below.outside, "what the host was asked for outside of the path").toEqual([]);
    await below.stop();
  },
  rest: async ({ below, playwright, simulators }, use) => {
    const context = await playwright.request.newContext({ baseURL: below.direct });
    const rest = new Server(context);
    await rest.save(load([{ name: "one", url: simulators[0].url, site_id: 1 }], { max_total_visits: 0 }));
    await use(rest);
    await context.dispose();
  },
});

test.skip(process.env.BASE_URL !== undefined, "it starts a server of its own, and that is not the one deployed");

test("a page is alive, and links, Back and Forward stay below the path", async ({ page, below, rest }) => {
  await rest.createPreset("Morning", await rest.config());
  const dashboard = new DashboardPage(page);
  await page.goto(below.url);
  await dashboard.isLive();
  const current = page.locator('nav[aria-label="Main"] a[aria-current="page"]');
  await expect(current).toHaveText("Dashboard");
  // Only the first page is loaded; links are followed within it.
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  for (const section of ["Targets", "Traffic", "Funnels", "Data", "Presets", "Runs"]) {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: section }).click();
    await expect(page).toHaveURL(below.url + section.toLowerCase());
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(section);
    await expect(current).toContainText(section);
  }
  await page.goBack();
  await expect(page).toHaveURL(`${below.url}presets`);
  await page.getByTestId("preset-name").click();
  await expect(page).toHaveURL(`${below.url}p/morning`);
  await page.goBack();
  await page.goForward();
  await expect(page.getByTestId("preset-targets")).toContainText("one");
  await page.locator("a.brand").click();
  await expect(page).toHaveURL(below.url);
  await expect(current).toHaveText("Dashboard");
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  await dashboard.isLive();
  // What is shown stays after a reload, fonts and charts included.
  await page.reload();
  await dashboard.isLive();
  expect(await page.evaluate(() => document.fonts.check("16px Inter") && "uPlot" in window)).toBe(true);
});

test("presets are saved, shared and loaded, and a run is started and stopped", async ({ page, context, below, rest }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const dashboard = new DashboardPage(page);
  await page.goto(`${below.url}presets`);
  await dashboard.isLive();
  await page.getByTestId("preset-create-open").click();
  await page.getByTestId("preset-create").getByTestId("preset-name-input").fill("Morning");
  await page.getByTestId("preset-create-submit").click();
  await expect(page.getByTestId("preset")).toHaveCount(1);
  await page.getByTestId("preset-copy-link").click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${below.url}p/morning`);
  await page.getByTestId("preset-load").click();
  await expect(page).toHaveURL(`${below.url}targets`);

  await page.goto(`${below.url}p/morning`);
  await dashboard.isLive();
  await page.getByTestId("preset-start").click();
  await expect(page).toHaveURL(below.url);
  await expect(dashboard.state).toContainText("Running");
  await dashboard.deliveredAtLeast(20);
  await dashboard.stop.click();
  await expect(dashboard.state).toContainText("Stopped", { timeout: 60_000 });
  await page.getByTestId("open-report").click();
  await expect(page).toHaveURL(`${below.url}runs/${(await rest.status()).run?.id ?? 0}`);
  const download = page.waitForEvent("download");
  await page.getByTestId("download-report").click();
  expect((await download).url().startsWith(`${below.url}api/runs/`)).toBe(true);
});

test("an editor with unsaved changes asks before it is left", async ({ page, below, rest }) => {
  await rest.config();
  const targets = new TargetsPage(page);
  await page.goto(`${below.url}presets`);
  await new DashboardPage(page).isLive();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Targets" }).click();
  await targets.isReady();
  await targets.field(0, "name").fill("typed and not saved");
  await page.goBack();
  await page.getByTestId("leave-stay").click();
  await expect(page).toHaveURL(`${below.url}targets`);
  await expect(targets.field(0, "name")).toHaveValue("typed and not saved");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await page.getByTestId("leave-discard").click();
  await expect(page).toHaveURL(`${below.url}runs`);
});

test("an address past the proxy works as well", async ({ page, below, rest }) => {
  await rest.config();
  await page.goto(`${below.direct}/targets?page=1`);
  await new TargetsPage(page).isReady();
  await expect(page).toHaveURL(`${below.direct}/load/targets?page=1`);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("forms and links stay below the path", async ({ page, below, rest }) => {
    await rest.createPreset("Morning", await rest.config());
    await page.goto(`${below.url}presets`);
    await page.getByTestId("preset-duplicate").click();
    await expect(page).toHaveURL(`${below.url}presets`);
    await expect(page.getByTestId("preset")).toHaveCount(2);
    await page.goto(`${below.url}p/morning`);
    await page.getByTestId("preset-start").click();
    await expect(page).toHaveURL(below.url);
    await page.getByTestId("stop").click();
    await expect(page).toHaveURL(below.url);
    await expect.poll(async () => (await rest.status()).state).toBe("stopped");
  });
});
