// Copies what the browser loads unchanged into app/public/vendor, from where it is served at /vendor.
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const to = join(here, "..", "app", "public", "vendor");
const files = {
  "uplot/dist/uPlot.iife.min.js": "uPlot.iife.min.js",
  "uplot/dist/uPlot.min.css": "uPlot.min.css",
  "uplot/LICENSE": "uPlot.LICENSE",
  "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin-wght-normal.woff2",
  "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext-wght-normal.woff2",
  "@fontsource-variable/inter/LICENSE": "inter.LICENSE",
};

mkdirSync(to, { recursive: true });
for (const [from, name] of Object.entries(files)) {
  cpSync(join(here, "node_modules", from), join(to, name));
}
