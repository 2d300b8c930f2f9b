/**
 * Makes the app installable and open without a connection. A new version is offered, never forced: a reload in the
 * middle of a payment would lose what was typed. `onUpdate` gets what loads the new version.
 */
export function startServiceWorker(onUpdate: (load: () => void) => void): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('/sw.js').then(
    registration => watch(registration, onUpdate),
    (error: unknown) => {
      // Without it the app works all the same, only not offline.
      console.warn('the offline app could not be installed', error)
    },
  )
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
    onUpdate(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
      worker.postMessage({ type: 'SKIP_WAITING' }, [])
    })
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => {
      // Without a controller this is the first installation, and the page already is the newest version.
      if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker)
    })
  })
}
