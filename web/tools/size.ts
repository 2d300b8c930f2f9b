/**
 * Measures what a first visit downloads: before anything can be seen (the entry of the build and everything it imports
 * statically), for each page on which a visit begins, and for the service worker of the signed-in app.
 * `node web/tools/size.ts` after `npm run build:web`; exits 1 above the limit of ui.md, when a page is made of too many
 * files, or when a customer would download something of the staff's console.
 */
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

const limitKb = 150
/** Six at a time over HTTP/1.1, each time after a way to the server and back: half a second on a slow phone. */
const limitFiles = 14

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

/** What `first-files.ts` wrote into the page. */
const toldSchema = z.object({
  texts: z.record(z.string(), z.record(z.string(), z.string())),
  pages: z.record(z.string(), z.object({ files: z.array(z.string()), texts: z.array(z.string()) })),
})

const dist = new URL('../dist/', import.meta.url)
const read = (file: string) => readFile(new URL(file, dist))
const text = async (file: string) => (await read(file)).toString()

type Sized = { file: string; bytes: number }

const sized = (files: Iterable<string>): Promise<Sized[]> =>
  Promise.all(Array.from(files, async file => ({ file, bytes: gzipSync(await read(file)).length })))

const sum = (files: readonly Sized[]): number => files.reduce((total, { bytes }) => total + bytes, 0) / 1000

const tell = (kb: number, what: string): void => console.log(`${kb.toFixed(1).padStart(7)} kB  ${what}`)

function fail(why: string): void {
  console.log(`           ${why}`)
  process.exitCode = 1
}

function withImports(manifest: Manifest, name: string, seen: Set<string>): Set<string> {
  const chunk = manifest[name]
  if (!chunk || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const imported of chunk.imports ?? []) withImports(manifest, imported, seen)
  return seen
}

const told = toldSchema.parse(
  JSON.parse(/id="first-files">(.*?)<\/script>/.exec(await text('index.html'))?.[1] ?? 'null'),
)
const nameOf = (path: string): string => path.replace(/^\//, '')

/** The texts of a page in the language whose texts are larger. */
async function largestTexts(parts: readonly string[]): Promise<Sized[]> {
  const languages = await Promise.all(
    Object.values(told.texts).map(files => sized(parts.map(part => nameOf(files[part] ?? '')))),
  )
  return languages.toSorted((a, b) => sum(b) - sum(a))[0] ?? []
}

async function initialScript(): Promise<Sized[]> {
  const manifest = manifestSchema.parse(JSON.parse(await text('.vite/manifest.json')))
  const entry = Object.keys(manifest).find(name => manifest[name]?.isEntry)
  if (entry === undefined) throw new Error('the build has no entry; run npm run build:web')
  const scripts = await sized([...withImports(manifest, entry, new Set()), 'boot.js'])
  const all = [...scripts, ...(await largestTexts(['core']))]
  for (const { file, bytes } of all.toSorted((a, b) => b.bytes - a.bytes)) tell(bytes / 1000, file)
  tell(sum(all), `initial script, gzip (limit ${limitKb} kB)`)
  if (sum(all) > limitKb) fail('too much')
  return scripts
}

async function page(path: string, scripts: readonly Sized[]): Promise<void> {
  const { files = [], texts = [] } = told.pages[path] ?? {}
  const all = [...scripts, ...(await sized(files.map(nameOf))), ...(await largestTexts(texts))]
  tell(sum(all), `${path}: ${all.length} files of script (limit ${limitFiles})`)
  if (all.length > limitFiles) fail('too many')
  refuseConsole(all)
}

async function keptByServiceWorker(): Promise<void> {
  const names = Array.from((await text('sw.js')).matchAll(/\burl:\s*"([^"]+)"/g), ([, name = '']) => name)
  const all = await sized(names)
  tell(sum(all), `${all.length} files of every signed-in customer for the service worker`)
  refuseConsole(all)
}

function refuseConsole(files: readonly Sized[]): void {
  for (const { file } of files) if (file.includes('console')) fail(`${file} is the staff's`)
}

const scripts = await initialScript()
for (const path of Object.keys(told.pages)) await page(path, scripts)
await keptByServiceWorker()
