// Simfare's loader: defines <simfare-planner> and <simfare-checkout>, and fetches the widget itself
// (JavaScript glue, WebAssembly and the texts of one language) only when an element comes near the
// window or is touched. However often and in whatever versions this script is loaded, the first one
// defines the elements (another version says that it isn't used), and all elements of a page share
// one instance of the widget.

// Held by a test against the lists in src/attributes.rs, which says what each means.
const ATTRIBUTES = "catalog locale theme checkout handoff endpoint request days data-mb minutes intl-minutes sms start number lines coupon persist allow-origins";
const CHECKOUT = "catalog locale theme handoff endpoint allow-origins quote request";

/** What takes more than most first answers, so that the whole widget has to be there (xtask/src/first). */
const RARE = ["request", "number", "lines", "coupon", "persist"];

/** By tag: how the name of the file of its texts ends, and what is said where it, or the rest, isn't here. */
const LOCALES = __SIMFARE_LOCALES__;

/** The glue's SHA-256. Other files have the beginning of theirs in their names. */
const INTEGRITY = "sha256-__SIMFARE_INTEGRITY__";

/** The built file that names the version: any other has another. */
const WASM = "__SIMFARE_WASM__";

/** How far from the window an element may be when the widget is fetched. */
const NEAR = "600px";

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

const shared = (globalThis[Symbol.for("simfare.loader")] ??= {
  /** A promise of the widget: its exports and its style sheet. */
  widget: null,
  /** Promises of the texts of locales. */
  words: {},
  /** How often any of that failed. */
  failures: 0,
  /** Whether the rest of a widget couldn't be had when it was wanted. */
  isLate: false,
  /** How much is on its way. */
  loading: 0,
  /** The elements that show something of the widget. */
  live: new Set(),
  /** Which version came first, and from where. */
  version: WASM,
  url: import.meta.url,
});

const here = new URL(import.meta.url).origin;
/** What the page's content policy doesn't allow of what is needed. */
let missing = null;
addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective, disposition }) => {
  // What is only reported is allowed.
  if (disposition === "report") return;
  if (blockedURI === "wasm-eval") missing = "script-src 'wasm-unsafe-eval'";
  else if (shared.loading && blockedURI.startsWith(here)) missing = `${effectiveDirective} ${here}`;
});

/** Tries three times, as networks have moments; only once what the page's policy forbids. */
async function patiently(act) {
  shared.loading++;
  try {
    for (let pause = 300; ; pause *= 3) {
      try {
        const got = await act();
        missing = null;
        return got;
      } catch (error) {
        shared.failures++;
        // The browser tells of a violation a moment later. Not every one tells at all.
        await new Promise((done) => setTimeout(done, 50));
        if (/unsafe-eval|Content.Security.Policy/i.test(error)) missing ??= "script-src 'wasm-unsafe-eval'";
        if (missing) throw Object.assign(new Error(`the page's Content-Security-Policy lacks ${missing}`), { policy: true });
        if (pause > 1000) throw error;
        await new Promise((done) => setTimeout(done, pause * (1 + Math.random())));
      }
    }
  } finally {
    shared.loading--;
  }
}

/** A built file. A browser may remember that a module failed; another address is another one. */
const at = (name) =>
  new URL(name + (shared.failures ? `?try=${shared.failures}` : ""), import.meta.url);

/** The one widget of the page. A failure is forgotten, so that a retry is one. */
function widget() {
  return (shared.widget ??= patiently(load).catch((error) => {
    shared.widget = null;
    throw error;
  }));
}

/** An instance that failed or panicked is of no use any more. */
function forget() {
  shared.widget = null;
  shared.failures++;
}

/** The texts for a tag, as the widget takes them: the tag, the name of the locale, its lines. */
async function words(tag) {
  const name = nearest(tag);
  const text = (shared.words[name] ??= patiently(async () => {
    const file = `simfare-${name}-${LOCALES[name][0]}.txt`;
    const bytes = await (await fetchFile(file)).arrayBuffer();
    await check(file, bytes);
    return new TextDecoder().decode(bytes);
  }).catch((error) => {
    delete shared.words[name];
    throw error;
  }));
  return [tag, name, await text];
}

/** The locale for a well-formed tag: itself, or its nearest parent (`zh-Hant-HK`, `zh-Hant`), or
    that of its script (`zh-Hant` for `zh-TW`), or one of the same language, or English. */
