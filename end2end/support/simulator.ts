// A simulated Matomo as a process of its own, so that a test can watch it, hurt it and end it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What a simulator counted; the fields the tests look at. */
export interface SimulatorStats {
  totals: { hits_received: number; hits_recorded: number; visits: number; kinds: Record<string, number> };
}

/** Longer than a start takes on a busy machine; only a failing test waits this long. */
const PATIENCE_MS = 60_000;

export class Simulator {
  private constructor(
    readonly url: string,
    private readonly options: string[],
    private process: ChildProcess,
  ) {}

  /** Starts one on a free port; `options` are those of `trackstorm sim`. */
  static async start(...options: string[]): Promise<Simulator> {
    // The system picks the port while the simulator takes it, so that nobody can come in between.
    const process = launch("127.0.0.1:0", options);
    const simulator = new Simulator(await address(process), options, process);
    process.stdout?.resume();
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
    const relaunch = () => launch(new URL(this.url).host, this.options);
    this.process = relaunch();
    await this.answers(() => {
      // A connection may have been given the port while nobody listened; it does not keep it for long.
      if (this.process.exitCode !== null) this.process = relaunch();
    });
  }

  private async answers(meanwhile: () => void = () => undefined): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        if ((await fetch(`${this.url}/health`)).ok) return;
      } catch {
        if (Date.now() > deadline) throw new Error(`the simulator at ${this.url} does not answer`);
        meanwhile();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

/** Where a simulator or a server listens, as it says when it does. */
export async function address(process: ChildProcess): Promise<string> {
  if (process.stdout === null) throw new Error("the process cannot be heard");
  for await (const line of createInterface({ input: process.stdout })) {
    const found = /http:\/\/\S+/.exec(line)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error("the process ended before it listened");
}

function launch(listen: string, options: string[]): ChildProcess {
  const binary = process.env.TRACKSTORM_BIN;
  if (binary === undefined) throw new Error("TRACKSTORM_BIN names no binary to start simulators with");
  // A test that runs at midnight counts the same visits as any other.
  const whole = ["--create-new-visit-after-midnight", "false"];
  return spawn(binary, ["sim", "--listen", listen, ...whole, ...options], { stdio: ["ignore", "pipe", "ignore"] });
}
