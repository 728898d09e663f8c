// No accessibility violations (axe), on every page, in both themes, at both widths; and nothing
// sticks out of the page.
import { AxeBuilder } from "@axe-core/playwright";
import { DashboardPage } from "../pages/dashboard.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

const widths = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const [device, viewport] of Object.entries(widths)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`every page, ${device}, ${colorScheme}`, async ({ page, server, simulators }) => {
      const config = load([
        { name: "well", url: simulators[0].url, site_id: 1, weight: 3, token_auth: "token" },
        { name: "ill", url: "http://127.0.0.1:9", site_id: 1 },
        { name: "off", url: simulators[1].url, site_id: 1, enabled: false },
      ]);
      await server.reset(config);
      const templates = (await (await page.request.get("/api/funnels/templates")).json()) as Record<string, unknown>[];
      const stored = await page.request.post("/api/funnels", { data: templates[2] });
      const { id: funnel } = (await stored.json()) as { id: number };
      await server.createPreset("Accessible", config, "For everybody.");
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await new DashboardPage(page).open();
      await page.getByTestId("start").click();
      await new DashboardPage(page).deliveredAtLeast(10);
      const run = (await server.status()).run?.id ?? 0;
      for (const path of ["/", "/targets", "/traffic", "/funnels", `/funnels/${funnel}`, "/data", "/data/urls", "/presets", "/p/accessible", "/runs", `/runs/${run}`, `/?target=1`, `/compare?runs=${run}`, `/compare?runs=${run}&targets=1,2`, "/nowhere"]) {
        await page.goto(path);
        await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
        const found = await new AxeBuilder({ page }).analyze();
        expect(
          found.violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.map((node) => node.html).join(" | ")}`),
        ).toEqual([]);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(beyond, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      }
    });
  }
}
