// The pictures of README and guide that show a run: `make pictures` takes them of what it builds. The seeds are fixed, the
// clock and the machine are not: they differ a little each time.
import { join } from "node:path";
import { ask, endAfter, launch, root, serve, start } from "./program.mjs";

const images = join(root, "docs", "images");
// Another for each run: the same visits again would order the same things again, which Matomo refuses.
let seed = 42;
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1_000));

async function run(server, config, seconds) {
  await ask(server, "POST", "/api/stop", {});
  await ask(server, "PUT", "/api/config", { seed: seed++, max_total_visits: 0, auto_stop_after_hours: 0.05, concurrency: 500, ...config });
  const { run } = await ask(server, "POST", "/api/start", {});
  await wait(seconds);
  return run.id;
}

async function take(browser, server, name, path, options = {}) {
  const { width = 1440, height = 900, colorScheme = "light", act = async () => {} } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(server + path);
  await page.locator('[data-testid="live-indicator"][data-state="live"]').waitFor({ state: "attached" });
  await act(page);
  await page.waitForTimeout(2_000);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
  await context.close();
}

async function pictures() {
  const near = await start(["sim", "--listen", "127.0.0.1:0", "--latency", "12ms", "--jitter", "8ms"]);
  const far = await start(["sim", "--listen", "127.0.0.1:0", "--latency", "70ms", "--jitter", "40ms"]);
  const poor = await start(["sim", "--listen", "127.0.0.1:0", "--latency", "30ms", "--error-rate", "0.03"]);
  // Nothing listens on the discard port.
  const dead = "http://127.0.0.1:9";
  const server = await serve();
  const browser = await launch();

  await ask(server, "PUT", "/api/config", { targets: demo(near, far, near), distribution_strategy: "weighted", target_visits_per_day: 1_500_000 });
  await take(browser, server, "ready", "/", { height: 420 });

  const five = [...demo(near, far, far), { name: "demo-africa", url: poor, site_id: 1, weight: 2 }, { name: "demo-north", url: dead, site_id: 1, weight: 1 }];
  await run(server, { targets: five, distribution_strategy: "weighted", target_visits_per_day: 2_000_000, thresholds: ["p95 < 700ms", "error_rate < 1%"] }, 60);
  await take(browser, server, "dashboard-light", "/");
  await take(browser, server, "dashboard-dark", "/", { colorScheme: "dark" });
  await take(browser, server, "inspector", "/?target=5");

  const fleet = Array.from({ length: 300 }, (_, index) => ({
    name: `tenant-${String(index + 1).padStart(3, "0")}`,
    url: index % 23 === 5 ? dead : [near, near, far, poor][index % 4],
    site_id: 1,
  }));
  await run(server, { targets: fleet, distribution_strategy: "round-robin", target_visits_per_day: 6_000_000 }, 40);
  await take(browser, server, "fleet", "/", { act: (page) => page.getByTestId("fleet").scrollIntoViewIfNeeded() });

  const two = [{ name: "old cluster", url: near, site_id: 1 }, { name: "new cluster", url: far, site_id: 1 }];
  const mirrored = await run(server, { targets: two, distribution_strategy: "mirror", target_visits_per_day: 1_000_000 }, 30);
  const { targets } = await ask(server, "POST", "/api/stop", {});
  await take(browser, server, "compare", `/compare?runs=${mirrored}&targets=${targets.map(({ id }) => id)}`);
  await browser.close();
}

function demo(eu, us, asia) {
  return [
    { name: "demo-eu", url: eu, site_id: 1, weight: 5 },
    { name: "demo-us", url: us, site_id: 1, weight: 3 },
    { name: "demo-asia", url: asia, site_id: 1, weight: 2 },
  ];
}

endAfter(600);
await pictures();
process.exit(0);
