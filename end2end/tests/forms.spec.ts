// All editors behave alike: the same stories over each of them.
import type { Page } from "@playwright/test";
import { EditorPage } from "../pages/editor.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

/** An editor, and what the stories type there. */
interface Case {
  /** Makes what is edited and says where it is edited. */
  path: (page: Page) => Promise<string> | string;
  /** The server function that saves. */
  rpc: string;
  /** A field, what it must not hold, and what is said then. */
  wrong: { field: string; text: string; message: RegExp; summary: RegExp };
  /** A text that the server stores in its own form. */
  raw: { field: string; text: string; stored: string };
  /** Another edit, made while that is saved. */
  meanwhile: { field: string; text: string };
  /** A field at fault as the server names it, where it is not the path of its input. */
  fault?: string;
}

const event = (action: string) => ({ category: "Own", action, name: "", value: null });
const events = { click_events: [event("Tap")], random_events: [event("Scroll")] };

const editors: Record<string, Case> = {
  targets: {
    path: () => "/targets",
    rpc: "save_config",
    wrong: { field: "targets[0].url", text: "nowhere", message: /must start with http/, summary: /Target 1 .*, URL/ },
    raw: { field: "targets[0].url", text: "  https://m.example/matomo  ", stored: "https://m.example/matomo" },
    meanwhile: { field: "targets[0].name", text: "typed meanwhile" },
  },
  traffic: {
    path: () => "/traffic",
    rpc: "save_traffic",
    wrong: { field: "concurrency", text: "many", message: /must be a whole number/, summary: /Visits at once|Concurrency|in progress/i },
    raw: { field: "ecommerce_currency", text: "  SEK  ", stored: "SEK" },
    meanwhile: { field: "seed", text: "77" },
  },
  funnels: {
    path: async (page) => {
      const steps = [{ type: "pageview", url: "https://www.example.org/a" }, { type: "pageview", url: "https://www.example.org/b" }];
      const made = await page.request.post("/api/funnels", { data: { name: "Path", probability: 0.2, steps } });
      return `/funnels/${((await made.json()) as { id: number }).id}`;
    },
    rpc: "save_funnel",
    wrong: { field: "steps[1].url", text: "/relative", message: /http/, summary: /Step 2 .*Address/ },
    raw: { field: "name", text: "  Another path  ", stored: "Another path" },
    meanwhile: { field: "description", text: "typed meanwhile" },
  },
  data: {
    path: () => "/data/events",
    rpc: "save_data_set",
    wrong: { field: "text", text: '{"click_events": [{"category": "", "action": "Tap"}], "random_events": []}', message: /click_events\[0\]/, summary: /Click_events\[0\]/ },
    raw: { field: "text", text: JSON.stringify(events), stored: JSON.stringify(events, null, 2) },
    meanwhile: { field: "text", text: "typed meanwhile" },
    fault: "line 1",
  },
};

test.beforeEach(async ({ server, simulators, request }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1 }]));
  await request.delete("/api/data-sets/events");
});

async function open(page: Page, editor: Case): Promise<EditorPage> {
  const form = new EditorPage(page, await editor.path(page));
  await form.open();
  await expect(form.input(editor.wrong.field)).toBeEnabled();
  // A text area is there before its text.
  await expect(form.input(editor.wrong.field)).not.toHaveValue("");
  return form;
}

