// What few targets need: a rate and a cap of their own, a private authority. Picked, saved and there again; what
// is wrong is said at its field, also where it is folded up.
import { TargetsPage } from "../pages/targets.js";
import { expect, test } from "../support/test.js";
import { twoTargets } from "../support/two-targets.js";

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

test.beforeEach(({ server, simulators }) => twoTargets(server, simulators));

test("what few targets need is folded up, saved and there again", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.strategy("independent").check();
  await expect(editor.field(0, "visits_per_day")).toHaveAttribute("placeholder", "432,000");
  await editor.field(0, "visits_per_day").fill("5000");
  const details = await editor.details(0);
  await details.getByTestId("field-targets[0].max_visits_per_second").fill("2.5");
  await details.getByTestId("field-targets[0].ca_certificate").fill(`${pem}\n${pem}\n`);
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
  await expect(editor.field(0, "visits_per_day")).toHaveValue("5000");
  const again = await editor.details(0);
  await expect(again.getByTestId("field-targets[0].max_visits_per_second")).toHaveValue("2.5");
  await expect(again.getByTestId("field-targets[0].ca_certificate")).toHaveValue(`${pem}\n${pem}`);
  await again.getByTestId("target-certificate-clear").click();
  await again.getByTestId("field-targets[0].max_visits_per_second").fill("");
  await editor.field(0, "visits_per_day").fill("");
  await editor.saved();
  expect((await server.config()).targets[0]).toMatchObject({
    visits_per_day: null,
    max_visits_per_second: null,
    ca_certificate: null,
  });
});

test("how a target is reached is entered, kept and cleared", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  const details = await editor.details(0);
  await details.getByTestId("field-targets[0].connection.connect_to").fill("10.0.0.7:8443");
  await details.getByTestId("field-targets[0].connection.password").fill(" door ");
  await editor.save.click();
  await expect(editor.error("targets[0].connection.user")).toContainText("a password goes with the name of a user");
  await details.getByTestId("field-targets[0].connection.user").fill("staging");
  await details.getByTestId("target-header-add").click();
  await details.getByTestId("target-header-name").fill("X-Gate");
  await details.getByTestId("target-header-value").fill("open");
  await editor.saved();
  const connection = async () => (await server.config()).targets[0]?.connection;
  expect(await connection()).toMatchObject({
    connect_to: "10.0.0.7:8443",
    user: "staging",
    has_password: true,
    headers: [{ name: "X-Gate", has_value: true }],
  });

  await page.reload();
  await editor.isReady();
  await expect(page.getByTestId("target-extras")).toContainText("connects to 10.0.0.7:8443 · as staging · 1 header");
  const again = await editor.details(0);
  await expect(again.getByTestId("field-targets[0].connection.password")).toHaveAttribute("placeholder", "stored");
  await again.getByTestId("field-targets[0].connection.connect_to").fill("");
  await editor.saved();
  expect(await connection()).toMatchObject({ connect_to: null, has_password: true, headers: [{ has_value: true }] });
  await again.getByTestId("clear-connection.password").click();
  await expect(again.getByTestId("field-targets[0].connection.password")).toHaveAttribute("placeholder", "cleared when saved");
  await again.getByTestId("field-targets[0].connection.user").fill("");
  await again.getByTestId("target-header-remove").click();
  await editor.saved();
  expect(await connection()).toMatchObject({ user: null, has_password: false, headers: [] });
});

test("a certificate is read from a file, and what is none is refused", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  const details = await editor.details(1);
  const file = (text: string) => ({ name: "ca.pem", mimeType: "application/x-pem-file", buffer: Buffer.from(text) });
  await details.getByTestId("target-certificate-file").setInputFiles(file(`${pem}\n-----BEGIN PRIVATE KEY-----\n`));
  await expect(editor.error("targets[1].ca_certificate")).toContainText("private key");
  await details.getByTestId("target-certificate-file").setInputFiles(file(pem));
  await expect(details.getByTestId("target-certificate-count")).toHaveText("1 certificate");
  await expect(editor.error("targets[1].ca_certificate")).toHaveCount(0);
  await editor.saved();
  expect((await server.config()).targets[1]).toMatchObject({ ca_certificate: pem });
  // What only looks like one is found out by the server, before it is stored.
  await details.getByTestId("field-targets[1].ca_certificate").fill(pem.replaceAll(/^MII.*$/gm, "bm90IGEgY2VydGlmaWNhdGU="));
  await editor.save.click();
  await expect(editor.error("targets[1].ca_certificate")).toContainText("cannot be used");
  expect((await server.config()).targets[1]).toMatchObject({ ca_certificate: pem });
});

test("bad values of a target are named at their fields, also where they are folded up", async ({ page, server }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.strategy("independent").check();
  await editor.field(1, "visits_per_day").fill("many");
  const details = await editor.details(0);
  await details.getByTestId("field-targets[0].max_visits_per_second").fill("0");
  await details.getByTestId("field-targets[0].ca_certificate").fill("mine");
  await editor.rows.nth(0).getByTestId("target-details").click();
  await expect(page.getByTestId("target-details-row")).toHaveCount(0);
  await editor.save.click();
  const entries = page.getByTestId("error-summary-entry");
  await expect(entries).toHaveCount(3);
  await expect(entries.filter({ hasText: "Visits per day" })).toContainText("must be a number");
  await entries.filter({ hasText: "Private CA certificate" }).getByRole("link").click();
  await expect(page.getByTestId("field-targets[0].ca_certificate")).toBeFocused();
  await expect(page.getByTestId("target-details-row")).toContainText("must be between 0.001 and 1,000,000, is 0");
  await expect(page.getByTestId("target-details-row")).toContainText("in PEM form");
  expect((await server.config()).targets[0]).toMatchObject({ max_visits_per_second: null });
});

test("a pasted list may have rates of its own", async ({ page, simulators }) => {
  const editor = new TargetsPage(page);
  await editor.open();
  await editor.strategy("independent").check();
  await page.getByTestId("paste-list").click();
  const { url } = simulators[2];
  const lines = ["name,url,visits_per_day,max_visits_per_second", `three,${url},700,4`, `four,${url}/m,,0`];
  await page.getByTestId("paste-text").fill(lines.join("\n"));
  await expect(page.getByTestId("paste-error")).toContainText("max_visits_per_second: must be between");
  await page.getByTestId("paste-add").click();
  await page.getByTestId("paste-cancel").click();
  await expect(editor.field(2, "visits_per_day")).toHaveValue("700");
  await expect(page.getByTestId("target-extras")).toContainText("at most 4 visits/s");
});
