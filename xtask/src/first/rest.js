let wasm;

// How the widget begins, and how the rest comes to what its first answers take (xtask/src/first): when
// there is an answer, or something is wrong, or somebody comes to the element. Where the widget can't
// go on without it, everything waits until it is here.

import { fetchPart } from "./__wasm_split.js";

/** Begins with a compiled module. */
async function begin({ module_or_path: module }) {
  return begun(await WebAssembly.instantiate(module, __wbg_get_imports()));
}

/** The same at once; without a module gives what has begun. */
function initSync(options) {
  return wasm ?? begun(new WebAssembly.Instance(options.module, __wbg_get_imports()));
}

function begun(instance) {
  wasm = instance.exports;
  wasm.__wbindgen_start();
  // A worker is given it.
  if (globalThis.document) for (const type of SIGNS) addEventListener(type, fetchRest, LISTENING);
  return wasm;
}

/** What says that the rest will be wanted soon. */
const SIGNS = ["simfare-quote", "simfare-error", "pointerover", "touchstart", "focusin"];
const LISTENING = { capture: true, passive: true };

function fetchRest(event) {
  if (!event.composedPath().some(({ localName }) => localName?.startsWith("simfare-"))) return;
  for (const type of SIGNS) removeEventListener(type, fetchRest, LISTENING);
  // Who can't do without it asks again.
  rest().catch(() => {});
}

const REST = new URL("./REST_FILE", import.meta.url);
const REST_INTEGRITY = "sha256-REST_HASH";

/** The rest, once it is here; for a worker to have it too. */
let restModule = null;
/** A promise that it is. */
let restComing = null;

/** Why the widget couldn't go on, and is of no use any more. */
let failure = null;

/** What the rest imports. */
const imports = () => ({ ...__wbg_get_imports(), first: wasm });

/** Joins the rest to the first. */
function joinRest(module) {
  new WebAssembly.Instance(module, imports());
  joined(module);
}

/** Whoever comes second finds it joined, and does no harm: it is the same once more. */
function joined(module) {
  restModule ??= module;
  // Not while the widget itself is at work, which may have come here.
  setTimeout(() => {
    for (const clear of uncleared.splice(0)) clear();
  });
}

/** What the browser has no use for any more, as long as the rest isn't here, which clears it away. */
const uncleared = [];
function registry(clear) {
  return new FinalizationRegistry((value) => (restModule ? clear(value) : uncleared.push(() => clear(value))));
}

/** Fetches the rest and joins it. A failure is forgotten, so that a retry is one. */
function rest() {
  if (failure) return Promise.reject(failure);
  if (restModule) return Promise.resolve();
  return (restComing ??= fetchPart(REST, REST_INTEGRITY)
    .then((bytes) => WebAssembly.instantiate(bytes, imports()))
    .then(({ module }) => joined(module))
    .catch((error) => {
      restComing = null;
      throw error;
    }));
}

/** What the first calls before it goes on to what only the rest has. */
function need() {
  if (restModule) return;
  if (failure) throw failure;
  for (let tries = 1; ; tries += 1) {
    try {
      return joinRest(new WebAssembly.Module(restNow(tries)));
    } catch (error) {
      if (tries < 3) continue;
      failure = error;
      lost(String(error));
      throw error;
    }
  }
}

/** The bytes of the rest, at once; from the second try on past the browser's cache. */
function restNow(tries) {
  const request = new XMLHttpRequest();
  request.open("GET", tries > 1 ? `${REST}?try=${tries}` : REST, false);
  // A page gets text alone at once: one character of this kind is one byte.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`${REST}: ${request.status}`);
  const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
  if (`sha256-${btoa(String.fromCharCode(...sha256(bytes)))}` !== REST_INTEGRITY) {
    throw new Error(`${REST} isn't what was built`);
  }
  return bytes;
}

/** SHA-256 (FIPS 180-4), for the browser's own can't be had at once. */
function sha256(bytes) {
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime)) primes.push(number);
  }
  // The first 32 bits behind the point.
  const fraction = (number) => (number - Math.floor(number)) * 2 ** 32;
  const constants = Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const state = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const turned = (word, by) => (word >>> by) | (word << (32 - by));
  const words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let at = 0; at < 64; at += 1) {
      if (at < 16) {
        words[at] = view.getUint32(block + 4 * at);
        continue;
      }
      const [early, late] = [words[at - 15], words[at - 2]];
      words[at] =
        words[at - 16] +
        (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) +
        words[at - 7] +
        (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      const one =
        h +
        (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
        ((e & f) ^ (~e & g)) +
        constants[at] +
        words[at];
      const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] += word));
  }
  const hash = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => hash.setUint32(4 * at, word));
  return new Uint8Array(hash.buffer);
}

export { begin as default, initSync, restModule, rest, joinRest };
