// The native engine's answer, to hold the page's against.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { binary, dist } from "./site.mjs";

const run = promisify(execFile);

/**
 * What `simfare quote` says to a request. Its refusal of bad input is an error whose
 * `stderr` names the faults.
 *
 * @param {object} request
 * @param {string} [catalog] a file; the demo shop's otherwise
 */
export async function nativeQuote(request, catalog = `${dist}/catalog.json`) {
  const dir = await mkdtemp(join(tmpdir(), "simfare-quote-"));
  try {
    const file = join(dir, "request.json");
    await writeFile(file, JSON.stringify(request));
    const words = ["quote", "--catalog", catalog, "--request", file];
    return JSON.parse((await run(binary, words)).stdout);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** What is paid with an order of these purchases: for those of the first day. */
export function dueNow(purchases) {
  const now = purchases.filter(({ date }) => date === purchases[0].date);
  return now.reduce((sum, { total }) => sum + Math.round(total * 100), 0) / 100;
}
