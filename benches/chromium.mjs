// The engine in Chromium: each case in a page of its own, since a wasm memory never shrinks.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { openBrowser } from "../tests/browser/support/browser.mjs";
import { cases } from "./cases.mjs";
import { head, measure, ms, row } from "./measure.mjs";

/**
 * @param {string} page the directory of the module
 * @param {Uint8Array} real the real catalog
 * @param {(catalog: Uint8Array, offers: number) => Uint8Array} widened
 */
export async function chromium(page, real, widened) {
  const files = new Map([
    ["/", ["text/html", "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>"]],
    ["/page.js", ["text/javascript", await readFile(join(page, "page.js"))]],
    ["/page_bg.wasm", ["application/wasm", await readFile(join(page, "page_bg.wasm"))]],
    ["/0", ["application/json", real]],
  ]);
  for (const { offers } of cases) {
    const path = `/${offers}`;
    if (!files.has(path)) files.set(path, ["application/json", widened(real, offers)]);
  }
  const server = await serve(files);
  const url = `http://127.0.0.1:${server.address().port}/`;
  const browser = await openBrowser();
  try {
    const capabilities = await browser.driver.getCapabilities();
    console.log(`\n## Chromium ${capabilities.getBrowserVersion()}\n`);
    head(2, "catalog", "trip", "total", "first", "median", "fastest", "reading", "wasm memory");
    for (const { offers, name, request } of cases) {
      await browser.goto(url);
      const { result, first, median, fastest, reading, bytes } = await browser.run(
        inPage,
        measure.toString(),
        offers,
        JSON.stringify(request),
      );
      const catalog = offers ? `${offers} offers` : "the real one";
      const memory = `${bytes / 1024} KiB`;
      row(catalog, name, result, ms(first), ms(median), ms(fastest), ms(reading), memory);
    }
    console.log("\nFirst: the first quote of a fresh page, before the browser optimises its code.");
    console.log("Reading: parsing and checking the catalog and the request, once a page.");
    console.log("Wasm memory: the whole of it after the case, the catalog's text included.");
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs in the page. */
async function inPage(measure, offers, request) {
  if (!crossOriginIsolated) throw new Error("the clock is too coarse");
  const { default: init, Bench } = await import("/page.js");
  const { memory } = await init({ module_or_path: "/page_bg.wasm" });
  const catalog = new Uint8Array(await (await fetch(`/${offers}`)).arrayBuffer());
  const start = performance.now();
  const bench = new Bench(catalog, request);
  const reading = performance.now() - start;
  // The function's text comes from this very file's server.
  const measured = new Function(`return ${measure}`)()(() => bench.total());
  return { ...measured, reading, bytes: memory.buffer.byteLength };
}

/** A server of these files: path to type and content. */
async function serve(files) {
  const server = createServer(({ url }, response) => {
    const [type, content] = files.get(url) ?? [];
    response.writeHead(type ? 200 : 404, {
      "Content-Type": type ?? "text/plain",
      // Pages that are isolated have a clock of 5 µs instead of 100 µs.
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    response.end(content ?? "");
  });
  await new Promise((resume, fail) => {
    server.on("error", fail);
    server.listen(0, "127.0.0.1", resume);
  });
  return server;
}
