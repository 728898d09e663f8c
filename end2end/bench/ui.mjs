// What the interface costs who opens it: sizes, first paint, time and main-thread processor time until WASM has taken the page
// over, what moves by itself, and long tasks while 1,000 targets run. `make bench-ui` builds what it measures; docs/benchmarks.md
// says what can be set. Everything is on loopback, and whatever was started ends with it.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { firstVisit, report } from "../../frontend/size.mjs";
import { visit } from "./visit.mjs";

const root = resolve(import.meta.dirname, "../..");
const program = process.env.TRACKSTORM ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", "trackstorm");
const site = process.env.SITE ?? join(root, "target", "site");
const rounds = Number(process.env.ROUNDS ?? 5);
const seconds = Number(process.env.SECONDS_EACH ?? 20);
const work = mkdtempSync(join(tmpdir(), "trackstorm-bench-ui-"));
const started = [];

/** Starts the program and returns the address it says it listens on. */
async function start(args, env = {}) {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/[^\s/]+/.exec(line)?.[0];
    if (address !== undefined) {
      child.stdout.resume();
      return address;
    }
  }
  throw new Error(`${program} ${args[0]} ended before it listened`);
}

async function ask(server, method, path, body) {
  const answer = await fetch(server + path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

/** Runs 200 visits a second over so many targets at one simulator. */
async function run(server, simulator, targets) {
  await ask(server, "POST", "/api/stop", {});
  await ask(server, "PUT", "/api/config", {
    targets: Array.from({ length: targets }, (_, i) => ({ name: `t${i + 1}`, url: `${simulator}/t${i + 1}`, site_id: 1 })),
    seed: 42,
    target_visits_per_day: 17_280_000,
    concurrency: 1_000,
    request: { max_in_flight_per_target: 8 },
  });
  await ask(server, "POST", "/api/start", {});
}

/** The median of so many figures, and from where to where they go. */
function spread(figures, digits = 0) {
  const sorted = figures.toSorted((a, b) => a - b);
  const [median, least, most] = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)].map((it) => it.toFixed(digits));
  return `${median} (${least} to ${most})`;
}

async function measure() {
  const isWithin = report("release", firstVisit(dirname(program), site));
  const simulator = await start(["sim", "--listen", "127.0.0.1:0"]);
  const server = await start(["serve"], {
    TRACKSTORM_ADDR: "127.0.0.1:0",
    TRACKSTORM_DATABASE_URL: `sqlite://${join(work, "ui.db")}?mode=rwc`,
    TRACKSTORM_SERVER_LOG: "error",
    LEPTOS_SITE_ROOT: site,
  });
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args: [...sandbox, "--disable-background-networking"] });
  console.log(`\nfirst visits to the dashboard while a run goes on, ${rounds} each, empty cache; load of the last minute: ${loadavg()[0].toFixed(2)}`);
  for (const targets of [3, 1_000]) {
    await run(server, simulator, targets);
    const visits = [];
    for (let round = 0; round < rounds; round += 1) visits.push(await visit(browser, server, 0));
    const of = (name, digits) => spread(visits.map((visit) => visit[name]), digits);
    console.log(`${targets} targets`);
    console.log(`  first contentful paint             ${of("paint")} ms`);
    console.log(`  hydrated                           ${of("hydrated")} ms`);
    console.log(`  main thread until hydrated         ${of("spent")} ms of processor time`);
    console.log(`  loaded, document included          ${spread(visits.map(({ bytes }) => bytes / 1_000))} kB`);
    console.log(`  layout shift                       ${of("shifts", 3)}`);
  }
  const stay = await visit(browser, server, seconds);
  console.log(`\nthe dashboard of 1,000 running targets for ${seconds} s`);
  console.log(`  long tasks (over 50 ms)            ${stay.longTasks.length}, longest ${Math.max(0, ...stay.longTasks).toFixed(0)} ms`);
  console.log(`  main thread busy                   ${(stay.busy / seconds / 10).toFixed(1)} % of a processor`);
  console.log(`  layout shift, load included        ${stay.shifts.toFixed(3)}`);
  await browser.close();
  await ask(server, "POST", "/api/stop", {});
  return isWithin;
}

// Nothing here takes so long: whatever hangs, it ends.
setTimeout(() => {
  console.error("bench-ui took too long and was given up");
  process.exit(1);
}, (rounds * 60 + seconds + 240) * 1_000).unref();
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
process.exit((await measure()) ? 0 : 1);