function nearest(tag) {
  const parts = tag.split("-");
  const parents = parts.map((_, i) => parts.slice(0, parts.length - i).join("-"));
  const { language, script } = new Intl.Locale(tag).maximize();
  const related = Object.keys(LOCALES).filter((name) => name.split("-")[0] === language);
  return [...parents, `${language}-${script}`, ...related].find((name) => LOCALES[name]) ?? "en";
}

async function load() {
  const compiled = compile(WASM);
  // Told by who waits for it; unless the glue itself fails first.
  compiled.catch(() => {});
  const glue = await module("__SIMFARE_GLUE__");
  const script = glue.staff(at("__SIMFARE_WORKER__"), INTEGRITY, check);
  const wasm = await compiled;
  await glue.default({ module_or_path: wasm });
  if (shared.isLate) await glue.rest();
  script.then((worker) => glue.onHire(() => glue.hire(worker, wasm, shared)));
  const sheet = new CSSStyleSheet();
  glue.styles((text) => sheet.replaceSync(glue.plain(text)));
  glue.onPanic((message, code = "internal") => {
    console.error("Simfare:", message);
    forget();
    shared.isLate ||= code === "load-failed";
    // Not while it is still going on.
    for (const element of shared.live) queueMicrotask(() => element[fail](code));
    shared.live.clear();
  });
  return { Planner: glue.Planner, sheet, rest: glue.rest };
}

async function fetchFile(name) {
  const response = await fetch(at(name));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response;
}

/** Whether a file is the one that was built. Browsers compute that on safe origins only. */
async function check(name, bytes) {
  const hash = new Uint8Array((await crypto.subtle?.digest("SHA-256", bytes)) ?? []);
  const digits = [...hash.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hash.length && !name.includes(`-${digits}`)) {
    throw new Error(`${name} isn't what was built`);
  }
}

/** A module, which the browser checks itself where it can. */
async function module(name) {
  const href = at(name).href;
  // WebKit checks what is fetched, but not what is loaded ahead.
  await fetch(href, { integrity: INTEGRITY });
  const link = document.createElement("link");
  if (link.relList.supports("modulepreload")) {
    Object.assign(link, { rel: "modulepreload", crossOrigin: "", integrity: INTEGRITY, href });
    await new Promise((done, fail) => {
      link.onload = done;
      link.onerror = () => fail(new Error(`${name} isn't what was built`));
      document.head.append(link);
    }).finally(() => link.remove());
  }
  return import(href);
}

/** The WebAssembly, compiled while it comes; after that where a server gives it no type. */
async function compile(name) {
  const response = await fetchFile(name);
  const bytes = response.clone().arrayBuffer();
  const streams = response.headers.get("content-type") === "application/wasm";
  const compiled = streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await bytes);
  const [wasm] = await Promise.all([compiled, bytes.then((bytes) => check(name, bytes))]);
  return wasm;
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) target[wake]();
  },
  { rootMargin: NEAR, scrollMargin: NEAR },
);
const TOUCHES = ["pointerover", "touchstart", "focusin"];
const touched = (event) => event.currentTarget[wake]();

const bare = new CSSStyleSheet();
bare.replaceSync(":host{display:block}:host([hidden]){display:none}button{min-height:44px}");
/** Room for what will be there, so that nothing below moves. */
const room = new CSSStyleSheet();
room.replaceSync(":host{border:1px solid #8885;border-radius:10px;box-sizing:border-box;min-height:100vh}slot{display:block;margin:24px}");

// Not for pages to call, but for what stands outside of the class.
const wake = Symbol();
const fail = Symbol();

