// Looking at a state at several widths, and telling everything that is wrong with it.

import assert from "node:assert/strict";

/**
 * Notes what is wrong with how states look: text that can't be read, pages wider than the window,
 * barriers, and motion (open the browser with `reducedMotion`).
 */
export class Look {
  faults = [];

  constructor(browser) {
    this.browser = browser;
  }

  /** Looks at the page as it is now, which is called `state`, at each width. */
  async at(state, { widths = [320, 768, 1280], axe = true } = {}) {
    const note = (width, faults) => this.faults.push(...faults.map((fault) => `${state}, ${width} px: ${fault}`));
    for (const [turn, width] of widths.entries()) {
      await this.browser.resize(width);
      await this.#drawn();
      note(width, await this.browser.textFaults());
      const overflow = await this.browser.overflow();
      if (overflow > 0) note(width, [`the page is ${overflow} px too wide`]);
      note(width, (await this.browser.animations()).map((moving) => `moves: ${moving}`));
      if (axe && turn !== 1) {
        await this.browser.prefer({ scheme: turn === 0 ? "light" : "dark" });
        await this.#drawn();
        await this.browser.assertAccessible().catch(({ actual, message }) => note(width, actual ?? [message]));
      }
    }
    await this.browser.prefer({ scheme: "light" });
  }

  async #drawn() {
    await this.browser.run(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  }

  /** All of it at once: what is wrong in one state is mostly wrong in others. */
  done() {
    const faults = [...new Set(this.faults)];
    assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
  }
}