for (const [name, editor] of Object.entries(editors)) {
  const { wrong, raw, meanwhile, rpc } = editor;

  test(`${name}: an error shows when its input is left or saving is tried, not before`, async ({ page }) => {
    const form = await open(page, editor);
    await expect(form.state).toHaveText("Saved");
    await form.input(wrong.field).fill(wrong.text);
    await expect(form.state).toHaveText("Unsaved changes");
    // A text is checked by the server when typing rests; even then nothing is said while the person is there.
    if (name === "data") await expect(page.getByTestId("data-report")).toContainText("of the text in the editor");
    await expect(form.error(wrong.field)).toHaveCount(0);
    await expect(page.locator(".field-error")).toHaveCount(0);
    await expect(form.summaryEntries).toHaveCount(0);
    await form.input(wrong.field).blur();
    await expect(form.error(wrong.field)).toContainText(wrong.message);
    await expect(form.input(wrong.field)).toHaveAttribute("aria-invalid", "true");
    await expect(form.summaryEntries, "saving was not tried").toHaveCount(0);

    let sent = 0;
    page.on("request", (request) => (sent += request.url().includes(`/rpc/${rpc}`) ? 1 : 0));
    await form.save.click();
    await expect(form.summary).toBeFocused();
    await expect(form.summaryEntries.first()).toContainText(wrong.summary);
    await form.summaryEntries.first().getByRole("link").click();
    await expect(form.input(wrong.field)).toBeFocused();
    await expect(form.input(wrong.field)).toHaveValue(wrong.text);
    expect(sent, "nothing is sent").toBe(0);

    await form.discard.click();
    await page.getByTestId("confirm-yes").filter({ visible: true }).click();
    await expect(form.state).toHaveText("Saved");
    await expect(form.error(wrong.field)).toHaveCount(0);
    await expect(form.summaryEntries).toHaveCount(0);
    await expect(form.input(wrong.field)).not.toHaveValue(wrong.text);
  });

  test(`${name}: what the server stores in its own form is shown`, async ({ page }) => {
    const form = await open(page, editor);
    await form.input(raw.field).fill(raw.text);
    await form.saved();
    await expect.poll(async () => (await form.input(raw.field).inputValue()).trimEnd()).toBe(raw.stored);
    await page.reload();
    await form.isReady();
    await expect.poll(async () => (await form.input(raw.field).inputValue()).trimEnd()).toBe(raw.stored);
  });

  test(`${name}: an edit made during a save is kept`, async ({ page }) => {
    const form = await open(page, editor);
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route(`**/rpc/${rpc}`, async (route) => {
      await asked;
      await route.continue();
    });
    await form.input(raw.field).fill(raw.text);
    await form.save.click();
    await expect(form.state).toHaveText("Saving…");
    await form.input(meanwhile.field).fill(meanwhile.text);
    answer();
    await expect(form.state).toHaveText("Unsaved changes");
    await expect(form.input(meanwhile.field)).toHaveValue(meanwhile.text);
    // What was not typed over meanwhile is as it was stored.
    if (meanwhile.field !== raw.field) await expect(form.input(raw.field)).toHaveValue(raw.stored);
    if (name === "data") return;
    await form.saved();
    await page.reload();
    await form.isReady();
    await expect(form.input(meanwhile.field)).toHaveValue(meanwhile.text);
  });

  test(`${name}: what the server refuses stands at its input until that is changed`, async ({ page }) => {
    const form = await open(page, editor);
    const field = editor.fault ?? raw.field;
    await page.route(`**/rpc/${rpc}`, (route) =>
      route.fulfill({ status: 422, json: { code: "invalid", message: `${field}: is taken`, fields: [{ field, message: "is taken" }] } }),
    );
    await form.input(raw.field).fill(raw.text);
    await form.save.click();
    await expect(form.summary).toBeFocused();
    await expect(form.summaryEntries).toHaveCount(1);
    await expect(form.summaryEntries).toContainText("is taken");
    await expect(form.error(raw.field)).toContainText("is taken");
    await expect(form.state).toHaveText("Unsaved changes");
    await expect(form.input(raw.field)).toHaveValue(raw.text);
    await form.input(raw.field).fill(raw.stored);
    await expect(form.error(raw.field)).toHaveCount(0);
    await expect(form.summaryEntries).toHaveCount(0);
  });

  test(`${name}: what is wrong with the whole is said above it`, async ({ page }) => {
    const form = await open(page, editor);
    await page.route(`**/rpc/${rpc}`, (route) =>
      route.fulfill({ status: 503, json: { code: "unavailable", message: "The database is busy. Try again.", fields: [] } }),
    );
    await form.input(raw.field).fill(raw.text);
    await form.save.click();
    await expect(form.summary).toBeFocused();
    await expect(form.summary).toContainText("The database is busy. Try again.");
    await expect(form.summaryEntries).toHaveCount(0);
    await expect(page.locator(".field-error")).toHaveCount(0);
    await page.unroute(`**/rpc/${rpc}`);
    await form.saved();
    await expect(form.summary).toBeEmpty();
  });
}

/** Lists, the first row's input, and the row. */
const lists: Record<string, { path: Case["path"]; row: string; input: string }> = {
  targets: { path: () => "/targets", row: "target-row", input: "targets[0].name" },
  countries: { path: () => "/traffic", row: "country-row", input: "countries[0].weight" },
  steps: { path: (page) => editors.funnels!.path(page), row: "step-card", input: "steps[0].url" },
};

for (const [name, list] of Object.entries(lists)) {
  test(`${name}: a row that was removed is brought back`, async ({ page }) => {
    const form = new EditorPage(page, await list.path(page));
    await form.open();
    const rows = page.getByTestId(list.row);
    const count = await rows.count();
    const text = await form.input(list.input).inputValue();
    await rows.first().getByTestId("row-remove").click();
    await expect(rows).toHaveCount(count - 1);
    await expect(page.getByTestId("undo-bar")).toContainText("removed");
    await expect(form.undo).toBeFocused();
    await expect(form.state).toHaveText("Unsaved changes");
    await form.undo.click();
    await expect(rows).toHaveCount(count);
    await expect(form.input(list.input)).toHaveValue(text);
    await expect(form.state).toHaveText("Saved");
    await expect(page.getByTestId("undo-bar")).toHaveCount(0);
  });
}

test("rules, too, are brought back", async ({ page }) => {
  const form = new EditorPage(page, "/traffic");
  await form.open();
  await page.getByTestId("add-thresholds").click();
  await form.input("thresholds[0]").fill("p99<2s");
  await page.getByTestId("thresholds").getByTestId("row-remove").click();
  await expect(page.getByTestId("undo-bar")).toContainText("p99<2s removed");
  await form.undo.click();
  await expect(form.input("thresholds[0]")).toHaveValue("p99<2s");
});
