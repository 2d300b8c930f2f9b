/**
 * Makes the app open without a connection. A new version is offered, never forced: a reload in the middle of a payment
 * would lose what was typed. `onUpdate` gets what loads the new version. Only the first call of a document does anything.
 */
export function startServiceWorker(onUpdate: (load: () => void) => void): void {
  if (started || !import.meta.env.PROD || !('serviceWorker' in navigator)) return
  started = true
  navigator.serviceWorker.register('/sw.js').then(
    registration => watch(registration, onUpdate),
    (error: unknown) => {
      // Without it the app works all the same, only not offline.
      console.warn('the offline app could not be installed', error)
    },
  )
  void keepWhatIsHere()
}

let started = false

/** Whether this page came from the service worker: somebody has been signed in on this device. */
export function hasServiceWorker(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
}

/** What was loaded before there was a service worker is kept too, without being downloaded again (kept-pages.js). */
async function keepWhatIsHere(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready
  const paths = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
  active?.postMessage({ type: 'KEEP', paths: paths.filter(path => path.startsWith('/assets/')) }, [])
}

/** A press on a push message wants one of our pages; the open app goes there instead of a second one being opened. */
export function onPushOpened(open: (path: string) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined
  const listener = ({ data }: MessageEvent<unknown>): void => {
    const path = typeof data === 'object' && data && 'path' in data ? data.path : undefined
    if (typeof path === 'string' && path.startsWith('/app')) open(path)
  }
  navigator.serviceWorker.addEventListener('message', listener)
  return () => navigator.serviceWorker.removeEventListener('message', listener)
}

function watch(registration: ServiceWorkerRegistration, onUpdate: (load: () => void) => void): void {
  const offer = (worker: ServiceWorker): void =>
    onUpdate(() => void change(worker).then(() => location.reload()))
  let followed: ServiceWorker | null = null
  const follow = (): void => {
    const worker = registration.installing
    if (!worker || worker === followed) return
    followed = worker
    worker.addEventListener('statechange', () => {
      // Without a controller this is the first installation, and the page already is the newest version.
      if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker)
    })
  }
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting)
  // The browser may have begun with it before this page began to listen.
  follow()
  registration.addEventListener('updatefound', follow)
}

/**
 * From here on pages come from this worker, or already do: another tab may have taken it, and a newer version makes it
 * redundant. Then nothing more would happen to wait for.
 */
async function change(worker: ServiceWorker): Promise<void> {
  if (worker.state !== 'installed') return
  const changed = past(worker, 'installed')
  worker.postMessage({ type: 'SKIP_WAITING' }, [])
  await changed
}

const renewedKey = 'okpay.renewed-at'
const pauseMs = 60_000
/** A worker that cannot be installed must not keep somebody waiting; the page is loaded anew all the same. */
const installMs = 15_000

/**
 * Loads the page that is open anew, in the newest version: for a page whose files the server no longer has. False when
 * that was tried within the last minute, or when there is no server to load it from; then everything stays as it is.
 */
export async function openNewestVersion(): Promise<boolean> {
  try {
    if (Date.now() - Number(sessionStorage.getItem(renewedKey) ?? 0) < pauseMs) return false
    // What a proxy answers while the server restarts is no page to open.
    if (!(await fetch('/', { method: 'HEAD', cache: 'no-store' })).ok) return false
    sessionStorage.setItem(renewedKey, String(Date.now()))
  } catch {
    // No server can be reached; or storage is forbidden, where nothing would end a circle of loading anew.
    return false
  }
  await Promise.race([takeNewestWorker(), new Promise(resolve => setTimeout(resolve, installMs))])
  location.reload()
  return true
}

async function takeNewestWorker(): Promise<void> {
  const registration = 'serviceWorker' in navigator && (await navigator.serviceWorker.getRegistration())
  if (!registration) return
  await registration.update().catch(() => undefined)
  const { installing, waiting } = registration
  if (installing) await past(installing, 'installing')
  const worker = installing ?? waiting
  if (worker) await change(worker)
}

/** Until the worker is no longer in this state. */
function past(worker: ServiceWorker, state: ServiceWorkerState): Promise<void> {
  return new Promise(resolve => {
    const check = (): void => {
      if (worker.state !== state) resolve()
    }
    worker.addEventListener('statechange', check)
    check()
  })
}
