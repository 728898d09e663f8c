// How the load is split: every strategy is picked, shown, saved and there again.
import { TargetsPage } from "../pages/targets.js";
import { expect, test } from "../support/test.js";
import { twoTargets } from "../support/two-targets.js";

test.beforeEach(({ server, simulators }) => twoTargets(server, simulators));

const previews = {
  "round-robin": { testid: "split-shares", text: "50.0 %" },
  weighted: { testid: "split-shares", text: "50.0 %" },
  random: { testid: "split-shares", text: "50.0 %" },
  independent: { testid: "split-shares", text: "432,000/day" },
  mirror: { testid: "split-preview", text: "Each of the 2 targets gets every visit" },
  failover: { testid: "split-priority", text: "takes over when the first fails" },
};

for (const [strategy, preview] of Object.entries(previews)) {
  test(`${strategy} is picked, shown, saved and there again`, async ({ page, server }) => {
    const editor = new TargetsPage(page);
    await editor.open();
    // What is chosen already is nothing to save.
    await editor.strategy(strategy === "weighted" ? "random" : "weighted").check();
    await editor.saved();
    await editor.strategy(strategy).check();
    await expect(page.getByTestId(preview.testid)).toContainText(preview.text);
    await editor.saved();
    expect((await server.config()).distribution_strategy).toBe(strategy);
    await page.reload();
    await editor.isReady();
    await expect(editor.strategy(strategy)).toBeChecked();
    await expect(page.getByTestId(preview.testid)).toContainText(preview.text);
  });
}

test("the order of the list is the priority of a failover", async ({ page }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.strategy("failover").check();
  await expect(page.getByTestId("priority-hint")).toContainText("priority");
  const first = page.getByTestId("split-priority-entry").first();
  await expect(first).toContainText("one");
  await editor.rows.nth(1).getByTestId("row-up").click();
  await expect(first).toContainText("two");
  await expect(editor.part(0, "share")).toContainText("100.0 %");
});

test("whole visits come along with a strategy that needs them", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await page.getByTestId("distribute-by-hit").check();
  await editor.strategy("mirror").check();
  await expect(page.getByTestId("distribute-by-visit")).toBeChecked();
  await page.getByTestId("distribute-by-hit").check();
  await editor.save.click();
  await expect(page.getByTestId("error-summary-entry")).toContainText("What is split");
  expect((await server.config()).distribution_strategy, "nothing was saved").toBe("round-robin");
});
