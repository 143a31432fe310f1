// Browsers of other makers: Firefox, and WebKit as GTK has it. What needs Chromium's DevTools
// (`resize`, `prefer`, `throttle`, …) isn't there.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Builder, Capabilities } from "selenium-webdriver";
import firefox from "selenium-webdriver/firefox.js";
import { Browser } from "./browser.mjs";
import { startSite } from "./site.mjs";
import { waitFor } from "./wait.mjs";

const recorder = fileURLToPath(new URL("recorder.js", import.meta.url));

const engines = { firefox: openFirefox, webkit: openWebKit };

/** Their names. */
export const names = Object.keys(engines);

/**
 * A test in a browser of another maker; otherwise like `inBrowser`.
 *
 * @param {string} name
 * @param {{engine: "firefox" | "webkit", lang?: string, expected?: RegExp[], timeout?: number,
 *   orders?: object}} options `orders`: those of `startSite`
 * @param {(page: {site, browser}) => Promise<void>} body
 */
export function inEngine(name, { engine, lang = "en-US", expected = [], timeout = 240_000, orders }, body) {
  test(`${engine}: ${name}`, { timeout }, async () => {
    const site = await startSite(orders);
    try {
      site.beginPagesWith(await readFile(recorder, "utf8"));
      const browser = await engines[engine](lang);
      try {
        await body({ site, browser });
        await browser.assertClean(expected);
      } catch (error) {
        await browser.screenshot(`failed-${engine}-${name.replaceAll(/[^\w]+/g, "-")}`).catch(() => {});
        throw error;
      } finally {
        await browser.close();
      }
    } finally {
      await site.close();
    }
  });
}

class OtherBrowser extends Browser {
  #end;

  constructor(driver, profile, end) {
    super(driver, profile, { touch: false });
    this.#end = end;
  }

  async devtools(command) {
    throw new Error(`${command}: only Chromium has that`);
  }

  async resize() {
    assert.fail("only Chromium's pages can be given any size");
  }

  async logged() {
    return [];
  }

  async picture() {
    return Buffer.from(await this.driver.takeScreenshot(), "base64");
  }

  async close() {
    await super.close();
    await this.#end();
  }
}

async function openFirefox(lang) {
  const profile = await mkdtemp(join(tmpdir(), "simfare-firefox-"));
  const options = new firefox.Options()
    .setBinary(process.env.FIREFOX ?? "/usr/bin/firefox-esr")
    .addArguments("-headless", "--width=1280", "--height=900")
    .setPreference("intl.accept_languages", lang);
  const service = new firefox.ServiceBuilder(process.env.GECKODRIVER ?? "geckodriver");
  const driver = await new Builder()
    .forBrowser("firefox")
    .setFirefoxOptions(options)
    .setFirefoxService(service)
    .build();
  return new OtherBrowser(driver, profile, async () => {});
}

/** WebKit has no headless form of its own: it gets a screen that nobody sees. */
async function openWebKit(lang) {
  const profile = await mkdtemp(join(tmpdir(), "simfare-webkit-"));
  const [screen, display] = await startScreen();
  const port = await freePort();
  const environment = { ...process.env, DISPLAY: display, LANGUAGE: lang.replace("-", "_"), LIBGL_ALWAYS_SOFTWARE: "1" };
  const webdriver = spawn(process.env.WEBKITDRIVER ?? "WebKitWebDriver", ["-p", String(port)], {
    stdio: "ignore",
    env: environment,
  });
  const end = async () => {
    for (const process of [webdriver, screen]) {
      process.kill();
      if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
    }
  };
  try {
    const url = `http://127.0.0.1:${port}/`;
    await waitFor(() => fetch(`${url}status`).then(({ ok }) => ok, () => false), "WebKit's driver");
    const browser = { binary: miniBrowser(), args: ["--automation", "--geometry=1280x900"] };
    const wanted = { browserName: "MiniBrowser", "webkitgtk:browserOptions": browser };
    const driver = await new Builder().usingServer(url).withCapabilities(new Capabilities(wanted)).build();
    return new OtherBrowser(driver, profile, end);
  } catch (error) {
    await end();
    throw error;
  }
}

function miniBrowser() {
  if (process.env.MINIBROWSER) return process.env.MINIBROWSER;
  const libraries = readdirSync("/usr/lib").map((arch) => `/usr/lib/${arch}`);
  const found = libraries
    .flatMap((dir) => ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map((name) => `${dir}/${name}/MiniBrowser`))
    .find(existsSync);
  if (!found) throw new Error("no MiniBrowser: `cargo xtask setup` installs webkit2gtk-driver");
  return found;
}

/** A screen for one browser; the server itself finds a free number. */
async function startScreen() {
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const failed = once(screen, "exit").then(() => {
    throw new Error("Xvfb doesn't start");
  });
  const [number] = await Promise.race([once(screen.stdio[3], "data"), failed]);
  failed.catch(() => {});
  return [screen, `:${String(number).trim()}`];
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
