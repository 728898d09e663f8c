// One first visit to a page, measured from inside the page and by the browser's own counters.

/** Runs in the page before anything of it: notes when WASM has taken it over, long tasks and what moved by itself. */
function watch() {
  const seen = { hydrated: 0, tasks: [], shifts: 0 };
  window.seen = seen;
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration }))))
    .observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) seen.shifts += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
  // The server writes "page" there; the first effect that runs in the browser writes something else.
  const look = () => {
    const state = document.querySelector("[data-testid=live-indicator]")?.dataset.state;
    if (seen.hydrated > 0 || state === undefined || state === "page") return;
    seen.hydrated = performance.now();
    window.onHydrated();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
}

/** Opens `address` with an empty cache, and stays for `seconds` once it is live. Times are milliseconds. */
export async function visit(browser, address, seconds) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // Processor time of the page's main thread instead of time on the clock.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
  };
  let spent = Promise.resolve(Number.NaN);
  let alive;
  const hydrated = new Promise((resolve) => (alive = resolve));
  await page.exposeFunction("onHydrated", () => {
    spent = busy();
    alive();
  });
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "commit", timeout: 60_000 });
  await Promise.race([hydrated, overdue(60_000)]);
  await page.locator("[data-testid=live-indicator][data-state=live]").waitFor({ timeout: 60_000 });
  // What follows the load is none of the staying.
  await page.waitForTimeout(seconds > 0 ? 3_000 : 500);
  const [from, before] = [await page.evaluate(() => performance.now()), await busy()];
  await page.waitForTimeout(seconds * 1_000);
  const after = await busy();
  const seen = await page.evaluate(() => ({
    ...window.seen,
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .reduce((sum, entry) => sum + entry.transferSize, 0),
  }));
  await context.close();
  const stayed = seen.tasks.filter(({ startTime }) => startTime >= from);
  return {
    paint: seen.paint,
    hydrated: seen.hydrated,
    spent: await spent,
    bytes: seen.bytes,
    shifts: seen.shifts,
    longTasks: stayed.map(({ duration }) => duration),
    busy: after - before,
  };
}

async function overdue(milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
  throw new Error(`the page is not alive after ${milliseconds} ms`);
}
