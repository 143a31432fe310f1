// Pictures of how something is meant to look, and whether it still does.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** Where the references are, and where what differs from them goes. */
export const pictures = fileURLToPath(new URL("../pictures/", import.meta.url));
export const screenshots = fileURLToPath(new URL("../../screenshots/", import.meta.url));

/** How much of a picture may differ: antialiasing is not the same on every machine. */
const TOLERANCE = 0.005;

/** How much of any one square may: a bar or a button that is gone is little of a whole page. */
const SQUARE = 32;
const SQUARE_TOLERANCE = 0.5;

/**
 * Fails unless a picture looks like its reference.
 *
 * @param {string} name
 * @param {Buffer} data the picture, a PNG
 * @param {object} [options]
 * @param {string} [options.references] their folder
 * @param {boolean} [options.accept] take the picture as the reference
 */
export async function compare(
  name,
  data,
  { references = pictures, accept = process.env.SIMFARE_ACCEPT_PICTURES === "1" } = {},
) {
  const actual = PNG.sync.read(data);
  const file = join(references, `${name}.png`);
  if (accept) {
    await keep(references, name, small(actual));
    return;
  }
  const how = `look at it, and accept it with SIMFARE_ACCEPT_PICTURES=1`;
  let wanted;
  try {
    wanted = PNG.sync.read(await readFile(file));
  } catch (error) {
    await keep(screenshots, `${name}-actual`, data);
    const what = error.code === "ENOENT" ? "there is no reference" : "its reference can't be read";
    throw new Error(`${name}: ${what}: ${file}; the picture is ${name}-actual.png in ${screenshots}: ${how}`);
  }
  const { width, height } = wanted;
  const told = `${name}-actual.png and ${name}-diff.png in ${screenshots} show it: ${how}`;
  if (width !== actual.width || height !== actual.height) {
    await keep(screenshots, `${name}-actual`, data);
    const sizes = `${actual.width} × ${actual.height} instead of ${width} × ${height}`;
    throw new Error(`${name}: its size is ${sizes}; ${told.replace(/ and \S+-diff.png/, "")}`);
  }
  const mask = new PNG({ width, height });
  // Antialiased pixels don't count; of the rest those that an eye would tell apart.
  const different = pixelmatch(wanted.data, actual.data, mask.data, width, height, {
    threshold: 0.1,
    diffMask: true,
    includeAA: false,
  });
  const worst = worstSquare(mask);
  if (different / (width * height) <= TOLERANCE && worst.share <= SQUARE_TOLERANCE) return;

  const diff = new PNG({ width, height });
  pixelmatch(wanted.data, actual.data, diff.data, width, height, { threshold: 0.1 });
  await keep(screenshots, `${name}-actual`, data);
  await keep(screenshots, `${name}-diff`, PNG.sync.write(diff));
  const percent = (share) => `${(share * 100).toFixed(2)} %`;
  throw new Error(
    `${name}: ${percent(different / (width * height))} of the picture differs, most at ` +
      `${worst.x}, ${worst.y} (${percent(worst.share)}); ${told}`,
  );
}

/** The square in which most of a mask is set. */
function worstSquare({ width, height, data }) {
  const worst = { x: 0, y: 0, share: 0 };
  for (let y = 0; y < height; y += SQUARE) {
    for (let x = 0; x < width; x += SQUARE) {
      const right = Math.min(x + SQUARE, width);
      const bottom = Math.min(y + SQUARE, height);
      let set = 0;
      for (let row = y; row < bottom; row += 1) {
        for (let column = x; column < right; column += 1) {
          // A mask is transparent where nothing differs; yellow is antialiasing.
          const at = (row * width + column) * 4;
          if (data[at + 3] !== 0 && data[at + 1] === 0) set += 1;
        }
      }
      // Of a whole square also where the picture ends within it: slivers prove nothing.
      const share = set / (SQUARE * SQUARE);
      if (share > worst.share) Object.assign(worst, { x, y, share });
    }
  }
  return worst;
}

/** A picture in few bytes: no alpha, and no more shades than an eye tells apart. */
function small(picture) {
  for (let at = 0; at < picture.data.length; at += 4) {
    for (let channel = at; channel < at + 3; channel += 1) {
      // 32 shades a channel, black and white among them.
      picture.data[channel] = Math.round(Math.round((picture.data[channel] * 31) / 255) * (255 / 31));
    }
  }
  return PNG.sync.write(picture, { colorType: 2, deflateLevel: 9, filterType: -1 });
}

async function keep(folder, name, data) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), data);
}
