// How the load is split, what becomes of targets that fail, and what ends a run: every choice and field is
// picked, saved and there again; what is wrong is said at its field; a run follows what is saved.
import { TargetsPage } from "../pages/targets.js";
import { TrafficPage } from "../pages/traffic.js";
import { load } from "../support/server.js";
import { expect, test } from "../support/test.js";

// An authority made for this test; its key is kept nowhere.
const pem = [
  "-----BEGIN CERTIFICATE-----",
  "MIIBkjCCATmgAwIBAgIUZedOWkV+gGPoGNFxBQRAd52AX7swCgYIKoZIzj0EAwIw",
  "HjEcMBoGA1UEAwwTQSBwcml2YXRlIGF1dGhvcml0eTAgFw0yNjExMjIyMjI4MDFa",
  "GA8yMTI2MTAyOTIyMjgwMVowHjEcMBoGA1UEAwwTQSBwcml2YXRlIGF1dGhvcml0",
  "eTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPMU7wwo8qZSatt7Z1KtaRMTE7nG",
  "LfqODdKqxGyo50EgiYZCGL3O2amd15ILnu0p8mO09R9Cg/Li4uOq6uiCE4OjUzBR",
  "MB0GA1UdDgQWBBSXUd80Z/nvaJhNJ5KgxwtQlsMaQjAfBgNVHSMEGDAWgBSXUd80",
  "Z/nvaJhNJ5KgxwtQlsMaQjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cA",
  "MEQCIHSXh7OOiRSaGcLuELaFngq+tqseuzGSUfN8g7HdiglzAiB8WT2WaSd2ZDFR",
  "3DlQAngV/ykjznSjr5Ey6vM3XXrDzA==",
  "-----END CERTIFICATE-----",
].join("\n");

test.beforeEach(async ({ server, simulators }) => {
  const targets = ["one", "two"].map((name, place) => ({ name, url: simulators[place]!.url, site_id: 1 }));
  await server.reset(load(targets, { seed: 7, distribution_strategy: "round-robin" }));
});

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
  await editor.rows.nth(1).getByTestId("target-up").click();
  await expect(first).toContainText("two");
  await expect(editor.field(0, "share")).toContainText("100.0 %");
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

test("what few targets need is folded up, saved and there again", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.strategy("independent").check();
  await expect(editor.field(0, "visits-per-day")).toHaveAttribute("placeholder", "432,000");
  await editor.field(0, "visits-per-day").fill("5000");
  const details = await editor.details(0);
  await details.getByTestId("target-max-rate").fill("2.5");
  await details.getByTestId("target-certificate").fill(`${pem}\n${pem}\n`);
  await expect(details.getByTestId("target-certificate-count")).toHaveText("2 certificates");
  await editor.saved();
  expect((await server.config()).targets[0]).toMatchObject({
    visits_per_day: 5000,
    max_visits_per_second: 2.5,
    ca_certificate: `${pem}\n${pem}`,
  });
  await page.reload();
  await editor.isReady();
  await expect(page.getByTestId("target-extras")).toContainText("at most 2.5 visits/s · trusts 2 certificates");
  await expect(editor.field(0, "visits-per-day")).toHaveValue("5000");
  const again = await editor.details(0);
  await expect(again.getByTestId("target-max-rate")).toHaveValue("2.5");
  await expect(again.getByTestId("target-certificate")).toHaveValue(`${pem}\n${pem}`);
  await again.getByTestId("target-certificate-clear").click();
  await again.getByTestId("target-max-rate").fill("");
  await editor.field(0, "visits-per-day").fill("");
  await editor.saved();
  expect((await server.config()).targets[0]).toMatchObject({
    visits_per_day: null,
    max_visits_per_second: null,
    ca_certificate: null,
  });
});

test("a certificate is read from a file, and what is none is refused", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  const details = await editor.details(1);
  const file = (text: string) => ({ name: "ca.pem", mimeType: "application/x-pem-file", buffer: Buffer.from(text) });
  await details.getByTestId("target-certificate-file").setInputFiles(file(`${pem}\n-----BEGIN PRIVATE KEY-----\n`));
  await expect(details.getByTestId("field-error")).toContainText("private key");
  await details.getByTestId("target-certificate-file").setInputFiles(file(pem));
  await expect(details.getByTestId("target-certificate-count")).toHaveText("1 certificate");
  await expect(details.getByTestId("field-error")).toHaveCount(0);
  await editor.saved();
  expect((await server.config()).targets[1]).toMatchObject({ ca_certificate: pem });
  // What only looks like one is found out by the server, before it is stored.
  await details.getByTestId("target-certificate").fill(pem.replaceAll(/^MII.*$/gm, "bm90IGEgY2VydGlmaWNhdGU="));
  await editor.save.click();
  await expect(details.getByTestId("field-error")).toContainText("cannot be used");
  expect((await server.config()).targets[1]).toMatchObject({ ca_certificate: pem });
});

