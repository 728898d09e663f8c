import { chromium } from "@playwright/test";
const base = "http://127.0.0.1:3377";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-background-networking"] });
const log = [];
async function shots(name, viewport, scheme) {
  const context = await browser.newContext({ viewport, colorScheme: scheme });
  const page = await context.newPage();
  page.on("console", (m) => {  log.push(`${name} ${m.type()}: ${m.text().slice(0, 400)}`); });
  page.on("pageerror", (e) => log.push(`${name} pageerror: ${e.message.slice(0, 600)}`));
  await page.goto(base + "/traffic");
  try { await page.waitForSelector(`[data-testid="traffic-editor"][data-ready="true"]`, { timeout: 20000 }); } catch (e) { console.log(log.join("\n"), await page.content().then(c => c.slice(0, 300))); throw e; }
  await page.screenshot({ path: `/tmp/u1-data/${name}-top.png` });
  await page.screenshot({ path: `/tmp/u1-data/${name}-full.png`, fullPage: true });
  await context.close();
}
await shots("desk-light", { width: 1440, height: 900 }, "light");
await shots("phone-light", { width: 390, height: 844 }, "light");
console.log(log.join("\n"));
await browser.close();
