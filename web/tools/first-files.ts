import type { Plugin, Rolldown } from 'vite'

/**
 * Tells `boot.js` which files the page somebody opens is made of. Else a browser would learn of them one after the other,
 * each time after a way to the server and back: the script asks for the texts, the texts let the router begin, the router
 * asks for the page. On a phone far away that is a second of waiting for nothing.
 */
export function firstFiles(): Plugin {
  return {
    name: 'okpay-first-files',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const files = Object.values(bundle).filter(file => file.type === 'chunk')
        const known = JSON.stringify(describe(files)).replaceAll('<', '\\u003c')
        const told = `<script type="application/json" id="first-files">${known}</script>`
        if (!html.includes(placeholder)) throw new Error(`web/index.html has no ${placeholder}`)
        return html.replace(placeholder, told)
      },
    },
    generateBundle(_options, bundle) {
      // The service worker finds here what takes the place of what it kept of an earlier version.
      const names = Object.keys(bundle).filter(name => name.startsWith('assets/'))
      this.emitFile({
        type: 'asset',
        fileName: 'files.js',
        source: `self.filesOfVersion = ${JSON.stringify(names.map(name => `/${name}`))}\n`,
      })
    },
  }
}

const placeholder = '<!-- first-files -->'

type Chunk = Rolldown.OutputChunk

/** Pages on which a visit begins, the modules they are made of, and their parts of the texts (web/lib/i18n.ts). */
const firstPages: Record<string, { modules: readonly string[]; texts: readonly string[] }> = {
  '/': { modules: ['ui/public-shell.tsx', 'routes/public/home-page.tsx'], texts: ['core'] },
  '/sign-in': { modules: ['ui/public-shell.tsx', 'features/identity/sign-in-page.tsx'], texts: ['core'] },
  '/register': {
    modules: ['ui/public-shell.tsx', 'features/identity/register-page.tsx'],
    texts: ['core', 'security'],
  },
  '/app': {
    modules: ['routes/app/signed-in-shell.tsx', 'routes/app/wallet-page.tsx'],
    texts: ['core', 'app', 'security'],
  },
}

/** What `boot.js` reads: the texts of each language by part; of each page its files and the parts of texts it needs. */
type Told = {
  texts: Record<string, Record<string, string>>
  pages: Record<string, { files: string[]; texts: readonly string[] }>
}

function describe(chunks: readonly Chunk[]): Told {
  const initial = withImports(
    chunks,
    chunks.filter(chunk => chunk.isEntry),
  )
  const texts: Told['texts'] = {}
  for (const { fileName } of chunks) {
    const [, part, language] = /\/texts-(core|app|security)-(.+)-[\w-]{8}\.js$/.exec(fileName) ?? []
    if (part && language) texts[language] = { ...texts[language], [part]: `/${fileName}` }
  }
  const pages = Object.entries(firstPages).map(([path, { modules, texts: parts }]) => {
    const own = modules.map(module => holding(chunks, module))
    const files = Array.from(withImports(chunks, own)).filter(chunk => !initial.has(chunk))
    return [path, { files: files.map(({ fileName }) => `/${fileName}`), texts: parts }] as const
  })
  return { texts, pages: Object.fromEntries(pages) }
}

function holding(chunks: readonly Chunk[], module: string): Chunk {
  const found = chunks.find(chunk =>
    chunk.moduleIds.some(id => id.replaceAll('\\', '/').endsWith(`/web/${module}`)),
  )
  if (!found) throw new Error(`no file of the build holds web/${module}; web/tools/first-files.ts names it`)
  return found
}

function withImports(chunks: readonly Chunk[], start: readonly Chunk[], seen = new Set<Chunk>()): Set<Chunk> {
  for (const chunk of start) {
    if (seen.has(chunk)) continue
    seen.add(chunk)
    withImports(
      chunks,
      chunks.filter(({ fileName }) => chunk.imports.includes(fileName)),
      seen,
    )
  }
  return seen
}