test("bad values of a target are named at their fields, also where they are folded up", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.strategy("independent").check();
  await editor.field(1, "visits-per-day").fill("many");
  const details = await editor.details(0);
  await details.getByTestId("target-max-rate").fill("0");
  await details.getByTestId("target-certificate").fill("mine");
  await editor.rows.nth(0).getByTestId("target-details").click();
  await expect(page.getByTestId("target-details-row")).toHaveCount(0);
  await editor.save.click();
  const entries = page.getByTestId("error-summary-entry");
  await expect(entries).toHaveCount(3);
  await expect(entries.filter({ hasText: "Visits per day" })).toContainText("must be a number");
  await entries.filter({ hasText: "Private CA certificate" }).getByRole("link").click();
  await expect(page.getByTestId("target-certificate")).toBeFocused();
  await expect(page.getByTestId("target-details-row")).toContainText("must be between 0.001 and 1000000, is 0");
  await expect(page.getByTestId("target-details-row")).toContainText("in PEM form");
  expect((await server.config()).targets[0]).toMatchObject({ max_visits_per_second: null });
});

test("a pasted list may have rates of its own", async ({ page, simulators }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.strategy("independent").check();
  await page.getByTestId("paste-list").click();
  await page
    .getByTestId("paste-text")
    .fill(`name,url,visits_per_day,max_visits_per_second\nthree,${simulators[2].url},700,4\nfour,${simulators[2].url}/m,,0`);
  await expect(page.getByTestId("paste-error")).toContainText("max_visits_per_second: must be between");
  await page.getByTestId("paste-add").click();
  await page.getByTestId("paste-cancel").click();
  await expect(editor.field(2, "visits-per-day")).toHaveValue("700");
  await expect(page.getByTestId("target-extras")).toContainText("at most 4 visits/s");
});

const health: Record<string, string> = {
  "health.failures_in_a_row": "3",
  "health.failure_rate": "0.25",
  "health.window_seconds": "20",
  "health.window_min_hits": "40",
  "health.probe_interval_seconds": "1.5",
  "health.recover_after_probes": "4",
  "health.trial_hits": "25",
};

test("health is set, saved, there again and reset", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.open();
  await page.getByTestId("on-unhealthy-skip").check();
  await editor.field("health.respect_retry_after").check();
  await editor.unfold("health-details");
  for (const [path, value] of Object.entries(health)) await editor.field(path).fill(value);
  await page.getByTestId("probe-always").check();
  await expect(page.getByTestId("health-summary")).toContainText("after 3 undelivered hits in a row, or 25.0 % of at least 40 hits in 20 s");
  await editor.saved();
  expect((await server.config()).health).toEqual({
    on_unhealthy: "skip",
    probe: "always",
    respect_retry_after: true,
    ...Object.fromEntries(Object.entries(health).map(([path, value]) => [path.replace("health.", ""), Number(value)])),
  });
  await page.reload();
  await editor.isReady();
  await expect(page.getByTestId("on-unhealthy-skip")).toBeChecked();
  await expect(editor.field("health.respect_retry_after")).toBeChecked();
  await editor.unfold("health-details");
  for (const [path, value] of Object.entries(health)) await expect(editor.field(path), path).toHaveValue(value);
  await page.getByTestId("health-reset").click();
  await expect(page.getByTestId("on-unhealthy-keep")).toBeChecked();
  await expect(editor.field("health.failures_in_a_row")).toHaveValue("5");
  await editor.saved();
  expect((await server.config()).health).toMatchObject({ on_unhealthy: "keep", failures_in_a_row: 5, probe: "when-idle" });
});

test("bad values of health are named and never folded away", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.open();
  await editor.unfold("health-details");
  for (const path of Object.keys(health)) await editor.field(path).fill("0");
  for (const path of Object.keys(health)) await expect(editor.error(path), path).toBeVisible();
  await editor.save.click();
  await expect(page.getByTestId("error-summary-entry")).toHaveCount(Object.keys(health).length);
  expect((await server.config()).health).toMatchObject({ failures_in_a_row: 5 });
});

