import { afterEach, beforeEach, expect, test, vi } from 'vitest'

class FakeWorker extends EventTarget {
  state: ServiceWorkerState
  readonly postMessage = vi.fn(() => this.become('activating'))

  constructor(state: ServiceWorkerState) {
    super()
    this.state = state
  }

  become(state: ServiceWorkerState): void {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
}

class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null
  installing: FakeWorker | null = null
}

const reload = vi.fn()
let registration: FakeRegistration

beforeEach(() => {
  registration = new FakeRegistration()
  const register = () => Promise.resolve(registration)
  const ready = Promise.resolve({ active: null })
  vi.stubEnv('PROD', true)
  vi.stubGlobal('navigator', { serviceWorker: { controller: {}, register, ready } })
  vi.stubGlobal('location', { reload })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.resetModules()
  reload.mockReset()
})

/** A document that has begun to listen, and what it was offered. */
async function opened(): Promise<(() => void)[]> {
  const offers: (() => void)[] = []
  const { startServiceWorker } = await import('./service-worker.ts')
  startServiceWorker(load => offers.push(load))
  await Promise.resolve()
  return offers
}

test('an update that is waiting takes over, and the page is loaded anew', async () => {
  registration.waiting = new FakeWorker('installed')
  const offers = await opened()
  expect(offers).toHaveLength(1)
  offers[0]?.()
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce())
  expect(registration.waiting.postMessage).toHaveBeenCalledWith({ type: 'SKIP_WAITING' }, [])
})

test.each(['activated', 'redundant'] as const)(
  'an update that is %s by the time it is wanted loads the page anew at once',
  async state => {
    const worker = new FakeWorker('installed')
    registration.waiting = worker
    const offers = await opened()
    worker.become(state)
    offers[0]?.()
    await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce())
    expect(worker.postMessage).not.toHaveBeenCalled()
  },
)

test('an update that becomes redundant while it is waited for loads the page anew', async () => {
  const worker = new FakeWorker('installed')
  worker.postMessage.mockImplementation(() => undefined)
  registration.waiting = worker
  const offers = await opened()
  offers[0]?.()
  expect(reload).not.toHaveBeenCalled()
  worker.become('redundant')
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce())
})

test('an update that had begun before the page listened is offered, and only once', async () => {
  const worker = new FakeWorker('installing')
  registration.installing = worker
  const offers = await opened()
  registration.dispatchEvent(new Event('updatefound'))
  expect(offers).toHaveLength(0)
  worker.become('installed')
  expect(offers).toHaveLength(1)
})

test.each([
  [502, false],
  [200, true],
])('a server that answers %i: the page is opened in its version: %s', async (status, opens) => {
  vi.stubGlobal('navigator', {})
  const stored = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status })))
  const { openNewestVersion } = await import('./service-worker.ts')
  expect(await openNewestVersion()).toBe(opens)
  expect(reload).toHaveBeenCalledTimes(opens ? 1 : 0)
  // What did not reach a server may be tried again at once.
  expect(stored.size).toBe(opens ? 1 : 0)
})
