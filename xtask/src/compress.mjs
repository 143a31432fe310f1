// Arguments: a directory, and the file name extensions to compress.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [dir, kinds] = process.argv.slice(-2);
const wanted = new Set(kinds.split(",").map((kind) => `.${kind}`));
const compress = promisify(brotliCompress);
const compressAsGzip = promisify(gzip);

/**
 * The smallest of what brotli makes with its settings for different kinds of text: which it is can't be
 * told beforehand, and a loader of 4 KB differs by 1%.
 */
async function smallest(plain) {
  // A window larger than the file is of no use, but how distances are written hangs on it.
  const windows = plain.length < 1 << 16 ? [16, constants.BROTLI_MAX_WINDOW_BITS] : [constants.BROTLI_MAX_WINDOW_BITS];
  let best;
  for (const mode of [constants.BROTLI_MODE_GENERIC, constants.BROTLI_MODE_FONT]) {
    for (const window of windows) {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: mode,
        [constants.BROTLI_PARAM_LGWIN]: window,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      };
      const packed = await compress(plain, { params });
      if (!best || packed.length < best.length) best = packed;
    }
  }
  return best;
}

for (const name of await readdir(dir, { recursive: true })) {
  const path = join(dir, name);
  if (!wanted.has(extname(name)) || !(await stat(path)).isFile()) continue;
  const plain = await readFile(path);
  const packed = await smallest(plain);
  if (packed.length < plain.length) await writeFile(`${path}.br`, packed);
  const zipped = await compressAsGzip(plain, { level: constants.Z_BEST_COMPRESSION });
  if (zipped.length < plain.length) await writeFile(`${path}.gz`, zipped);
}
