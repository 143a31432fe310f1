// What a page holds, and planners that come to it and go again: for tests and measures of what
// they leave behind.

import { waitFor } from "./wait.mjs";

/** Has the pages from the next one on keep account of what `held` can't see from outside. */
export async function account(browser) {
  await browser.beforePages(accountOfTimers);
  await browser.beforePages(accountOfMemories);
  await browser.devtools("HeapProfiler.enable");
}

/**
 * What the page holds, once the last timer is over and what nobody needs has been taken away:
 * JavaScript's heap and WebAssembly's memory in bytes, nodes, and listeners.
 */
export async function held(browser) {
  const collect = async () => {
    // What is freed by a finalizer is freed one round later.
    for (let round = 0; round < 3; round += 1) await browser.devtools("HeapProfiler.collectGarbage");
  };
  const isQuiet = async () => {
    await collect();
    return browser.run(() => globalThis.__timers.size === 0);
  };
  await waitFor(isQuiet, "the last timer");
  const { usedSize: heap } = await browser.devtools("Runtime.getHeapUsage");
  const { nodes, jsEventListeners: listeners } = await browser.devtools("Memory.getDOMCounters");
  const wasm = await browser.run(() =>
    [...globalThis.__memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
  );
  return { heap, wasm, nodes, listeners };
}

/** Puts a planner into the page, waits for its answer, and takes it away, so many times. */
export const comeAndGo = (browser, times) =>
  browser.run(async (times) => {
    for (let time = 0; time < times; time += 1) {
      const planner = document.createElement("simfare-planner");
      planner.setAttribute("catalog", "/catalog.json");
      planner.setAttribute("days", "30");
      const answered = new Promise((done) => planner.addEventListener("simfare-quote", done, { once: true }));
      document.querySelector("main").append(planner);
      await answered;
      planner.remove();
      // Moving a node is leaving and coming back; only after this has it left.
      await new Promise((done) => setTimeout(done, 0));
      // The record of the test holds its events, and with them their targets.
      globalThis.__record.events.length = 0;
    }
  }, times);

/** Keeps account of what timers are still to come. */
function accountOfTimers() {
  const timers = new Set();
  globalThis.__timers = timers;
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  globalThis.setTimeout = (act, time, ...rest) => {
    const id = setTimeout(() => {
      timers.delete(id);
      act(...rest);
    }, time);
    timers.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
  globalThis.setInterval = (...given) => {
    const id = setInterval(...given);
    timers.add(id);
    return id;
  };
  globalThis.clearInterval = (id) => {
    timers.delete(id);
    clearInterval(id);
  };
}

/** Keeps account of WebAssembly's memories, which a module makes itself or is given. */
function accountOfMemories() {
  const memories = new Set();
  globalThis.__memories = memories;
  const find = (bag) => {
    for (const value of Object.values(bag ?? {})) {
      if (value instanceof WebAssembly.Memory) memories.add(value);
    }
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (source, imports) => {
      const result = await original(source, imports);
      Object.values(imports ?? {}).forEach(find);
      find((result.instance ?? result).exports);
      return result;
    };
  }
}
