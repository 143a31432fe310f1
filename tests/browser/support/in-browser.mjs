// One call that gives a test its site and its browser, and takes both away again.

import { test } from "node:test";
import { openBrowser } from "./browser.mjs";
import { startSite } from "./site.mjs";

/**
 * A test in a browser of its own. When the body is done, the page must be clean: no violation
 * of the content policy, no error that `expected` doesn't allow. If anything fails there is a
 * picture of the page.
 *
 * @param {string} name
 * @param {object} options those of `openBrowser`; `expected`: patterns of errors that the test
 *   provokes; `timeout` in milliseconds; `orders`: those of `startSite`
 * @param {(page: {site, browser}) => Promise<void>} body
 */
export function inBrowser(name, options, body) {
  const { expected = [], timeout = 120_000, orders, ...browserOptions } = options;
  test(name, { timeout }, async () => {
    const site = await startSite(orders);
    try {
      const browser = await openBrowser(browserOptions);
      try {
        await body({ site, browser });
        await browser.assertClean(expected);
      } catch (error) {
        await browser.screenshot(`failed-${name.replaceAll(/[^\w]+/g, "-")}`).catch(() => {});
        throw error;
      } finally {
        await browser.close();
      }
    } finally {
      await site.close();
    }
  });
}
