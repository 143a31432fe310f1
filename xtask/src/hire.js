
/**
 * Where a worker's script is, once what is fetched from there is what was built; nothing where there
 * can be none. Browsers start workers from the page's own origin only, from their cache as the script
 * is kept there: what comes from another origin is put into one script here.
 *
 * @param worker the worker's file
 * @param integrity this one's SHA-256
 * @param check throws where a file isn't the one its name says
 */
export async function staff(worker, integrity, check) {
  const glue = import.meta.url;
  try {
    const file = async (url, options) => (await fetch(url, options)).arrayBuffer();
    const own = await file(worker);
    await check(worker.pathname, own);
    if (worker.origin === origin) return worker.href;
    const mine = await file(glue, { integrity });
    // Together they have no address that others could be found by, and each its own names.
    const text = new TextDecoder().decode(mine).replace(/import\.meta\.url/g, JSON.stringify(glue));
    return URL.createObjectURL(new Blob([text, "\n{", own, "\n}"], { type: "text/javascript" }));
  } catch {
    return null;
  }
}

// What comes behind this in one script.
if (!globalThis.document) globalThis.simfareGlue = { initSync, joinRest, Clerk };

/**
 * A worker for what takes long, on the same WebAssembly; nothing where there can be none.
 *
 * @param url the worker's script
 * @param wasm the module that has begun
 * @param shared what outlives this script, where another is fetched after a failure
 */
export function hire(url, wasm, shared) {
  if (!url) return null;
  try {
    // Pages may ask for proof that somebody thought about an address to run code from: about this one.
    shared.policy ??= globalThis.trustedTypes?.createPolicy("simfare", { createScriptURL: () => url });
    const worker = new Worker(shared.policy?.createScriptURL(url) ?? url, { type: "module" });
    worker.postMessage(["module", wasm, restModule]);
    return worker;
  } catch {
    // The page works by itself, then.
    return null;
  }
}