test("limits and rules are checked while they are typed, saved and there again", async ({ page, server }) => {
  const editor = new TrafficPage(page);
  await editor.open();
  await editor.field("max_visits_per_day").fill("3000");
  await page.getByTestId("add-thresholds").click();
  await expect(editor.field("thresholds[0]")).toHaveValue("p95<500ms");
  await expect(editor.field("thresholds[0]")).toBeFocused();
  await page.getByTestId("add-thresholds-target").fill("two");
  await page.getByTestId("add-thresholds-metric").selectOption("error_rate");
  await page.getByTestId("add-thresholds").click();
  await expect(editor.field("thresholds[1]")).toHaveValue("two: error_rate<1%");
  await page.getByTestId("add-abort_when").click();
  await editor.field("abort_when[0]").fill("error_rat>50% for 30s");
  await expect(editor.error("abort_when[0]")).toContainText("did you mean error_rate");
  await editor.field("abort_when[0]").fill("three: error_rate>50% for 30s");
  await expect(editor.error("abort_when[0]")).toContainText("no target is called");
  await editor.save.click();
  await expect(page.getByTestId("error-summary-entry")).toContainText("Abort rule 1");
  expect((await server.config()).thresholds, "nothing was saved").toEqual([]);
  await editor.field("abort_when[0]").fill("one: error_rate>50% for 30s");
  await expect(page.getByTestId("abort_when").getByTestId("rule-meaning")).toContainText("Ends the run as failed when");
  await editor.saved();
  expect(await server.config()).toMatchObject({
    max_visits_per_day: 3000,
    thresholds: ["p95<500ms", "two: error_rate<1%"],
    abort_when: ["one: error_rate>50% for 30s"],
  });
  await page.reload();
  await editor.isReady();
  await expect(editor.field("max_visits_per_day")).toHaveValue("3000");
  await expect(editor.field("thresholds[1]")).toHaveValue("two: error_rate<1%");
  await page.getByTestId("thresholds").getByTestId("rule-remove").first().click();
  await expect(editor.field("thresholds[0]")).toHaveValue("two: error_rate<1%");
  await editor.saved();
  expect(await server.config()).toMatchObject({ thresholds: ["two: error_rate<1%"] });
});

test("a rule goes by another name with its target", async ({ page, server, simulators }) => {
  await server.save(load([{ name: "one", url: simulators[0].url, site_id: 1 }], { thresholds: ["one: p95<1s"] }));
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.field(0, "name").fill("uno");
  await editor.save.click();
  await expect.poll(() => server.config()).toMatchObject({ targets: [{ name: "uno" }], thresholds: ["uno: p95<1s"] });
});

test("a run follows strategy, targets and rate; the rest waits and the page says so", async ({ page, server, simulators }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await server.start();
  await expect(page.getByTestId("live-change")).toContainText("A run follows this configuration");
  await editor.strategy("failover").check();
  await page.getByTestId("distribute-by-hit").check();
  await page.getByTestId("f-target_visits_per_day").fill("1728000");
  await expect(page.getByTestId("live-change-now")).toContainText("Strategy");
  await expect(page.getByTestId("live-change-now")).toContainText("Visits per day");
  await expect(page.getByTestId("live-change-later")).toContainText("What is split");
  await page.getByTestId("distribute-by-visit").check();
  // Looked for before it comes, because it goes by itself.
  const toast = (text: string) => expect(page.getByTestId("toasts")).toContainText(text);
  await Promise.all([toast("The run follows 2 changes within a second."), editor.saved()]);
  await expect.poll(async () => (await server.status()).run).toMatchObject({ strategy: "failover", target_visits_per_day: 1_728_000 });
  // Visits that began before finish where they are; all of the new epoch's go to the first.
  const epoch = async () => (await server.status()).epochs.at(-1)!;
  await expect
    .poll(async () => {
      const { strategy, positions } = await epoch();
      return strategy === "failover" ? positions : 0;
    })
    .toBeGreaterThan(40);
  const [first, second] = (await epoch()).shares;
  expect(first!.assigned).toBeGreaterThan(0);
  expect(second!.assigned).toBe(0);

  const traffic = new TrafficPage(page);
  await traffic.open();
  await traffic.field("pageviews_max").fill("4");
  await traffic.field("max_visits_per_day").fill("900000");
  await expect(page.getByTestId("live-change-later")).toContainText("Page views, most");
  await expect(page.getByTestId("live-change-now")).toContainText("Most visits per day");
  await Promise.all([toast("1 change applies from the next start on"), traffic.saved()]);
  expect((await simulators[0].stats()).totals.hits_received).toBeGreaterThan(0);
});

test("a run of another configuration is not changed, and the page says so", async ({ page, request, server }) => {
  const config = await server.config();
  await request.post("/api/start", { data: { config } });
  await new TargetsPage(page).open();
  await expect(page.getByTestId("live-change")).toContainText("of another configuration");
});
