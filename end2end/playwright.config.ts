// How the suite runs: against a server of its own by default, or against any deployment named in
// BASE_URL. See docs/guide/testing.md.
import { defineConfig, devices } from "@playwright/test";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const ownAddress = "127.0.0.1:3190";
const deployed = process.env.BASE_URL;
const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const isRoot = process.getuid?.() === 0;

// Evaluated in the workers as well, where no server is started and the folder stays empty.
const data = process.env.TRACKSTORM_E2E_DATA ?? mkdtempSync(join(tmpdir(), "trackstorm-e2e-"));
process.env.TRACKSTORM_E2E_DATA = data;
process.env.TRACKSTORM_BIN ??= join(root, "target", "debug", "trackstorm");

export default defineConfig({
  testDir: "tests",
  // One server, one run at a time: the tests share them, so they take turns.
  workers: 1,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  // Generous, for busy machines: they only end what would never end by itself.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // A spec that fails is tried once more, with a trace. If it passes then, it is listed as flaky.
  retries: 1,
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: deployed ?? `http://${ownAddress}`,
    viewport: { width: 1440, height: 900 },
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [...(isRoot ? ["--no-sandbox"] : []), "--disable-background-networking", "--disable-component-update"],
    },
  },
  webServer: deployed
    ? undefined
    : {
        command: `"${process.env.TRACKSTORM_BIN}" serve --config "${join(root, "Leptos.toml")}"`,
        cwd: root,
        url: `http://${ownAddress}/health`,
        timeout: 60_000,
        stdout: "ignore",
        stderr: "pipe",
        gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
        env: {
          TRACKSTORM_ADDR: ownAddress,
          TRACKSTORM_DATABASE_URL: `sqlite://${join(data, "e2e.db")}?mode=rwc`,
          LEPTOS_SITE_ROOT: join(root, "target", "site"),
          TRACKSTORM_SERVER_LOG: "warn",
        },
      },
});
