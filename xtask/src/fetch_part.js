/**
 * The bytes of a part: three tries, from the second on past the browser's cache, which may hold what
 * was wrong.
 */
export async function fetchPart(url, integrity) {
  for (let tries = 1; ; tries += 1) {
    try {
      const cache = tries === 1 ? "default" : "reload";
      const response = await fetch(url, { integrity, cache, signal: AbortSignal.timeout?.(30_000) });
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      return await response.arrayBuffer();
    } catch (error) {
      if (tries === 3) throw error;
      await new Promise((resume) => setTimeout(resume, 300 * tries * (0.5 + Math.random())));
    }
  }
}
