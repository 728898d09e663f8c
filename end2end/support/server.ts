// The server's REST interface, as far as the tests use it to set the scene and to check what they saw.
import { type APIRequestContext, expect } from "@playwright/test";

export interface Target {
  name?: string;
  url: string;
  site_id: number;
  weight?: number;
  enabled?: boolean;
  token_auth?: string | null;
  connection?: Record<string, unknown>;
}

export interface Config {
  targets: Target[];
  [field: string]: unknown;
}

export interface Status {
  state: string;
  run: { id: number; seed: number; elapsed_seconds: number } | null;
  totals: { hits: Record<string, number>; visits: Record<string, number> };
  targets: { id: number; name: string; health: string; share: number; hits: Record<string, number>; visits: Record<string, number> }[];
  epochs: { number: number; strategy: string; positions: number; shares: { target_id: number; expected: number; assigned: number }[] }[];
  outages: { target: string; recovered_seconds: number | null; hits_lost: number }[];
  thresholds: { threshold: string; passed: boolean }[];
}

/** A lively but bounded load: some tens of hits a second for as long as a test looks at them. */
export function load(targets: Target[], more: Record<string, unknown> = {}): Config {
  return {
    targets,
    distribution_strategy: "weighted",
    target_visits_per_day: 864_000,
    max_total_visits: 5_000,
    pageviews_min: 1,
    pageviews_max: 3,
    pause_between_pvs_min: 0.05,
    pause_between_pvs_max: 0.2,
    // On a busy machine answers take a while: no visit is dropped for that, and no target blamed.
    concurrency: 500,
    request: { timeout_seconds: 20 },
    // As the simulated sites have it: at another midnight they would split a visit.
    timezone: "UTC",
    ...more,
  };
}

export class Server {
  constructor(private readonly request: APIRequestContext) {}

  /** Ends any run, removes every preset and makes `config` the working configuration. */
  async reset(config: Config): Promise<void> {
    await this.stop();
    for (const preset of (await (await this.request.get("/api/presets")).json()) as { id: number }[]) {
      await this.request.delete(`/api/presets/${preset.id}`);
    }
    await this.save(config);
  }

  async save(config: Config): Promise<void> {
    const answer = await this.request.put("/api/config", { data: config });
    expect(answer.status(), await answer.text()).toBe(200);
  }

  async config(): Promise<Config> {
    return (await (await this.request.get("/api/config")).json()) as Config;
  }

  async start(): Promise<void> {
    const answer = await this.request.post("/api/start", { data: {} });
    expect(answer.status(), await answer.text()).toBe(200);
  }

  async stop(): Promise<Status> {
    return (await (await this.request.post("/api/stop")).json()) as Status;
  }

  /** Waits for the run's planned end; the number of the run. */
  async finished(): Promise<number> {
    await expect.poll(async () => (await this.status()).state, { timeout: 60_000 }).toBe("finished");
    return (await this.status()).run!.id;
  }

  async status(): Promise<Status> {
    return (await (await this.request.get("/api/status")).json()) as Status;
  }

  async createPreset(name: string, config: Config, description = ""): Promise<{ id: number; slug: string }> {
    const answer = await this.request.post("/api/presets", { data: { name, description, config } });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()) as { id: number; slug: string };
  }
}
