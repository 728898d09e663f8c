// The history of runs: names, tags and notes, looking for a run, deleting one and taking that back.
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

/** Starts and stops a run of `name`; returns its number. */
async function run(server: import("../support/server.js").Server, url: string, name: string): Promise<number> {
  await server.reset(load([{ name, url, site_id: 1, token_auth: "token" }]));
  await server.start();
  return (await server.stop()).run!.id;
}

test("a run is named, tagged and found again", async ({ page, server, simulators }) => {
  const other = await run(server, simulators[0].url, "south");
  const id = await run(server, simulators[0].url, "north");
  await page.goto(`/runs/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("north");
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await page.getByTestId("run-labels-edit").click();
  await page.getByTestId("run-tags-input").fill("a".repeat(41));
  await page.getByTestId("run-labels-save").click();
  await expect(page.getByTestId("run-tags-note")).toContainText("1 to 40 characters");
  await page.getByTestId("run-name-input").fill("Baseline");
  await page.getByTestId("run-tags-input").fill("release 5, eu");
  await page.getByTestId("run-notes-input").fill("Before the new cache.");
  await page.getByTestId("run-labels-save").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Baseline");
  await expect(page.getByTestId("run-notes")).toHaveText("Before the new cache.");

  await page.getByTestId("run-tags").getByRole("link", { name: "release 5" }).click();
  await expect(page).toHaveURL(/\/runs\?tag=release(%20|\+)5$/);
  await expect(page.getByTestId("run-row").filter({ hasText: "Baseline" }).first()).toBeVisible();
  await expect(page.getByTestId("run-row").filter({ hasText: `Run ${other}` })).toHaveCount(0);
  await page.goto("/runs");
  await page.getByTestId("run-filter-text").fill("new cache");
  await page.getByTestId("run-filter-text").press("Enter");
  await expect(page).toHaveURL(/q=new(%20|\+)cache/);
  await expect(page.getByTestId("run-row").first()).toContainText(`Run ${id}`);
});

test("a deleted run is brought back by Undo", async ({ page, server, simulators }) => {
  const id = await run(server, simulators[0].url, "north");
  await page.goto("/runs");
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  const row = page.getByTestId("run-row").filter({ has: page.locator(`a[href$="/runs/${id}"]`) });
  await expect(row).toContainText("Stopped");
  await row.getByTestId("run-delete").click();
  await expect(row).toHaveCount(0);
  await page.getByTestId("toast-undo").click();
  await expect(row).toHaveCount(1);

  await page.goto(`/runs/${id}`);
  await expect(page.getByTestId("live-indicator")).toHaveAttribute("data-state", "live");
  await page.getByTestId("run-delete").click();
  await expect(page).toHaveURL("/runs");
  await expect(row).toHaveCount(0);
  await page.getByTestId("toast-undo").click();
  await expect(row).toHaveCount(1);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a run is named, found, deleted and brought back", async ({ page, server, simulators }) => {
    const id = await run(server, simulators[0].url, "north");
    await page.goto(`/runs/${id}`);
    await page.getByTestId("run-labels-edit").click();
    await page.getByTestId("run-name-input").fill(`Plain ${id}`);
    await page.getByTestId("run-labels-save").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Plain ${id}`);
    await page.goto("/runs");
    await page.getByTestId("run-filter-text").fill(`plain ${id}`);
    await page.getByRole("button", { name: "Find" }).click();
    await expect(page.getByTestId("run-row")).toHaveCount(1);
    await page.getByTestId("run-delete").click();
    await expect(page.getByTestId("run-deleted")).toContainText(`Run ${id} is deleted`);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByTestId("run-row").filter({ hasText: `Plain ${id}` })).toHaveCount(1);
  });
});
