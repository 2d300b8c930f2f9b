/**
 * Measures what a first visit downloads before anything can be seen: the entry of the build and everything it
 * imports statically. `node web/tools/size.ts` after `npm run build:web`; exits 1 above the limit of ui.md.
 */
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

const limitKb = 150

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
    css: z.array(z.string()).optional(),
  }),
)
type Manifest = z.infer<typeof manifestSchema>

const dist = new URL('../dist/', import.meta.url)
const read = (file: string) => readFile(new URL(file, dist))

function withImports(manifest: Manifest, name: string, seen: Set<string>): Set<string> {
  const chunk = manifest[name]
  if (!chunk || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const imported of chunk.imports ?? []) withImports(manifest, imported, seen)
  return seen
}

async function main(): Promise<void> {
  const manifest = manifestSchema.parse(JSON.parse((await read('.vite/manifest.json')).toString()))
  const entry = Object.keys(manifest).find(name => manifest[name]?.isEntry)
  if (entry === undefined) throw new Error('the build has no entry; run npm run build:web')
  const messages = Object.keys(manifest).filter(name => /messages\/[\w-]+\.json$/.test(name))
  const files = [...withImports(manifest, entry, new Set()), 'boot.js']
  const sizes = await Promise.all(
    files.map(async file => ({ file, bytes: gzipSync(await read(file)).length })),
  )
  // One language is loaded with the first page; the larger one counts.
  const texts = await Promise.all(
    messages.map(async name => ({
      file: manifest[name]?.file ?? '',
      bytes: gzipSync(await read(manifest[name]?.file ?? '')).length,
    })),
  )
  const largest = texts.toSorted((a, b) => b.bytes - a.bytes)[0]
  const all = largest ? [...sizes, largest] : sizes
  for (const { file, bytes } of all.toSorted((a, b) => b.bytes - a.bytes))
    console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`)
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
  console.log(`${total.toFixed(1).padStart(7)} kB  initial script, gzip (limit ${limitKb} kB)`)
  if (total > limitKb) process.exitCode = 1
}

await main()
