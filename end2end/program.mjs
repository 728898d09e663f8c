// A server and simulators for what looks at the interface without testing it: `make bench-ui`, `make pictures`. Everything is on
// loopback, and whatever was started ends with the process.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const root = resolve(import.meta.dirname, "..");
export const program = process.env.TRACKSTORM ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", "trackstorm");
export const site = process.env.SITE ?? join(root, "target", "site");
const work = mkdtempSync(join(tmpdir(), "trackstorm-ui-"));
const started = [];

/** Starts the program and returns the address it says it listens on. */
export async function start(args, env = {}) {
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

/** A server with an empty database. */
export function serve() {
  return start(["serve"], {
    TRACKSTORM_ADDR: "127.0.0.1:0",
    TRACKSTORM_DATABASE_URL: `sqlite://${join(work, "ui.db")}?mode=rwc`,
    TRACKSTORM_SERVER_LOG: "error",
    LEPTOS_SITE_ROOT: site,
  });
}

/** Asks a server for something; what it answers. */
export async function ask(server, method, path, body) {
  const answer = await fetch(server + path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export function launch() {
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...sandbox, "--disable-background-networking"] });
}

/** Nothing takes so many seconds: whatever hangs, it ends. */
export function endAfter(seconds) {
  setTimeout(() => {
    console.error("it took too long and was given up");
    process.exit(1);
  }, seconds * 1_000).unref();
}

process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
