import { glob, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Below a network packet, compressing gains nothing. */
const minBytes = 1_400

/** A tenth of the time of the best quality for some 3 % more bytes. */
const brotliQuality = 9

const encodings = [
  {
    extension: '.br',
    compress: (bytes: Buffer) =>
      promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  },
  { extension: '.gz', compress: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }) },
]

/**
 * Writes `.br` and `.gz` next to each text file of a built web application, once per build. Static files hold no
 * secrets, so compressing them gives nothing away; answers of the API are never compressed (BREACH).
 */
export async function compressAssets(root: string): Promise<void> {
  for await (const name of glob('**/*.{js,css,svg,json,webmanifest}', { cwd: root })) {
    const path = join(root, name)
    const source = await stat(path)
    if (source.size < minBytes) continue
    for (const { extension, compress } of encodings) {
      if ((await modifiedMs(path + extension)) >= source.mtimeMs) continue
      // Another process may be doing the same; a rename shows readers the whole file or none.
      const unfinished = `${path}${extension}.${process.pid}`
      await writeFile(unfinished, await compress(await readFile(path)))
      await rename(unfinished, path + extension)
    }
  }
}

/** When a file was last changed, in milliseconds; 0 when there is none. */
async function modifiedMs(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
