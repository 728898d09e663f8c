// The command menu as a person uses it.
import { type Locator, type Page, expect } from "@playwright/test";

export class CommandMenu {
  readonly dialog: Locator;
  readonly input: Locator;
  readonly options: Locator;

  constructor(private readonly page: Page) {
    this.dialog = page.getByTestId("command-menu");
    this.input = page.getByTestId("menu-input");
    this.options = page.getByTestId("menu-option");
  }

  /** Opens it by its key, and waits until it knows everything. */
  async open(): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await expect(this.input).toBeFocused();
    await expect(this.page.getByTestId("menu-said")).not.toContainText("Loading");
  }

  /** Types, and waits until this is chosen. */
  async find(text: string, title: string): Promise<void> {
    await this.input.fill(text);
    await expect(this.chosen()).toContainText(title);
  }

  chosen(): Locator {
    return this.dialog.locator('[role="option"][aria-selected="true"]');
  }

  /** Finds it and does it. */
  async take(text: string, title: string): Promise<void> {
    await this.open();
    await this.find(text, title);
    await this.page.keyboard.press("Enter");
    await expect(this.input).toHaveCount(0);
  }
}
