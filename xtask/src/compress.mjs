// Arguments: a directory, and the file name extensions to compress.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [dir, kinds] = process.argv.slice(-2);
const wanted = new Set(kinds.split(",").map((kind) => `.${kind}`));
const compress = promisify(brotliCompress);
const compressAsGzip = promisify(gzip);

for (const name of await readdir(dir, { recursive: true })) {
  const path = join(dir, name);
  if (!wanted.has(extname(name)) || !(await stat(path)).isFile()) continue;
  const plain = await readFile(path);
  const packed = await compress(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      // A window larger than the file is of no use to brotli; 16 MiB is the most it allows.
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  if (packed.length < plain.length) await writeFile(`${path}.br`, packed);
  const zipped = await compressAsGzip(plain, { level: constants.Z_BEST_COMPRESSION });
  if (zipped.length < plain.length) await writeFile(`${path}.gz`, zipped);
}
