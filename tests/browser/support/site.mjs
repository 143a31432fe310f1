// The site under test: the real `simfare serve` behind a door of our own, which answers some
// addresses itself (a slow catalog, a faulty one, a page with two planners) and passes
// everything else through. One origin, so the content policy stays the real one.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request as forward } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The native binary: what `cargo xtask test` built, or what lies in the usual place. */
export const binary = process.env.SIMFARE_BINARY ?? `${root}target/native/simfare`;

/** The built site. */
export const dist = process.env.SIMFARE_DIST ?? `${root}dist`;

/** The key of the shop's own system, and its hash as the service takes it. */
const SHOP_KEY = "shop_of_the_tests";
const SHOP_KEY_HASH = createHash("sha256").update(SHOP_KEY).digest("hex");

/**
 * Starts the service and the door before it.
 *
 * @param {object} [orders] where the service is to take orders too, on SQLite:
 * @param {string | object} [orders.catalog] its path, or the catalog itself; the shop's
 * @param {string[]} [orders.pay] how one pays: `["--sandbox"]` unless told otherwise
 * @param {string[]} [orders.args] more of the service's options
 * @returns {Promise<Site>}
 */
export async function startSite(orders) {
  for (const path of [binary, `${dist}/index.html`]) {
    if (!existsSync(path)) {
      throw new Error(`${path} is missing: \`cargo xtask test --only browser\` builds it`);
    }
  }
  const site = new Site();
  await site.open();
  await site.serve(orders);
  return site;
}

/** What the service is started with to take orders. */
async function taking(folder, door, { catalog = `${dist}/catalog.json`, pay = ["--sandbox"], args = [] }) {
  if (typeof catalog === "object") {
    await writeFile(join(folder, "catalog.json"), JSON.stringify(catalog));
    catalog = join(folder, "catalog.json");
  }
  return [
    ...["--catalog", catalog, "--database", join(folder, "orders.db"), "--shop-key-hash", SHOP_KEY_HASH],
    // Customers know the door alone.
    ...["--public-url", door, "--return-url", `${door}/`, "--rate-limit", "0", "--log", "error"],
    ...pay,
    ...args,
  ];
}

class Site {
  #service;
  #behind;
  #door;
  #routes = new Map();
  #requests = [];
  #script = null;
  #folder;

  constructor() {
    this.#door = createServer((request, response) => this.#answer(request, response));
  }

  /** Starts the service behind the door; once more, on the same orders, where it has ended. */
  async serve(orders) {
    const args = ["serve", "--dir", dist, "--listen", "127.0.0.1:0"];
    if (orders) {
      this.#folder ??= await mkdtemp(join(tmpdir(), "simfare-orders-"));
      args.push(...(await taking(this.#folder, this.url().replace(/\/$/, ""), orders)));
    }
    this.#service = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
    const failed = once(this.#service, "exit").then(([code]) => {
      throw new Error(`simfare serve ended with ${code}`);
    });
    const [line] = await Promise.race([once(createInterface(this.#service.stdout), "line"), failed]);
    failed.catch(() => {});
    this.#behind = new URL(line.match(/http:\S+/)[0]);
  }

  /** Ends the service; the door stays, before nothing. */
  async stop() {
    if (this.#service.exitCode !== null) return;
    this.#service.kill("SIGTERM");
    await once(this.#service, "exit");
  }

  /**
   * What the shop's own system does with an order: `fulfil`, `fail`, `refund`, `paid`. Its answer.
   */
  async shop(id, deed, body = {}) {
    const response = await fetch(this.serviceUrl(`/v1/orders/${id}/${deed}`), {
      method: "POST",
      headers: { authorization: `Bearer ${SHOP_KEY}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${deed}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** All orders that the service has, the newest first, as its command line lists them. */
  async orders() {
    const args = ["orders", "--database", join(this.#folder, "orders.db"), "list"];
    const listing = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
    const lines = [];
    for await (const line of createInterface(listing.stdout)) lines.push(line.split(/\s+/));
    return lines.filter(([id]) => id);
  }

  async open() {
    this.#door.listen(0, "127.0.0.1");
    await once(this.#door, "listening");
  }

  /** The address of a path, on the door. */
  url(path = "/") {
    return new URL(path, `http://127.0.0.1:${this.#door.address().port}/`).href;
  }

  /** The address of a path on the service itself, for questions about its headers. */
  serviceUrl(path = "/") {
    return new URL(path, this.#behind).href;
  }

  /**
   * Answers a path with one of `answers.mjs` until `clear`; a later answer replaces an
   * earlier one, so a retry can succeed.
   */
  route(path, answer) {
    this.#routes.set(path, answer);
  }

  /** Answers a path so the first few times, and passes it through from then on. */
  routeFirst(times, path, answer) {
    this.route(path, (request, response) => {
      times -= 1;
      if (times === 0) this.#routes.delete(path);
      answer(request, response);
    });
  }

  /** The content policy of the shop's pages. */
  async policy() {
    return (await fetch(this.serviceUrl("/"))).headers.get("content-security-policy");
  }

  /** A page of the test's own, under the same content policy as the shop, or another one. */
  async page(path, html, policy) {
    policy ??= await this.policy();
    // Browsers ask for an icon by themselves; the shop's own page has to have one.
    this.route("/favicon.ico", (_request, response) => response.writeHead(204).end());
    this.route(path, (_request, response) => {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
      });
      response.end(this.#begun(html));
    });
    return this.url(path);
  }

  /**
   * Puts a script at the head of every page that the service has, and of the test's own: for browsers
   * whose driver can't run one first.
   */
  beginPagesWith(script) {
    this.#script = script;
    this.route("/__first.js", (_request, response) => {
      response.writeHead(200, { "content-type": "text/javascript" });
      response.end(script);
    });
  }

  /** Forgets the answers and the record of requests. */
  clear() {
    this.#routes.clear();
    this.#requests.length = 0;
  }

  /** The paths asked for since the last `clear`, in order. */
  get requests() {
    return [...this.#requests];
  }

  async #begin(answer, response) {
    const chunks = [];
    for await (const chunk of answer) chunks.push(chunk);
    const html = Buffer.concat(chunks).toString("utf8");
    const { "content-length": _, ...headers } = answer.headers;
    response.writeHead(answer.statusCode, headers);
    response.end(this.#begun(html));
  }

  #begun(html) {
    return this.#script ? html.replace(/<head[^>]*>/, '$&<script src="/__first.js"></script>') : html;
  }

  async close() {
    this.#door.closeAllConnections();
    this.#door.close();
    await this.stop();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  #answer(request, response) {
    const path = new URL(request.url, "http://door/").pathname;
    this.#requests.push(path);
    const route = this.#routes.get(path);
    if (route) {
      route(request, response);
      return;
    }
    this.pass(request, response);
  }

  /** Has the service answer. */
  pass(request, response) {
    const headers = { ...request.headers, host: this.#behind.host };
    if (this.#script) delete headers["accept-encoding"];
    const passed = forward(
      new URL(request.url, this.#behind),
      { method: request.method, headers },
      (answer) => {
        if (this.#script && answer.headers["content-type"]?.startsWith("text/html")) {
          this.#begin(answer, response);
          return;
        }
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on("error", () => response.destroy());
    response.on("close", () => passed.destroy());
    request.pipe(passed);
  }
}
