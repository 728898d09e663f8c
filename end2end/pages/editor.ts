// What all editors share: the form room's test ids.
import { type Locator, type Page, expect } from "@playwright/test";

export class EditorPage {
  readonly save: Locator;
  readonly discard: Locator;
  readonly state: Locator;
  readonly summary: Locator;
  readonly summaryEntries: Locator;
  readonly undo: Locator;

  constructor(
    protected readonly page: Page,
    readonly path: string,
  ) {
    this.save = page.getByTestId("save");
    this.discard = page.getByTestId("discard");
    this.state = page.getByTestId("draft-state");
    this.summary = page.getByTestId("error-summary");
    this.summaryEntries = page.getByTestId("error-summary-entry");
    this.undo = page.getByTestId("undo");
  }

  async open(): Promise<void> {
    await this.page.goto(this.path);
    await this.isReady();
  }

  /** Nothing can be typed before WASM has taken the page over. */
  async isReady(): Promise<void> {
    await expect(this.page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
  }

  /** The input of a field, by its path in the configuration. */
  input(path: string): Locator {
    return this.page.getByTestId(`field-${path}`);
  }

  error(path: string): Locator {
    return this.page.getByTestId(`field-error-${path}`);
  }

  async saved(): Promise<void> {
    await this.save.click();
    await expect(this.state).toHaveText("Saved");
  }
}
