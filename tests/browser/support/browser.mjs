// A browser as a person would use it, with a few ways to see what a person would see.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import AxeModule from "@axe-core/webdriverjs";
import { Builder, By, Key } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import { faultsOfText } from "./layout.mjs";
import { compare, screenshots } from "./pictures.mjs";
import { waitFor } from "./wait.mjs";

export { By, Key };

const AxeBuilder = AxeModule.AxeBuilder ?? AxeModule.default ?? AxeModule;
const recorder = fileURLToPath(new URL("recorder.js", import.meta.url));
const clock = fileURLToPath(new URL("clock.js", import.meta.url));

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
 * @param {string} [options.today] `2026-12-01`: each page is opened at noon of that day
 * @param {string} [options.timezone] where the person is; New York where a day is given
 * @param {number} [options.textScale] 2: the person has set text twice as large in the browser
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
  today,
  timezone = today && "America/New_York",
  textScale = 1,
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
  if (textScale !== 1) {
    options.setUserPreferences({
      "webkit.webprefs.default_font_size": Math.round(16 * textScale),
      "webkit.webprefs.default_fixed_font_size": Math.round(13 * textScale),
    });
  }
  const service = new chrome.ServiceBuilder(process.env.CHROMEDRIVER ?? "/usr/bin/chromedriver");
  const driver = await new Builder()
    .forBrowser("chrome")
    .setChromeOptions(options)
    .setChromeService(service)
    .build();
  try {
    const say = (command, parameters) => driver.sendDevToolsCommand(command, parameters);
    await say("Page.addScriptToEvaluateOnNewDocument", { source: await readFile(recorder, "utf8") });
    if (touch) await say("Emulation.setTouchEmulationEnabled", { enabled: true });
    if (!script) await say("Emulation.setScriptExecutionDisabled", { value: true });
    await say("Emulation.setLocaleOverride", { locale: lang });
    if (timezone) await say("Emulation.setTimezoneOverride", { timezoneId: timezone });
    if (today) {
      const [year, month, day] = today.split("-").map(Number);
      const source = await readFile(clock, "utf8");
      const start = JSON.stringify([year, month - 1, day, 12]);
      await say("Page.addScriptToEvaluateOnNewDocument", { source: source.replace("__START__", start) });
    }
    const browser = new Browser(driver, profile, { touch });
    // A window can't be narrower than 500 px or so; a page can.
    await browser.resize(width, height);
    await browser.prefer({ scheme, reducedMotion, forcedColors });
    return browser;
  } catch (error) {
    await driver.quit();
    await rm(profile, { recursive: true, force: true });
    throw error;
  }
}

/** So often something that moves is aimed at. */
const MOST_TRIES = 5;

/**
 * In the page: waits until an element stands still, and watches whether what is pressed next is
 * that element; if not, nobody else hears of it.
 */
