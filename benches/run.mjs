// Measures the engine as WebAssembly: `cargo xtask bench` builds it and starts this.
//
//   SIMFARE_BENCH_PAGE=DIRECTORY node benches/run.mjs [chromium] [highs]

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const page = process.env.SIMFARE_BENCH_PAGE;
if (!page) throw new Error("SIMFARE_BENCH_PAGE must name the built module's directory");
const parts = process.argv.length > 2 ? process.argv.slice(2) : ["chromium", "highs"];

const real = await readFile(new URL("../public/catalog.json", import.meta.url));
const { Bench, widened, initSync } = await import(pathToFileURL(join(page, "page.js")));
initSync({ module: await readFile(join(page, "page_bg.wasm")) });

// Each part is loaded only if it is asked for: the other's packages may not be installed.
if (parts.includes("chromium")) {
  const { chromium } = await import("./chromium.mjs");
  await chromium(page, real, widened);
}
if (parts.includes("highs")) {
  const { highs } = await import("./highs.mjs");
  await highs(Bench, real);
}
