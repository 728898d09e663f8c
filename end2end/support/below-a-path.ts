// A Trackstorm of its own behind a proxy that serves it below a path, as nginx does with
// `location /load/ { proxy_pass http://…/; }`.
import { once } from "node:events";
import { createServer, request as ask, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { OwnServer } from "./own-server.js";

const BASE_PATH = "/load";

export class BelowAPath {
  /** What was asked for elsewhere on the proxy's host. */
  readonly outside: string[] = [];

  private constructor(
    /** What people open: ends with a slash. */
    readonly url: string,
    /** The server itself, past the proxy. */
    readonly direct: string,
    private readonly server: OwnServer,
    private readonly proxy: Server,
  ) {}

  static async start(): Promise<BelowAPath> {
    const server = await OwnServer.start({ env: { TRACKSTORM_SERVER_BASE_PATH: BASE_PATH } });
    const proxy = createServer().listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${BASE_PATH}/`;
    const below = new BelowAPath(url, server.url, server, proxy);
    below.pass();
    return below;
  }

  async stop(): Promise<void> {
    this.proxy.close();
    this.proxy.closeAllConnections();
    await this.server.stop();
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
