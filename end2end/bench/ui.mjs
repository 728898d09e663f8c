// What the interface costs who opens it: sizes, first paint, time and main-thread processor time until WASM has taken the page
// over, what moves by itself, and long tasks while 1,000 targets run. `make bench-ui` builds what it measures; docs/benchmarks.md
// says what can be set. Everything is on loopback, and whatever was started ends with it.
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { firstVisit, report } from "../../frontend/size.mjs";
import { ask, endAfter, launch, program, serve, site, start } from "../program.mjs";
import { visit } from "./visit.mjs";

const rounds = Number(process.env.ROUNDS ?? 5);
const seconds = Number(process.env.SECONDS_EACH ?? 20);

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
  const server = await serve();
  const browser = await launch();
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

endAfter(rounds * 60 + seconds + 240);
process.exit((await measure()) ? 0 : 1);
