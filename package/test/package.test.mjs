// The npm package as it would be published, in `target/npm/`: what publint and npm say of it,
// whether its manifest and schemas are what they claim to be, and its types in use.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync, cpSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import AjvDraft7 from "ajv";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL("../../", import.meta.url));
const npm = process.env.SIMFARE_NPM ?? join(root, "target/npm");
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const description = json(join(npm, "package.json"));

test("publint has nothing to say", async () => {
  const { messages } = await publint({ pkgDir: npm, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, description)), []);
});

test("what npm would pack is what a page needs, and nothing else", () => {
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: npm,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const found = JSON.parse(packed);
  const [{ files }] = Array.isArray(found) ? found : Object.values(found);
  const paths = files.map(({ path }) => path);
  // The loader names most, and the glue the parts that come later.
  const scripts = paths.filter((path) => /^dist\/.*\.js$/.test(path));
  const named = scripts.map((path) => readFileSync(join(npm, path), "utf8")).join("\n");
  for (const path of paths) {
    assert.match(path, /^(dist|types|schemas)\/|^(README\.md|imported\.js|package\.json|custom-elements\.json)$/);
    if (path === "imported.js") continue;
    const name = path.replace(/^dist\//, "");
    if (name !== path && name !== "simfare.js") {
      // A locale's name is made of its tag and its hash.
      const hash = /-([0-9a-f]+)\.txt$/.exec(name)?.[1];
      assert.ok(named.includes(hash ?? name), `some script names ${name}`);
    }
  }
  for (const wanted of ["dist/simfare.js", "types/index.d.ts", "types/react.d.ts", "README.md"]) {
    assert.ok(paths.includes(wanted), wanted);
  }
  // What they name is there.
  for (const [name] of named.matchAll(/simfare-[\w-]+-[0-9a-f]{8,}(?:_bg)?\.(?:js|wasm|txt)/g)) {
    assert.ok(paths.includes(`dist/${name}`), name);
  }
  assert.ok(paths.some((path) => path.endsWith(".wasm")));
});

test("who imports it as code is told at once what to do", async () => {
  const entry = join(npm, description.exports["."].default);
  await assert.rejects(import(entry), /Copy node_modules\/simfare\/dist .*<script type="module">.*import type/);
});

test("the manifest is one, and lists what the loader observes", () => {
  const manifest = json(join(npm, "custom-elements.json"));
  const ajv = new AjvDraft7({ allErrors: true, strict: false });
  const isValid = ajv.compile(json(require.resolve("custom-elements-manifest/schema.json")));
  assert.ok(isValid(manifest), JSON.stringify(isValid.errors, null, 1));
  // As it is written: what is shipped is packed tighter.
  const loader = readFileSync(join(root, "public/simfare.js"), "utf8");
  const defined = [...loader.matchAll(/^ *define\("([\w-]+)", (\w+),/gm)];
  const { declarations } = manifest.modules[0];
  assert.deepEqual(declarations.map(({ tagName }) => tagName), defined.map(([, tag]) => tag));
  for (const [i, element] of declarations.entries()) {
    const [, observed] = loader.match(new RegExp(`const ${defined[i][2]} = "([^"]*)"`));
    assert.deepEqual(element.attributes.map(({ name }) => name), observed.split(" "));
    assert.ok(element.cssProperties.length >= 40);
    for (const list of ["attributes", "members", "events", "cssParts", "cssProperties"]) {
      for (const { name, description } of element[list]) assert.ok(description, `${list}: ${name}`);
    }
  }
});

test("the schemas take the real catalog, and refuse a faulty one", () => {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, formats: { date: true } });
  for (const name of ["request", "quote"]) {
    ajv.compile(json(join(npm, `schemas/${name}.schema.json`)));
  }
  const isValid = ajv.compile(json(join(npm, "schemas/catalog.schema.json")));
  const catalog = json(join(root, "public/catalog.json"));
  assert.ok(isValid(catalog), JSON.stringify(isValid.errors));
  catalog.plans[3].price = 12;
  assert.equal(isValid(catalog), false);
  assert.equal(isValid.errors[0].instancePath, "/plans/3/price");
  const order = new Ajv({ strict: false, validateFormats: false });
  order.compile(json(join(npm, "schemas/order.schema.json")));
});

test("its types hold in a strict program, and refuse mistakes", () => {
  // As if it were installed.
  const folder = join(root, "target/npm-fixture");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  cpSync(fileURLToPath(new URL("fixture", import.meta.url)), folder, { recursive: true });
  symlinkSync(npm, join(folder, "node_modules/simfare"));
  for (const name of ["@types/react", "csstype"]) {
    symlinkSync(
      fileURLToPath(new URL(`node_modules/${name}`, import.meta.url)),
      join(folder, "node_modules", name),
    );
  }
  const options = {
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    preserveSymlinks: true,
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
    jsx: "react-jsx",
    types: [],
  };
  const files = readdirSync(folder).filter((name) => /\.tsx?$/.test(name));
  assert.equal(files.length, 3);
  for (const [module, moduleResolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
    writeFileSync(join(folder, "package.json"), '{"type": "module"}');
    const config = { compilerOptions: { ...options, module, moduleResolution }, files };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
    assert.equal(stdout, "", module);
    assert.equal(status, 0);
  }
});
