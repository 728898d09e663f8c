// The traffic editor as a person uses it.
import { type Page, expect } from "@playwright/test";
import { EditorPage } from "./editor.js";

export class TrafficPage extends EditorPage {
  constructor(page: Page) {
    super(page, "/traffic");
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
