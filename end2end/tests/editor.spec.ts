// The editor: bad input, lists pasted in, tokens, and nothing lost by accident.
import { TargetsPage } from "../pages/targets.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ page, server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1, weight: 2, token_auth: "s3cret-token" }]));
  await new TargetsPage(page).open();
});

test("bad input is named beside its field and nothing is lost", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.field(0, "url").fill("matomo.example.org");
  await editor.field(0, "weight").fill("2000");
  await editor.input("pageviews_max").fill("0");
  await editor.input("pageviews_max").blur();
  await expect(editor.rows.first()).toContainText("must start with http:// or https://");
  await expect(editor.rows.first()).toContainText("must be between 1 and 1,000");
  await expect(editor.field(0, "url")).toHaveAttribute("aria-invalid", "true");
  await editor.save.click();
  await expect(page.getByTestId("error-summary-entry").filter({ hasText: "between 1 and" })).toHaveCount(2);
  await expect(page.getByTestId("error-summary-entry").filter({ hasText: "http://" })).toHaveCount(1);
  await expect(editor.field(0, "url")).toHaveValue("matomo.example.org");
  expect((await server.config()).targets[0]?.weight, "nothing was saved").toBe(2);
});

test("a pasted list is previewed, its bad lines named", async ({ page, simulators }) => {
  const editor = new TargetsPage(page);
  await page.getByTestId("paste-list").click();
  await page.getByTestId("paste-text").fill(
    ["name,url,site_id,weight", `"two, quoted",${simulators[1].url},1,7`, "bad,not a url,1,1", `three,${simulators[2].url},2,`].join("\n"),
  );
  await expect(page.getByTestId("paste-error").first()).toContainText("3");
  await page.getByTestId("paste-text").fill(
    ["name,url,site_id,weight", `"two, quoted",${simulators[1].url},1,7`, `three,${simulators[2].url},2,`].join("\n"),
  );
  await expect(page.getByTestId("paste-row")).toHaveCount(2);
  await page.getByTestId("paste-add").click();
  await expect(editor.rows).toHaveCount(3);
  await expect(editor.field(1, "name")).toHaveValue("two, quoted");
  await expect(editor.field(1, "weight")).toHaveValue("7");
  await expect(editor.field(2, "site_id")).toHaveValue("2");
});

test("a token goes in and never comes out", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await expect(page.getByTestId("target-token-stored")).toBeVisible();
  expect(await page.content()).not.toContain("s3cret-token");
  await editor.field(0, "name").fill("renamed");
  await editor.saved();
  expect((await server.config()).targets[0]).toMatchObject({ name: "renamed", token_auth: null, has_token: true });
  await page.reload();
  await editor.isReady();
  await page.getByTestId("target-token-clear").click();
  await editor.saved();
  expect((await server.config()).targets[0]).toMatchObject({ has_token: false });
});

test("order, duplicates, removal and undo", async ({ page, simulators }) => {
  const editor = new TargetsPage(page);
  await editor.add({ name: "two", url: simulators[1].url });
  await editor.rows.nth(1).getByTestId("row-up").click();
  await expect(editor.field(0, "name")).toHaveValue("two");
  await editor.rows.nth(0).getByTestId("row-duplicate").click();
  await expect(editor.rows).toHaveCount(3);
  await editor.rows.nth(0).getByTestId("row-remove").click();
  await expect(editor.rows).toHaveCount(2);
  await page.getByTestId("undo").click();
  await expect(editor.rows).toHaveCount(3);
  await expect(editor.field(0, "name")).toHaveValue("two");
  await editor.saved();
  await page.reload();
  await editor.isReady();
  await expect(editor.rows).toHaveCount(3);
});

test("unsaved changes are not lost by a click", async ({ page }) => {
  const editor = new TargetsPage(page);
  await editor.field(0, "name").fill("changed");
  await page.getByRole("link", { name: "Runs" }).click();
  await expect(page.getByTestId("leave-dialog")).toBeVisible();
  await page.getByTestId("leave-stay").click();
  await expect(page).toHaveURL("/targets");
  await expect(editor.field(0, "name")).toHaveValue("changed");
  await page.getByRole("link", { name: "Runs" }).click();
  await page.getByTestId("leave-discard").click();
  await expect(page).toHaveURL("/runs");
});

test("one target is tested, and what is wrong with it is said", async ({ page }) => {
  const editor = new TargetsPage(page);
  await editor.add({ name: "nobody there", url: "http://127.0.0.1:9" });
  await editor.rows.nth(1).getByTestId("target-test").click();
  const result = page.getByTestId("target-test-result");
  await expect(result).toHaveAttribute("data-result", "unreachable");
  await expect(result).toContainText("refused");
});

test("the split preview follows the weights as they are typed", async ({ page, simulators }) => {
  const editor = new TargetsPage(page);
  await editor.add({ name: "two", url: simulators[1].url, weight: 2 });
  await expect(editor.part(0, "share")).toContainText("50.0");
  await editor.field(1, "weight").fill("6");
  await expect(editor.part(0, "share")).toContainText("25.0");
  await editor.rows.nth(1).getByTestId("target-enabled").click();
  await expect(editor.part(0, "share")).toContainText("100");
});
