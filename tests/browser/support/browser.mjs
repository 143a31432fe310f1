// A browser as a person would use it, with a few ways to see what a person would see.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import AxeModule from "@axe-core/webdriverjs";
import { Builder, By, Key } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import { waitFor } from "./wait.mjs";

export { By, Key };

const AxeBuilder = AxeModule.AxeBuilder ?? AxeModule.default ?? AxeModule;
const screenshots = fileURLToPath(new URL("../../screenshots/", import.meta.url));
const recorder = fileURLToPath(new URL("recorder.js", import.meta.url));

/**
 * Starts a browser.
 *
 * @param {object} [options]
 * @param {number} [options.width] of the page, in CSS pixels
 * @param {number} [options.height]
 * @param {string} [options.lang] the person's language, BCP 47
 * @param {"light" | "dark"} [options.scheme]
 * @param {boolean} [options.reducedMotion]
 * @param {boolean} [options.forcedColors]
 * @param {boolean} [options.touch] a phone: touch instead of a mouse
 * @param {boolean} [options.script] false: JavaScript is off
 * @returns {Promise<Browser>}
 */
export async function openBrowser({
  width = 1280,
  height = 900,
  lang = "en-US",
  scheme = "light",
  reducedMotion = false,
  forcedColors = false,
  touch = false,
  script = true,
} = {}) {
  const profile = await mkdtemp(join(tmpdir(), "simfare-browser-"));
  const options = new chrome.Options()
    .setChromeBinaryPath(process.env.CHROMIUM ?? "/usr/bin/chromium")
    .addArguments(
      "--headless",
      // Machines that run tests are often root's, where the sandbox doesn't start.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--hide-scrollbars",
      `--user-data-dir=${profile}`,
      `--lang=${lang}`,
      `--accept-lang=${lang}`,
    );
  const service = new chrome.ServiceBuilder(process.env.CHROMEDRIVER ?? "/usr/bin/chromedriver");
  const driver = await new Builder()
    .forBrowser("chrome")
    .setChromeOptions(options)
    .setChromeService(service)
    .build();
  try {
    const say = (command, parameters) => driver.sendDevToolsCommand(command, parameters);
    await say("Page.addScriptToEvaluateOnNewDocument", { source: await readFile(recorder, "utf8") });
    // A window can't be narrower than 500 px or so; a page can.
    await say("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: touch,
    });
    if (touch) await say("Emulation.setTouchEmulationEnabled", { enabled: true });
    if (!script) await say("Emulation.setScriptExecutionDisabled", { value: true });
    await say("Emulation.setLocaleOverride", { locale: lang });
    await say("Emulation.setEmulatedMedia", {
      features: [
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: reducedMotion ? "reduce" : "no-preference" },
        { name: "forced-colors", value: forcedColors ? "active" : "none" },
      ],
    });
  } catch (error) {
    await driver.quit();
    throw error;
  }
  return new Browser(driver, profile);
}

class Browser {
  #profile;
  #logged = [];

  constructor(driver, profile) {
    /** Selenium's driver, for what has no helper here. */
    this.driver = driver;
    this.#profile = profile;
  }

  async goto(url) {
    await this.driver.get(url);
  }

  /** Runs a function in the page; arguments and result are plain data or elements. */
  async run(script, ...values) {
    const source = typeof script === "function" ? `return (${script})(...arguments)` : script;
    return this.driver.executeScript(source, ...values);
  }

  /**
   * All elements for a selector in which ` >>> ` goes into the shadow root of what stands
   * before it: `simfare-planner >>> input[name=days]`.
   */
  async all(selector) {
    return this.run(
      (path) =>
        path.reduce(
          (roots, step) =>
            roots.flatMap((root) => [...((root.shadowRoot ?? root).querySelectorAll(step))]),
          [document],
        ),
      selector.split(" >>> "),
    );
  }

  /** The first element for a selector, as soon as there is one. */
  async find(selector, options) {
    return waitFor(async () => (await this.all(selector))[0], `an element ${selector}`, options);
  }

  /** Whether there is an element for the selector now. */
  async has(selector) {
    return (await this.all(selector)).length > 0;
  }

  /** The text a person reads in the element, once there is any. */
  async text(selector, options) {
    return waitFor(
      async () => (await (await this.all(selector))[0]?.getText())?.trim(),
      `text in ${selector}`,
      options,
    );
  }

