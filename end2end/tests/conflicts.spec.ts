// Two people at the same editor: nobody saves over the other's work without a word.
import { TargetsPage } from "../pages/targets.js";
import { TrafficPage } from "../pages/traffic.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1, weight: 5 }]));
});

test("a save over somebody else's is told, with the difference", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  const config = await server.config();
  await server.save({ ...config, targets: [{ ...config.targets[0]!, weight: 9 }] });

  await editor.field(0, "name").fill("renamed");
  await editor.save.click();
  await expect(page.getByTestId("save-conflict")).toBeVisible();
  await expect(page.getByTestId("save-conflict-list")).toContainText("targets.one.weight 5 → 9");
  expect((await server.config()).targets[0]).toMatchObject({ name: "one", weight: 9 });

  await page.getByTestId("conflict-back").click();
  await expect(editor.field(0, "name"), "nothing typed is lost").toHaveValue("renamed");
  await editor.save.click();
  await page.getByTestId("conflict-mine").click();
  await expect.poll(async () => (await server.config()).targets[0]).toMatchObject({ name: "renamed", weight: 5 });
});

test("theirs can be taken", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  const config = await server.config();
  await server.save({ ...config, targets: [{ ...config.targets[0]!, weight: 9 }] });
  await editor.field(0, "name").fill("renamed");
  await editor.save.click();
  await page.getByTestId("conflict-theirs").click();
  await editor.isReady();
  await expect(editor.field(0, "weight")).toHaveValue("9");
  await expect(editor.field(0, "name")).toHaveValue("one");
});

test("who changes targets and who changes traffic are not in each other's way", async ({ page, server }) => {
  const traffic = new TrafficPage(page);
  await page.goto("/traffic");
  await expect(page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
  const config = await server.config();
  await server.save({ ...config, targets: [{ ...config.targets[0]!, weight: 9 }] });
  await traffic.input("pageviews_max").fill("8");
  await page.getByTestId("save").click();
  await expect.poll(async () => (await server.config()).pageviews_max).toBe(8);
  expect((await server.config()).targets[0]?.weight).toBe(9);
});

test("a funnel that somebody else saved is told, and saved over", async ({ page }) => {
  const funnel = async (): Promise<Record<string, unknown>> =>
    ((await (await page.request.get("/api/funnels")).json()) as Record<string, unknown>[])[0]!;
  const steps = [{ type: "pageview", url: "https://www.example.org/a" }];
  const made = await page.request.post("/api/funnels", { data: { name: "Path", probability: 0.2, steps } });
  const { id } = (await made.json()) as { id: number };
  await page.goto(`/funnels/${id}`);
  await expect(page.getByTestId("editor")).toHaveAttribute("data-ready", "true");
  const theirs = await page.request.put(`/api/funnels/${id}`, { data: { ...(await funnel()), probability: 0.7 } });
  expect(theirs.status()).toBe(200);

  await page.getByTestId("field-name").fill("My path");
  await page.getByTestId("save").click();
  await expect(page.getByTestId("save-conflict-list")).toContainText("probability 0.2 → 0.7");
  expect(await funnel()).toMatchObject({ name: "Path", probability: 0.7 });
  await page.getByTestId("conflict-mine").click();
  await expect.poll(funnel).toMatchObject({ name: "My path", probability: 0.2 });
});

test("a data set that somebody else saved is told line by line, and theirs can be taken", async ({ page }) => {
  const save = async (lines: string[]): Promise<void> => {
    const answer = await page.request.put("/api/data-sets/urls", { data: { content: lines.join("\n") } });
    expect(answer.status(), await answer.text()).toBe(200);
  };
  const [kept, gone, added] = ["https://own.example.org/kept", "https://own.example.org/gone", "https://own.example.org/new"];
  await save([kept, gone]);
  await page.goto("/data/urls");
  const text = page.getByTestId("field-text");
  await expect(text).toHaveValue(/gone/);
  await save([kept, added]);
  await text.fill(`${kept}\n${gone}\nhttps://own.example.org/mine`);
  await page.getByTestId("save").click();
  const list = page.getByTestId("save-conflict-list");
  await expect(list).toContainText(`line 2 ${gone} → –`);
  await expect(list).toContainText(`line 2 – → ${added}`);
  await page.getByTestId("conflict-theirs").click();
  await expect(text).toHaveValue(/\/new/);
  await expect(text).not.toHaveValue(/mine/);
  await page.request.delete("/api/data-sets/urls");
});
