// A Trackstorm of its own behind a proxy that serves it below a path, as nginx does with
// `location /load/ { proxy_pass http://…/; }`.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as ask, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { address } from "./simulator.js";

const BASE_PATH = "/load";
const root = resolve(import.meta.dirname, "../..");

export class BelowAPath {
  /** What was asked for elsewhere on the proxy's host. */
  readonly outside: string[] = [];

  private constructor(
    /** What people open: ends with a slash. */
    readonly url: string,
    /** The server itself, past the proxy. */
    readonly direct: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly proxy: Server,
  ) {}

  static async start(): Promise<BelowAPath> {
    const folder = mkdtempSync(join(tmpdir(), "trackstorm-below-"));
    const process = serve(folder);
    const direct = await address(process);
    process.stdout?.resume();
    const proxy = createServer().listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${BASE_PATH}/`;
    const below = new BelowAPath(url, direct, process, folder, proxy);
    below.pass();
    return below;
  }

  async stop(): Promise<void> {
    this.proxy.close();
    this.proxy.closeAllConnections();
    const gone = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await gone;
    rmSync(this.folder, { recursive: true });
  }

  /** Takes the base path off and passes on what is left. */
  private pass(): void {
    this.proxy.on("request", (incoming, answer) => {
      const path = incoming.url ?? "/";
      if (!path.startsWith(`${BASE_PATH}/`)) {
        this.outside.push(path);
        answer.writeHead(404).end();
        return;
      }
      const { method, headers } = incoming;
      const passed = ask(this.direct + path.slice(BASE_PATH.length), { method, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      passed.on("error", () => answer.destroy());
      answer.on("close", () => passed.destroy());
      incoming.pipe(passed);
    });
  }
}

function serve(folder: string): ChildProcess {
  const binary = process.env.TRACKSTORM_BIN;
  if (binary === undefined) throw new Error("TRACKSTORM_BIN names no binary to start a server with");
  const env = {
    ...process.env,
    TRACKSTORM_ADDR: "127.0.0.1:0",
    TRACKSTORM_DATABASE_URL: `sqlite://${join(folder, "below.db")}?mode=rwc`,
    TRACKSTORM_SERVER_BASE_PATH: BASE_PATH,
    TRACKSTORM_SERVER_LOG: "warn",
    LEPTOS_SITE_ROOT: join(root, "target", "site"),
  };
  return spawn(binary, ["serve", "--config", join(root, "Leptos.toml")], { env, stdio: ["ignore", "pipe", "inherit"] });
}