  async waitForText(selector, pattern, options) {
    let last = "";
    try {
      return await waitFor(
        async () => {
          last = (await (await this.all(selector))[0]?.getText()) ?? "";
          return pattern.test(last) && last;
        },
        `${pattern} in ${selector}`,
        options,
      );
    } catch (error) {
      throw new Error(`${error.message}; there was ${JSON.stringify(last)}`, { cause: error });
    }
  }

  async click(selector) {
    await (await this.find(selector)).click();
  }

  /** Puts a value into a field the way a person does: takes what is there away, and types. */
  async type(selector, value) {
    const field = await this.find(selector);
    await field.sendKeys(Key.chord(Key.CONTROL, "a"), Key.BACK_SPACE);
    await field.sendKeys(String(value));
  }

  /**
   * Puts a value into a field that isn't typed into alike everywhere: a date, a slider, a
   * list. The page hears of it as it would from a person.
   */
  async choose(selector, value) {
    await this.run(
      (field, value) => {
        field.focus();
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      },
      await this.find(selector),
      String(value),
    );
  }

  /** Presses keys wherever the focus is. */
  async press(...keys) {
    await this.driver.actions().sendKeys(...keys).perform();
  }

  /** The element that has the focus, through all shadow roots, described for a person. */
  async focused() {
    return this.run(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element) return null;
      const { localName, id, name, type } = element;
      const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
      return { localName, id, name, type, text: (label ?? element.textContent ?? "").trim() };
    });
  }

  /** The widget's events so far: `{type, target, detail}`, of one type if asked. */
  async events(type) {
    const events = await this.run(() => globalThis.__record.events);
    return type ? events.filter((event) => event.type === type) : events;
  }

  /** The newest event of the type, once there are more than `after` of them. */
  async event(type, { after = 0, ...options } = {}) {
    const events = await waitFor(async () => {
      const events = await this.events(type);
      return events.length > after && events;
    }, `an event ${type}`, options);
    return events.at(-1);
  }

  /**
   * Fails if the page broke its content policy since it was loaded, or if an error was
   * reported since the browser was opened.
   *
   * @param {RegExp[]} [expected] errors the test provoked
   */
  async assertClean(expected = []) {
    const { violations, errors } = await this.run(() => globalThis.__record);
    // The driver tells each entry once.
    for (const { level, message } of await this.driver.manage().logs().get("browser")) {
      if (level.name === "SEVERE") this.#logged.push(message);
    }
    assert.deepEqual(violations, [], "violations of the content policy");
    const unexpected = [...errors, ...this.#logged].filter(
      (error) => !expected.some((pattern) => pattern.test(error)),
    );
    assert.deepEqual(unexpected, [], "errors in the page");
  }

  /**
   * Fails on what axe finds wrong for people with disabilities.
   *
   * @param {string} [within] a selector; the whole page otherwise
   */
  async assertAccessible(within) {
    let axe = new AxeBuilder(this.driver)
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      // One page without frames: axe needn't open a window of its own to join results.
      .setLegacyMode();
    if (within) axe = axe.include(within);
    const { violations } = await axe.analyze();
    const told = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(" >>> ")}`),
    );
    assert.deepEqual(told, [], "accessibility");
  }

  /** How far the page is wider than its window, in pixels. */
  async overflow() {
    return this.run(() => document.documentElement.scrollWidth - innerWidth);
  }

  /** A picture of the page, the whole of it, in tests/screenshots/. */
  async screenshot(name) {
    const { data } = await this.driver.sendAndGetDevToolsCommand("Page.captureScreenshot", {
      captureBeyondViewport: true,
      clip: await this.run(() => ({
        x: 0,
        y: 0,
        width: innerWidth,
        height: Math.max(document.documentElement.scrollHeight, innerHeight),
        scale: 1,
      })),
    });
    await mkdir(screenshots, { recursive: true });
    await writeFile(join(screenshots, `${name}.png`), data, "base64");
  }

  /** Gives the page another size, in CSS pixels. */
  async resize(width, height = 900) {
    await this.driver.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  /** A slower network from here on; bytes per second and milliseconds. */
  async throttle({ bytesPerSecond = 50_000, latency = 300, offline = false } = {}) {
    await this.driver.setNetworkConditions({
      offline,
      latency,
      download_throughput: bytesPerSecond,
      upload_throughput: bytesPerSecond,
    });
  }

  async unthrottle() {
    await this.driver.deleteNetworkConditions();
  }

  async close() {
    await this.driver.quit();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
