// Waiting for what a person would wait for; never for a fixed time.

/**
 * Asks again and again until the answer is true (anything truthy), and returns it. What the
 * question throws counts as "not yet"; the last of it is told when time is up.
 */
export async function waitFor(question, what, { timeout = 10_000, interval = 25 } = {}) {
  const end = Date.now() + timeout;
  let last;
  do {
    try {
      const answer = await question();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resume) => setTimeout(resume, interval));
  } while (Date.now() < end);
  throw new Error(`waited ${timeout} ms for ${what}`, { cause: last });
}
