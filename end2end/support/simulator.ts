// A simulated Matomo as a process of its own, so that a test can watch it, hurt it and end it.
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";

/** What a simulator counted; the fields the tests look at. */
export interface SimulatorStats {
  totals: { hits_received: number; hits_recorded: number; visits: number; kinds: Record<string, number> };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export class Simulator {
  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly options: string[],
    private process: ChildProcess,
  ) {}

  /** Starts one on a free port; `options` are those of `trackstorm sim`. */
  static async start(...options: string[]): Promise<Simulator> {
    const port = await freePort();
    const simulator = new Simulator(`http://127.0.0.1:${port}`, port, options, launch(port, options));
    await simulator.answers();
    return simulator;
  }

  /** What it counted since it was started. */
  async stats(): Promise<SimulatorStats> {
    const answer = await fetch(`${this.url}/__sim/stats?visitors=false`);
    return (await answer.json()) as SimulatorStats;
  }

  /** Changes its faults while it runs. */
  async faults(faults: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.url}/__sim/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(faults),
    });
    if (!answer.ok) throw new Error(`faults refused: ${await answer.text()}`);
  }

  /** Ends the process: from now on connections are refused. */
  async die(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await gone;
  }

  /** Starts it again at the same address, with its counts at zero. */
  async revive(): Promise<void> {
    this.process = launch(this.port, this.options);
    await this.answers();
  }

  private async answers(): Promise<void> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      try {
        if ((await fetch(`${this.url}/health`)).ok) return;
      } catch {
        if (Date.now() > deadline) throw new Error(`the simulator at ${this.url} does not answer`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

function launch(port: number, options: string[]): ChildProcess {
  const binary = process.env.TRACKSTORM_BIN;
  if (binary === undefined) throw new Error("TRACKSTORM_BIN names no binary to start simulators with");
  return spawn(binary, ["sim", "--listen", `127.0.0.1:${port}`, ...options], { stdio: "ignore" });
}
