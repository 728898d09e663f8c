// The targets editor as a person uses it.
import { type Locator, type Page, expect } from "@playwright/test";
import { EditorPage } from "./editor.js";

/** Parts of a row that are no inputs of a field. */
type Part = "enabled" | "share";

export class TargetsPage extends EditorPage {
  readonly rows: Locator;

  constructor(page: Page) {
    super(page, "/targets");
    this.rows = page.getByTestId("target-row");
  }

  /** The input of a target's field. */
  field(row: number, name: string): Locator {
    return this.input(`targets[${row}].${name}`);
  }

  part(row: number, name: Part): Locator {
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
    if (target.token !== undefined) await this.field(row, "token_auth").fill(target.token);
  }

  strategy(name: string): Locator {
    return this.page.getByTestId(`strategy-${name}`);
  }
}