function aim(way, element, done) {
  const types = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
  // What a press on a label does comes to its field.
  const label = element.closest("label");
  const controls = [element, element.control, label?.control, ...(element.labels ?? [])];
  const watch = (event) => {
    // What a script presses isn't pressed by the pointer.
    if (!event.isTrusted) return;
    const path = event.composedPath();
    if (controls.some((control) => path.includes(control))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window[way].missed = true;
  };
  const end = () => types.forEach((type) => window.removeEventListener(type, watch, true));
  const begin = () => {
    window[way] = { missed: false, end };
    types.forEach((type) => window.addEventListener(type, watch, true));
    done();
  };
  const place = () => JSON.stringify(element.getBoundingClientRect());
  let last = "";
  let frames = 0;
  const look = () => {
    const now = place();
    // What never stands still (an animation) is aimed at all the same.
    if (now === last || frames === 60) return begin();
    last = now;
    frames += 1;
    requestAnimationFrame(look);
  };
  // A page in the background draws no frames.
  if (document.hidden) begin();
  else look();
}

export class Browser {
  #profile;
  #touch;
  #media = { print: false, scheme: "light", reducedMotion: false, forcedColors: false };
  #logged = [];

  constructor(driver, profile, { touch }) {
    /** Selenium's driver, for what has no helper here. */
    this.driver = driver;
    this.#profile = profile;
    this.#touch = touch;
  }

  /** The DevTools protocol, for what has neither. */
  async devtools(command, parameters = {}) {
    return this.driver.sendAndGetDevToolsCommand(command, parameters);
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

  /**
   * Presses an element, or the first one for a selector, as a person does: once it stands still,
   * and again where it has moved away from under the pointer. A press that misses does nothing.
   */
  async click(target) {
    for (let attempt = 1; ; attempt += 1) {
      const element = typeof target === "string" ? await this.find(target) : target;
      const way = `simfareAim${attempt}`;
      await this.driver.executeAsyncScript(aim, way, element);
      const end = () =>
        this.run((way) => {
          window[way]?.end();
          return window[way]?.missed;
        }, way);
      let missed;
      try {
        await element.click();
        // A page that has gone took all that with it.
        missed = await end();
      } catch (error) {
        await end().catch(() => {});
        // Something else may have come to lie there.
        if (error.name !== "ElementClickInterceptedError" || attempt === MOST_TRIES) throw error;
        missed = true;
      }
      if (!missed) return;
      if (attempt === MOST_TRIES) throw new Error(`${target} doesn't stand still`);
    }
  }

  /** Presses a button so often, as fast as a page can; as long as it is there. */
  async clicks(selector, times) {
    await this.run(
      (path, times) => {
        const button = () =>
          path.reduce((root, step) => (root?.shadowRoot ?? root)?.querySelector(step), document);
        for (let i = 0; i < times; i += 1) button()?.click();
      },
      selector.split(" >>> "),
      times,
    );
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

  /**
   * Moves the pointer over an element: its middle, or so many pixels from its top left corner.
   */
  async hover(selector, offset) {
    await this.#mouse("mouseMoved", await this.#point(selector, offset));
  }

  /**
   * Presses in the middle of an element (or at `at` from its top left corner), moves in steps,
   * and lets go: over another element, or so many pixels to the right and down. A finger
   * where the browser was opened with `touch`.
   */
  async drag(selector, to, { at, steps = 8 } = {}) {
    const start = await this.#point(selector, at);
    // Both must be in sight together: the place is measured without scrolling again.
    const end =
      typeof to === "string"
        ? await this.#point(to, undefined, { scroll: false })
        : { x: start.x + (to.x ?? 0), y: start.y + (to.y ?? 0) };
    const on = (part) => ({
      x: start.x + (end.x - start.x) * part,
      y: start.y + (end.y - start.y) * part,
    });
    const finger = (type, points) =>
      this.devtools("Input.dispatchTouchEvent", { type, touchPoints: points });
    if (this.#touch) await finger("touchStart", [start]);
    else {
      await this.#mouse("mouseMoved", start);
      await this.#mouse("mousePressed", start);
    }
    for (let step = 1; step <= steps; step += 1) {
      const point = on(step / steps);
      if (this.#touch) await finger("touchMove", [point]);
      else await this.#mouse("mouseMoved", point, 1);
    }
    if (this.#touch) await finger("touchEnd", []);
    else await this.#mouse("mouseReleased", end);
  }

  /** Where in the window a place of an element is, with the element in sight. */
  async #point(selector, offset, { scroll = true } = {}) {
    return this.run(
      (element, offset, scroll) => {
        if (scroll) element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
        const { left, top, width, height } = element.getBoundingClientRect();
        return { x: left + (offset?.x ?? width / 2), y: top + (offset?.y ?? height / 2) };
      },
      await this.find(selector),
      offset ?? null,
      scroll,
    );
  }

  async #mouse(type, { x, y }, buttons = 0) {
    const pressed = type === "mousePressed" || type === "mouseReleased";
    const button = pressed || buttons ? "left" : "none";
    const held = type === "mousePressed" ? 1 : buttons;
    const clickCount = pressed ? 1 : 0;
    await this.devtools("Input.dispatchMouseEvent", { type, x, y, button, buttons: held, clickCount });
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
    // A frame that may run no script has no record.
    const record = await this.run(() => globalThis.__record);
    const { violations, errors } = record ?? { violations: [], errors: [] };
    this.#logged.push(...(await this.logged()));
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

  /** What the browser has logged as an error since it was last asked. */
  async logged() {
    const entries = await this.driver.manage().logs().get("browser");
    return entries.filter(({ level }) => level.name === "SEVERE").map(({ message }) => message);
  }

  /** How far the page is wider than its window, in pixels. */
  async overflow() {
    return this.run(() => document.documentElement.scrollWidth - innerWidth);
  }

  /**
   * What a person can't read in the page or in an element: text that is cut off, or that lies
   * over other text.
   */
  async textFaults(within = "body") {
    return this.run(faultsOfText, await this.find(within));
  }

  /** The movements going on in the page and in all shadow trees. */
  async animations() {
    return this.run(() => {
      const within = (root) =>
        [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? [shadowRoot, ...within(shadowRoot)] : []));
      return [document, ...within(document)]
        .flatMap((root) => root.getAnimations())
        .filter(({ playState }) => playState === "running")
        .map(({ animationName, transitionProperty, effect: { target, pseudoElement } }) => {
          const part = target.getAttribute("part") ?? target.className;
          return `${animationName ?? transitionProperty} of ${[target.localName, part].filter(Boolean).join(" ")}${pseudoElement ?? ""}`;
        });
    });
  }

  /** A picture of the page, the whole of it, in tests/screenshots/. */
  async screenshot(name) {
    await mkdir(screenshots, { recursive: true });
    await writeFile(join(screenshots, `${name}.png`), await this.picture());
  }

  /**
   * Fails unless the page, or an element of it, looks like `tests/browser/pictures/<name>.png`.
   * Give the browser a fixed size and a fixed day, and wait for what is to be seen first.
   *
   * @param {string} name
   * @param {object} [options]
   * @param {string} [options.within] a selector: the picture ends at the element's border
   */
  async assertLooks(name, { within, ...options } = {}) {
    const element = within ? await this.find(within) : null;
    await this.run(async () => {
      // No caret, nothing in motion, nothing under the pointer; everything laid out and drawn.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        `*, ::before, ::after { animation: none !important; caret-color: transparent !important;
           scroll-behavior: auto !important; transition: none !important; }`,
      );
      const roots = (root) =>
        [root, ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : []))];
      const still = roots(document);
      for (const root of still) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
      globalThis.__still = () => {
        for (const root of still) {
          root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
        }
      };
      scrollTo(0, 0);
      await document.fonts.ready;
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    });
    try {
      await compare(name, await this.picture(element), options);
    } finally {
      await this.run(() => globalThis.__still());
    }
  }

  /** The page, or an element of it, as a PNG. */
  async picture(element = null) {
    const clip = await this.run((element) => {
      if (element) {
        const { left, top, width, height } = element.getBoundingClientRect();
        return { x: left + scrollX, y: top + scrollY, width, height, scale: 1 };
      }
      const height = Math.max(document.documentElement.scrollHeight, innerHeight);
      return { x: 0, y: 0, width: innerWidth, height, scale: 1 };
    }, element);
    const whole = { captureBeyondViewport: true, clip };
    return Buffer.from((await this.devtools("Page.captureScreenshot", whole)).data, "base64");
  }

  /** Shows the page as it will be printed, or as it is on the screen again. */
  async emulatePrint(print = true) {
    await this.prefer({ print });
  }

  /**
   * The page on paper.
   *
   * @param {object} [options] those of `Page.printToPDF`; A4 unless told otherwise
   * @returns {Promise<{data: Buffer, pages: number}>}
   */
  async pdf(options) {
    const a4 = { paperWidth: 8.27, paperHeight: 11.69, printBackground: true };
    const answer = await this.devtools("Page.printToPDF", { ...a4, ...options });
    const data = Buffer.from(answer.data, "base64");
    return { data, pages: data.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0 };
  }

  /**
   * What the page gives to be saved when the action is done.
   *
   * @param {() => Promise<void>} action a click, mostly
   * @returns {Promise<{name: string, text: string, data: Buffer}>}
   */
  async download(action) {
    const folder = await mkdtemp(join(tmpdir(), "simfare-download-"));
    try {
      await this.devtools("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
      await action();
      const name = await waitFor(
        async () => (await readdir(folder)).find((name) => !/\.(crdownload|tmp)$|^\./.test(name)),
        "a file",
      );
      const data = await readFile(join(folder, name));
      return { name, text: data.toString("utf8"), data };
    } finally {
      await this.devtools("Browser.setDownloadBehavior", { behavior: "deny" });
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Allows the page something, or forbids it: `clipboard-write`, `clipboard-read`, …. */
  async permit(name, allowed = true) {
    const setting = allowed ? "granted" : "denied";
    const { origin } = new URL(await this.driver.getCurrentUrl());
    await this.devtools("Browser.setPermission", { permission: { name }, setting, origin });
  }

  /** The text on the clipboard. */
  async clipboard() {
    await this.permit("clipboard-read");
    return this.run(() => navigator.clipboard.readText());
  }

  /**
   * Runs a function in every page from the next one on, before the page's own scripts: for
   * what a test's browser lacks, or has too much of (`navigator.share`, storage, …).
   */
  async beforePages(script, ...values) {
    const words = values.map((value) => JSON.stringify(value)).join(", ");
    await this.devtools("Page.addScriptToEvaluateOnNewDocument", { source: `(${script})(${words})` });
  }

  /** Gives the page another size, in CSS pixels. */
  async resize(width, height = 900) {
    await this.devtools("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: this.#touch,
    });
  }

  /** Changes what the person prefers: `scheme`, `reducedMotion`, `forcedColors`. */
  async prefer(changes) {
    Object.assign(this.#media, changes);
    const { print, scheme, reducedMotion, forcedColors } = this.#media;
    await this.devtools("Emulation.setEmulatedMedia", {
      media: print ? "print" : "",
      features: [
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: reducedMotion ? "reduce" : "no-preference" },
        { name: "forced-colors", value: forcedColors ? "active" : "none" },
      ],
    });
  }

  /** Makes text as many times as large as it is by default, in the page that is open. */
  async scaleText(scale) {
    const fontSizes = { standard: Math.round(16 * scale), fixed: Math.round(13 * scale) };
    await this.devtools("Page.setFontSizes", { fontSizes });
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
