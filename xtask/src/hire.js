
/**
 * A worker for what takes long, on the same WebAssembly; nothing where there can be none.
 *
 * @param url the worker's script
 * @param wasm the module that has begun
 * @param shared what outlives this script, where another is fetched after a failure
 */
export function hire(url, wasm, shared) {
  try {
    if (new URL(url).origin !== origin) {
      // Browsers start workers from the page's own origin only.
      url = URL.createObjectURL(new Blob([`import "${url}"`], { type: "text/javascript" }));
    }
    // Pages may ask for proof that somebody thought about an address to run code from.
    shared.policy ??= globalThis.trustedTypes?.createPolicy("simfare", { createScriptURL: (url) => url });
    const worker = new Worker(shared.policy?.createScriptURL(url) ?? url, { type: "module" });
    worker.postMessage(["module", wasm, restModule]);
    return worker;
  } catch {
    // The page works by itself, then.
    return null;
  }
}
