import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test } from 'vitest'

const source = readFileSync(new URL('../public/kept-pages.js', import.meta.url), 'utf8')
const origin = 'https://pay.example'

/** What the browser keeps, by the name of the cache. */
let stored: Map<string, Map<string, Response>>
let downloaded: string[]

beforeEach(() => {
  stored = new Map()
  downloaded = []
})

function cacheOf(name: string) {
  const entries = stored.get(name) ?? new Map<string, Response>()
  stored.set(name, entries)
  return {
    match: (path: string) => Promise.resolve(entries.get(path)?.clone()),
    keys: () => Promise.resolve(Array.from(entries.keys(), path => ({ url: `${origin}${path}` }))),
    delete: (path: string) => Promise.resolve(entries.delete(path)),
    put: (path: string, response: Response) => Promise.resolve(void entries.set(path, response)),
    add: (path: string) => {
      downloaded.push(path)
      return Promise.resolve(void entries.set(path, new Response(path)))
    },
  }
}

type Happening = { data?: unknown; waitUntil: (work: Promise<unknown>) => void }

/** The worker of a version made of these files; happens to it what is called by name, until all of it is done. */
function workerOf(...filesOfVersion: string[]) {
  const listeners = new Map<string, (event: Happening) => void>()
  const self: Record<string, unknown> = {
    addEventListener: (name: string, listener: (event: Happening) => void) => listeners.set(name, listener),
  }
  const importScripts = (path: string): void => {
    if (path === '/files.js') self['filesOfVersion'] = filesOfVersion
  }
  const caches = { open: (name: string) => Promise.resolve(cacheOf(name)) }
  runInNewContext(source, { self, caches, importScripts, URL, Response })
  return async (name: 'message' | 'install' | 'activate', data?: unknown): Promise<void> => {
    const work: Promise<unknown>[] = []
    listeners.get(name)?.({ data, waitUntil: promise => work.push(promise) })
    await Promise.all(work)
  }
}

const keptFiles = () =>
  Array.from(stored.get('pages')?.keys() ?? [])
    .filter(path => path.startsWith('/assets/'))
    .toSorted()

const first = '/assets/history-aaaaaaaa.js'
const second = '/assets/history-bbbbbbbb.js'
const third = '/assets/history-cccccccc.js'

test('a version keeps its own files and those of the version before, whatever the server has by now', async () => {
  const v1 = workerOf(first)
  await v1('install')
  await v1('activate')
  await v1('message', { type: 'KEEP', paths: [first, '/v1/me'] })
  expect(keptFiles()).toEqual([first])

  const v2 = workerOf(second, '/assets/never-opened-bbbbbbbb.js')
  await v2('install')
  await v2('activate')
  expect(keptFiles()).toEqual([first, second])

  const v3 = workerOf(third)
  await v3('install')
  await v3('activate')
  expect(keptFiles()).toEqual([second, third])
})

test('what is kept already is not downloaded again; what only another cache has is kept here too', async () => {
  await cacheOf('other').put(first, new Response('elsewhere'))
  const worker = workerOf(first)
  await worker('message', { type: 'KEEP', paths: [first] })
  await worker('message', { type: 'KEEP', paths: [first] })
  expect(downloaded).toEqual([first])
  expect(keptFiles()).toEqual([first])
})
