// The targets editor as a person uses it.
import { type Locator, type Page, expect } from "@playwright/test";

export class TargetsPage {
  readonly rows: Locator;
  readonly save: Locator;
  readonly errors: Locator;

  constructor(private readonly page: Page) {
    this.rows = page.getByTestId("target-row");
    this.save = page.getByTestId("save");
    this.errors = page.getByTestId("field-error");
  }

  async open(): Promise<void> {
    await this.page.goto("/targets");
    await this.isReady();
  }

  async isReady(): Promise<void> {
    await expect(this.page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
  }

  field(row: number, name: "name" | "url" | "site" | "weight" | "enabled" | "share" | "token" | "visits-per-day"): Locator {
    return this.rows.nth(row).getByTestId(`target-${name}`);
  }

  /** What few targets need, folded up below the row. */
  async details(row: number): Promise<Locator> {
    await this.rows.nth(row).getByTestId("target-details").click();
    const details = this.page.getByTestId("target-details-row");
    await expect(details).toBeVisible();
    return details;
  }

  async add(target: { name: string; url: string; weight?: number; token?: string }): Promise<void> {
    const row = await this.rows.count();
    const first = this.page.getByTestId("add-first-target");
    await (row === 0 && (await first.isVisible()) ? first : this.page.getByTestId("add-target")).click();
    await expect(this.rows).toHaveCount(row + 1);
    await this.field(row, "name").fill(target.name);
    await this.field(row, "url").fill(target.url);
    if (target.weight !== undefined) await this.field(row, "weight").fill(String(target.weight));
    if (target.token !== undefined) await this.field(row, "token").fill(target.token);
  }

  async saved(): Promise<void> {
    await this.save.click();
    await expect(this.page.getByTestId("editor-state")).toContainText("Saved");
  }

  load(path: string): Locator {
    return this.page.getByTestId(`f-${path.replaceAll(".", "-")}`);
  }

  strategy(name: string): Locator {
    return this.page.getByTestId(`strategy-${name}`);
  }
}
