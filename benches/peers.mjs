// What a page loads for Simfare, beside what it loads for elements that others publish for shops
// to embed: from npm, of fixed versions, made small in the same way.
//
//   node benches/peers.mjs       (`cargo xtask bench --only peers` builds what it needs)

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { dist } from "../tests/browser/support/site.mjs";
import { head, row } from "./measure.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const store = join(root, "target/peers");
const json = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));
const number = (bytes) => bytes.toLocaleString("en-US");

const peers = await json("benches/peers.json");
const budgets = await json("xtask/sizes.json");

console.log("\n## What a page loads, beside peers\n");
head(4, "", "counted", "calculates", "needs besides", "minified", "brotli");
for (const peer of peers) {
  const sizes = await measured(peer);
  const name = `\`${peer.package}\` ${peer.version}`;
  row(name, peer.counted, peer.calculates, peer.besides, ...sizes.map(number));
}
const { planner, ...later } = budgets;
const all = [planner, ...Object.values(later)].flatMap(({ files }) => files);
for (const [counted, files] of [
  ["the planner up to its first answer, in one language", planner.files],
  ["all of it, the checkout included, in one language", [...new Set(all)]],
]) {
  const own = await ours(files);
  row("Simfare", counted, "the cheapest way, exactly", "the shop's catalog, a file", ...own.map(number));
}
console.log("\nMinified by esbuild, where it isn't published so; brotli at its highest level.");

/** The bytes of a peer, minified and compressed. */
async function measured({ package: name, version, with: others = {}, entry, script, styles = [] }) {
  const home = join(store, `${name.replace("/", "+")}-${version}`, "node_modules");
  for (const [other, its] of Object.entries({ [name]: version, ...others })) {
    await fetched(other, its, join(home, other));
  }
  const files = [];
  if (entry) files.push(await bundled(entry, home));
  if (script) files.push(await minified(join(home, name, script)));
  for (const style of styles) files.push(await minified(join(home, name, style)));
  return sums(files.map((file) => [file.length, compressed(file)]));
}

/** A package as npm has it, without what its scripts would do. */
async function fetched(name, version, into) {
  if (existsSync(into)) return;
  await mkdir(store, { recursive: true });
  const parcel = await mkdtemp(join(store, "parcel-"));
  try {
    await run("npm", ["pack", `${name}@${version}`, "--ignore-scripts", "--pack-destination", parcel], { cwd: parcel });
    const [file] = await readdir(parcel);
    await run("tar", ["-xzf", file], { cwd: parcel });
    await mkdir(join(into, ".."), { recursive: true });
    await rename(join(parcel, "package"), into);
  } finally {
    await rm(parcel, { recursive: true });
  }
}

/** One module of all that a shop's page needs, as shops make it. */
async function bundled(entry, home) {
  const source = join(home, "../entry.mjs");
  await writeFile(source, entry);
  return esbuild(source, "--bundle", "--format=esm");
}

function minified(file) {
  return esbuild(file);
}

async function esbuild(file, ...options) {
  const common = ["--minify", "--target=es2022", "--charset=utf8", "--legal-comments=none", "--log-level=error"];
  const { stdout } = await run("esbuild", [file, ...common, ...options], {
    encoding: "buffer",
    maxBuffer: 1 << 26,
  });
  return stdout;
}

function compressed(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}

/** The same of the site's files; `*` in a name stands for a hash. */
async function ours(patterns) {
  const names = (await readdir(dist)).filter((name) =>
    patterns.some((pattern) => {
      const [before, after] = pattern.split("*");
      if (after === undefined) return name === pattern;
      return name.startsWith(before) && name.endsWith(after) && /^[0-9a-f]+$/.test(name.slice(before.length, name.length - after.length));
    }),
  );
  const files = await Promise.all(names.map((name) => readFile(join(dist, name))));
  return sums(files.map((file) => [file.length, compressed(file)]));
}

function sums(pairs) {
  return pairs.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
}
