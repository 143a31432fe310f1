// The site under test: the real `simfare serve` behind a door of our own, which answers some
// addresses itself (a slow catalog, a faulty one, a page with two planners) and passes
// everything else through. One origin, so the content policy stays the real one.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The native binary: what `cargo xtask test` built, or what lies in the usual place. */
export const binary = process.env.SIMFARE_BINARY ?? `${root}target/native/simfare`;

/** The built site. */
export const dist = process.env.SIMFARE_DIST ?? `${root}dist`;

/**
 * Starts the service and the door before it.
 *
 * @returns {Promise<Site>}
 */
export async function startSite() {
  for (const path of [binary, `${dist}/index.html`]) {
    if (!existsSync(path)) {
      throw new Error(`${path} is missing: \`cargo xtask test --only browser\` builds it`);
    }
  }
  const service = spawn(binary, ["serve", "--dir", dist, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const failed = once(service, "exit").then(([code]) => {
    throw new Error(`simfare serve ended with ${code}`);
  });
  const lines = createInterface(service.stdout);
  const [line] = await Promise.race([once(lines, "line"), failed]);
  failed.catch(() => {});
  const behind = new URL(line.match(/http:\S+/)[0]);

  const site = new Site(service, behind);
  await site.open();
  return site;
}

class Site {
  #service;
  #behind;
  #door;
  #routes = new Map();
  #requests = [];
  #script = null;

  constructor(service, behind) {
    this.#service = service;
    this.#behind = behind;
    this.#door = createServer((request, response) => this.#answer(request, response));
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

  /** A page of the test's own, under the same content policy as the shop. */
  async page(path, html) {
    const headers = (await fetch(this.serviceUrl("/"))).headers;
    // Browsers ask for an icon by themselves; the shop's own page has to have one.
    this.route("/favicon.ico", (_request, response) => response.writeHead(204).end());
    this.route(path, (_request, response) => {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": headers.get("content-security-policy"),
      });
      response.end(html);
    });
    return this.url(path);
  }

  /**
   * Puts a script at the head of every page that the service has: for browsers whose driver can't
   * run one first.
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
    response.end(html.replace(/<head[^>]*>/, '$&<script src="/__first.js"></script>'));
  }

  async close() {
    this.#door.closeAllConnections();
    this.#door.close();
    if (this.#service.exitCode === null) {
      this.#service.kill("SIGTERM");
      await once(this.#service, "exit");
    }
  }

  #answer(request, response) {
    const path = new URL(request.url, "http://door/").pathname;
    this.#requests.push(path);
    const route = this.#routes.get(path);
    if (route) {
      route(request, response);
      return;
    }
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
