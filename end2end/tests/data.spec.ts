// The data sets: replaced, checked line by line, downloaded, reset.
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ server, simulators }) => {
  await server.reset(load([{ name: "one", url: simulators[0].url, site_id: 1, token_auth: "token" }], { max_total_visits: 30 }));
});

test("all sets are listed, each with what it holds", async ({ page }) => {
  await page.goto("/data");
  await expect(page.getByTestId("data-card")).toHaveCount(8);
  for (const card of await page.getByTestId("data-card").all()) {
    await expect(card.getByTestId("data-source")).toHaveText("Built in");
    await expect(card).toContainText(/\d+ entries/);
  }
});

test("pages of one's own: bad lines by number, saved, visited, reset", async ({ page, server, simulators }) => {
  await page.goto("/data/urls");
  const text = page.getByTestId("field-text");
  await expect(text).toBeEnabled();
  expect((await text.inputValue()).split("\n").length, "what is built in can be edited").toBeGreaterThan(2_000);
  await text.fill("https://own.example.org/a\tPage A\nno address\nhttps://own.example.org/shop/b\n");
  await page.getByTestId("data-validate").click();
  await expect(page.getByTestId("data-error")).toContainText("line 2");
  await page.getByTestId("save").click();
  await expect(page.getByTestId("data-error")).toContainText("line 2");
  expect(((await (await page.request.get("/api/urls")).json()) as { source: string }).source).toBe("default");

  await page.getByTestId("data-upload").locator("input[type=file]").or(page.locator("input[type=file]")).first().setInputFiles({
    name: "pages.txt",
    mimeType: "text/plain",
    buffer: Buffer.from(Array.from({ length: 120 }, (_, page) => `https://own.example.org/section-${page % 4}/${page}`).join("\n")),
  });
  await expect(text).toHaveValue(/section-3\/119/);
  await page.getByTestId("data-validate").click();
  await expect(page.getByTestId("data-report")).toContainText("own.example.org");
  await page.getByTestId("save").click();
  await expect(page.getByTestId("data-source")).toHaveText("Yours");
  const download = await page.request.get("/api/data-sets/urls/download");
  expect(await download.text()).toContain("https://own.example.org/section-3/119");

  await server.start();
  await expect.poll(async () => (await server.status()).state, { timeout: 90_000 }).toBe("finished");
  expect((await simulators[0].stats()).totals.visits).toBe(30);
  const preview = (await (await page.request.post("/api/preview", { data: { visits: 5 } })).json()) as {
    visits: { hits: { parameters: [string, string][] }[] }[];
  };
  const addresses = preview.visits.flatMap((visit) => visit.hits).flatMap((hit) => hit.parameters.filter(([name]) => name === "url"));
  expect(addresses.length).toBeGreaterThan(5);
  for (const [, address] of addresses) expect(address).toContain("https://own.example.org/");

  await page.getByTestId("data-reset").click();
  await page.getByTestId("confirm-yes").filter({ visible: true }).click();
  await expect(page.getByTestId("data-source")).toHaveText("Built in");
});

test("events are JSON, and a mistake in them is placed", async ({ page }) => {
  await page.goto("/data/events");
  const text = page.getByTestId("field-text");
  await expect(text).toBeEnabled();
  await text.fill('{"click_events": [{"category": "Own", "action": ""}], "random_events": []}');
  await page.getByTestId("data-validate").click();
  await expect(page.getByTestId("data-error").first()).toContainText("click_events[0]");
  await text.fill('{"click_events": [{"category": "Own", "action": "Tap", "value": 3}], "random_events": [{"category": "Own", "action": "Scroll"}]}');
  await page.getByTestId("save").click();
  await expect(page.getByTestId("data-source")).toHaveText("Yours");
  const stored = (await (await page.request.get("/api/tracking-events")).json()) as { source: string };
  expect(stored.source).toBe("custom");
});
