// A Trackstorm of a test's own, beside the one that all tests share.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { address } from "./simulator.js";

const root = resolve(import.meta.dirname, "../..");

export class OwnServer {
  private constructor(
    /** Where it listens. */
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(options: { arguments?: string[]; env?: Record<string, string> } = {}): Promise<OwnServer> {
    const binary = process.env.TRACKSTORM_BIN;
    if (binary === undefined) throw new Error("TRACKSTORM_BIN names no binary to start a server with");
    const folder = mkdtempSync(join(tmpdir(), "trackstorm-own-"));
    const env = {
      ...process.env,
      TRACKSTORM_ADDR: "127.0.0.1:0",
      TRACKSTORM_DATABASE_URL: `sqlite://${join(folder, "own.db")}?mode=rwc`,
      TRACKSTORM_SERVER_LOG: "warn",
      LEPTOS_SITE_ROOT: join(root, "target", "site"),
      ...options.env,
    };
    const settings = ["serve", "--config", join(root, "Leptos.toml"), ...(options.arguments ?? [])];
    const server = spawn(binary, settings, { env, stdio: ["ignore", "pipe", "inherit"] });
    const url = await address(server);
    server.stdout?.resume();
    return new OwnServer(url, server, folder);
  }

  async stop(): Promise<void> {
    const gone = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await gone;
    rmSync(this.folder, { recursive: true });
  }
}
