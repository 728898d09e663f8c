// The traffic editor as a person uses it.
import { type Locator, type Page, expect } from "@playwright/test";

export class TrafficPage {
  readonly save: Locator;
  readonly state: Locator;

  constructor(private readonly page: Page) {
    this.save = page.getByTestId("traffic-save");
    this.state = page.getByTestId("traffic-state");
  }

  async open(): Promise<void> {
    await this.page.goto("/traffic");
    await this.isReady();
  }

  async isReady(): Promise<void> {
    await expect(this.page.getByTestId("traffic-editor")).toHaveAttribute("data-ready", "true");
  }

  field(path: string): Locator {
    return this.page.getByTestId(`field-${path}`);
  }

  error(path: string): Locator {
    return this.page.getByTestId(`error-${path}`);
  }

  async saved(): Promise<void> {
    await this.save.click();
    await expect(this.state).toContainText("Saved");
  }

  /** Shows what is folded up behind a summary. */
  async unfold(summary: string): Promise<void> {
    const folded = this.page.locator("details").filter({ has: this.page.getByTestId(summary) });
    if ((await folded.getAttribute("open")) === null) await this.page.getByTestId(summary).click();
    await expect(folded).toHaveAttribute("open");
  }

  async preview(): Promise<void> {
    await this.page.getByTestId("traffic-preview").click();
    await expect(this.page.getByTestId("preview-result")).toBeVisible();
  }
}
