/**
 * Part of the service worker: which pages open without a connection. Kept is what this browser has opened, in the language
 * it was opened in, and nothing else: nobody pays for the download of pages they do not use. Files have a hash of their
 * content in their names, so that what is kept never goes stale. `/files.js` sets `self.filesOfVersion`, their names in the
 * version of this worker: it is stored with the worker, where the server may have a newer version by now.
 */
importScripts('/files.js')

const keptPages = 'pages'

self.addEventListener('message', event => {
  if (event.data?.type === 'KEEP' && Array.isArray(event.data.paths)) event.waitUntil(keep(event.data.paths))
})

/** A new version is complete before it is offered: what it has instead of what is kept is kept as well. */
self.addEventListener('install', event => event.waitUntil(keepSuccessors()))

self.addEventListener('activate', event => event.waitUntil(forgetOlder()))

/** Files that the page had loaded before there was a service worker come from the browser's own cache. */
async function keep(paths) {
  const cache = await caches.open(keptPages)
  await Promise.allSettled(
    paths
      .filter(path => typeof path === 'string' && path.startsWith('/assets/'))
      .map(async path => (await cache.match(path)) ?? cache.add(path)),
  )
}

async function keepSuccessors() {
  const names = new Set((await keptPaths()).map(nameOf))
  // A page that cannot be kept now is loaded when it is opened; that is no reason to stay with the old version.
  await keep(self.filesOfVersion.filter(file => names.has(nameOf(file))))
}

/**
 * Tabs may still show the version before this one, so its files stay until the next version comes. The list of a version
 * lies beside its files.
 */
async function forgetOlder() {
  const cache = await caches.open(keptPages)
  const before = await cache.match('/files.json')
  const needed = new Set([...self.filesOfVersion, ...(before ? await before.json() : [])])
  for (const path of await keptPaths()) if (!needed.has(path)) await cache.delete(path)
  await cache.put('/files.json', new Response(JSON.stringify(self.filesOfVersion)))
}

async function keptPaths() {
  const cache = await caches.open(keptPages)
  const paths = (await cache.keys()).map(request => new URL(request.url).pathname)
  return paths.filter(path => path.startsWith('/assets/'))
}

/** A file's name without the hash: `/assets/history-a1B2c3D4.js` is the successor of `/assets/history-e5F6g7H8.js`. */
function nameOf(path) {
  return path.replace(/-[\w-]{8}\.(\w+)$/, '.$1')
}