/** The class of an element that observes these attributes. */
function element(names, isCheckout) {
  return class extends HTMLElement {
    static observedAttributes = names;

    /** The widget's part, from the first start on; it keeps its state while the element is elsewhere. */
    #planner = null;
    /** Of which start of the widget that is. */
    #of = null;
    /** Whether it is drawn. */
    #drawn = false;
    /** Whether it is being started. */
    #starting = false;
    /** A catalog set as an object. */
    #catalog = null;
    /** What `simfare-ready` said. */
    #ready = null;
    /** The tag of the language it speaks. */
    #tag = null;
    /** What says that something isn't there, as long as it is shown, and what the page was told. */
    #alert = null;
    #failure = null;
    #sheet = null;
    #root = this.attachShadow({ mode: "open" });

    constructor() {
      super();
      this.#dress(isCheckout ? bare : room);
      this.#root.append(document.createElement("slot"));
      this.addEventListener("simfare-ready", (event) => (this.#ready = event.detail));
    }

    connectedCallback() {
      // Properties set before the element was defined hide the accessors.
      for (const name of names.map(camel)) {
        if (!Object.hasOwn(this, name)) continue;
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
      if (this.#drawn) return;
      // What it was part of may have failed while it was elsewhere.
      if (this.#of !== shared.widget) this.#planner = null;
      if (this.#planner) {
        this.#draw();
        return;
      }
      near.observe(this);
      for (const touch of TOUCHES) this.addEventListener(touch, touched, { passive: true });
    }

    disconnectedCallback() {
      this.#rest();
      // A moved element is back before the next task, and goes on as if nothing had happened.
      setTimeout(() => {
        if (this.isConnected || !this.#drawn) return;
        this.#drawn = false;
        shared.live.delete(this);
        this.#planner.disconnect();
      });
    }

    /** Another document takes the sheets away. */
    adoptedCallback() {
      this.#dress(this.#sheet);
    }

    attributeChangedCallback(name, before, value) {
      // What an object was set in the place of is another catalog once more; and a checkout knows
      // itself whether it is still at the same request. To a planner, the same isn't another:
      // frameworks set it again and again, and what was typed since would be lost.
      const isNew = before !== value || (isCheckout && /^(request|quote)$/.test(name)) || (name === "catalog" && this.#catalog);
      if (name === "catalog") this.#catalog = null;
      if (isNew) this.#tell(name, value);
    }

    get catalog() {
      return this.#catalog ?? this.getAttribute("catalog");
    }

    set catalog(value) {
      if (value === null || typeof value !== "object" || value instanceof URL) {
        reflect(this, "catalog", value);
        // There was no attribute to change.
        if (this.#catalog) this.attributeChangedCallback("catalog", null, null);
        return;
      }
      this.#catalog = value;
      this.#planner?.catalog(value);
    }

    /** The trip as a request; as the attribute has it until that has been read. */
    get request() {
      const request = this.#planner?.request;
      return request === undefined ? this.getAttribute("request") : request;
    }

    set request(value) {
      reflect(this, "request", value);
    }

    /** `{version, locale}`, once the planner can be used. */
    get ready() {
      return this.#ready;
    }

    /** The newest quote; of a checkout, what it was given. */
    get quote() {
      return this.#planner?.quote ?? this.getAttribute("quote");
    }

    set quote(value) {
      if (isCheckout) reflect(this, "quote", value);
    }

    /** The newest state of an order, as `simfare-order` told it. */
    get order() {
      return this.#planner?.order ?? null;
    }

    /** The selected alternative. */
    get selection() {
      return this.#planner?.selection ?? null;
    }

    /** What keeps the widget from answering, as long as it does. */
    get error() {
      return this.#failure ?? this.#planner?.error ?? null;
    }

    #tell(name, value) {
      if (name === "locale") this.#speak();
      this.#planner?.attribute(name, value ?? undefined);
    }

    /** Has the planner speak the language that is wanted now; till it is here, the one before. */
    async #speak() {
      const planner = this.#planner;
      if (!planner) return;
      this.#recover();
      const tag = this.#locale();
      if (tag === this.#tag) return;
      const isStale = () => planner !== this.#planner || tag !== this.#locale();
      try {
        const wanted = await words(tag);
        if (isStale()) return;
        this.#tag = tag;
        planner.speak(...wanted);
        if (this.#ready) this.#ready = { ...this.#ready, locale: wanted[1] };
      } catch (error) {
        if (isStale()) return;
        console.error("Simfare:", error);
        this.#root.prepend(this.#complain("load-failed", () => this.#speak()));
      }
    }

    /** The wanted language, or the page's, or the person's: a well-formed tag in any case. */
    #locale() {
      let page;
      for (let node = this; node && !page; node = node.getRootNode().host) page = node.closest("[lang]")?.lang;
      for (const tag of [this.getAttribute("locale"), page, navigator.language]) {
        try {
          if (tag) return Intl.getCanonicalLocales(tag)[0];
        } catch {
          // The next one, then.
        }
      }
      return "en";
    }

    #rest() {
      near.unobserve(this);
      for (const touch of TOUCHES) this.removeEventListener(touch, touched);
    }

    async [wake]() {
      if (this.#drawn || this.#starting) return;
      this.#starting = true;
      this.#rest();
      try {
        const tag = this.#locale();
        const [{ Planner, sheet, rest }, wanted] = await Promise.all([widget(), words(tag)]);
        // Better than to stop for it half-way.
        if (isCheckout || location.search.includes("simfare") || RARE.some((name) => (this.getAttribute(name) ?? "none") !== "none")) await rest();
        if (!this.#planner) {
          this.#planner = new Planner(isCheckout, ...wanted);
          this.#of = shared.widget;
          this.#tag = tag;
          for (const name of names) {
            if (this.hasAttribute(name)) this.#tell(name, this.getAttribute(name));
          }
          if (this.#catalog) this.#planner.catalog(this.#catalog);
        }
        this.#dress(sheet);
        if (this.isConnected) this.#draw();
      } catch (error) {
        console.error("Simfare:", error);
        this[fail](error.policy ? "policy" : "load-failed", error.message);
      } finally {
        this.#starting = false;
      }
    }

    #draw() {
      const into = document.createElement("div");
      this.#root.replaceChildren(into);
      this.#recover();
      this.#drawn = true;
      shared.live.add(this);
      this.#planner.connect(this, into);
      // Another may be wanted here, or meanwhile.
      this.#speak();
    }

    #dress(sheet) {
      this.#sheet = sheet;
      try {
        this.#root.adoptedStyleSheets = [bare, sheet];
      } catch {
        // The element was taken to another document than its sheets are of: it works without.
      }
    }

    /** What wasn't there is, or is tried again. */
    #recover() {
      this.#alert?.remove();
      this.#failure = null;
    }

    /** Says that the widget isn't there, keeps the page's own fallback, offers another try. */
    [fail](code, why) {
      this.#planner = null;
      this.#drawn = false;
      shared.live.delete(this);
      const alert = this.#complain(code, () => this[wake](), why);
      this.#dress(bare);
      this.#root.replaceChildren(alert, document.createElement("slot"));
    }

    /**
     * Tells the page of a failure; gives what tells the person, and lets them try again. Of the
     * page's own policy (`why`) only its author is told: nobody else can do anything about it.
     */
    #complain(code, again, why) {
      const locale = nearest(this.#locale());
      const [, message, retry] = LOCALES[locale];
      const make = (tag, part, text) => {
        const element = document.createElement(tag);
        if (part) element.setAttribute("part", part);
        element.textContent = text;
        return element;
      };
      const button = make("button", "button retry", retry);
      const alert = make("div", "error", "");
      alert.setAttribute("role", "alert");
      alert.lang = locale;
      alert.dir = "auto";
      alert.append(make("p", "", message), button);
      alert.hidden = code === "policy";
      button.addEventListener("click", () => {
        this.#recover();
        again();
      });
      this.#recover();
      this.#alert = alert;
      const detail = (this.#failure = { code, message: alert.hidden ? why : message });
      this.dispatchEvent(new CustomEvent("simfare-error", { detail, bubbles: true, composed: true }));
      return alert;
    }
  };
}

function reflect(element, name, value) {
  if (value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, /^(request|quote)$/.test(name) && typeof value === "object" ? JSON.stringify(value) : value);
}

/** Defines an element, unless there is one of that name. */
function define(tag, list, isCheckout) {
  if (customElements.get(tag)) return;
  const names = list.split(" ");
  const type = element(names, isCheckout);
  // Each attribute is a property too; some have theirs above.
  for (const name of names) {
    const property = camel(name);
    if (property in type.prototype) continue;
    Object.defineProperty(type.prototype, property, {
      configurable: true,
      enumerable: true,
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        reflect(this, name, value);
      },
    });
  }
  customElements.define(tag, type);
}

if (shared.version === WASM) {
  define("simfare-planner", ATTRIBUTES, false);
  define("simfare-checkout", CHECKOUT, true);
} else {
  console.warn(`Simfare: ${import.meta.url} isn't used: ${shared.url}, another version, came first`);
}
