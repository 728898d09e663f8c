// The dashboard as a person uses it.
import { type Locator, type Page, expect } from "@playwright/test";

/** A figure as shown, without thousands separators and units. */
export async function figure(locator: Locator): Promise<number> {
  const text = (await locator.innerText()).replaceAll(",", "");
  return Number(/-?\d+(\.\d+)?/.exec(text)?.[0] ?? Number.NaN);
}

export class DashboardPage {
  readonly bar: Locator;
  readonly state: Locator;
  readonly start: Locator;
  readonly stop: Locator;
  readonly restart: Locator;
  readonly delivered: Locator;
  readonly live: Locator;

  constructor(private readonly page: Page) {
    this.bar = page.getByTestId("run-bar");
    this.state = page.getByTestId("run-state");
    this.start = page.getByTestId("start");
    this.stop = page.getByTestId("stop");
    this.restart = page.getByTestId("restart");
    this.delivered = page.getByTestId("kpi-delivered").locator("b");
    this.live = page.getByTestId("live-indicator");
  }

  async open(): Promise<void> {
    await this.page.goto("/");
    await this.isLive();
  }

  /** Live figures arrive only once WASM has taken the page over. */
  async isLive(): Promise<void> {
    await expect(this.live).toHaveAttribute("data-state", "live");
  }

  row(target: string): Locator {
    return this.page.locator(`[data-testid="fleet-row"][data-target="${target}"]`);
  }

  cell(target: string, name: string): Locator {
    return this.row(target).getByTestId(name);
  }

  async deliveredAtLeast(hits: number): Promise<void> {
    await expect.poll(() => figure(this.delivered), { timeout: 60_000 }).toBeGreaterThanOrEqual(hits);
  }
}
