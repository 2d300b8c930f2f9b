import { api } from './api.ts'
import { codeOf } from './problem.ts'

/** `missing`: this browser cannot, or not here (on iOS only once installed); `refused`: the person said no to it. */
export type PushState = 'missing' | 'refused' | 'off' | 'on'

/** The id under which the server keeps this browser, to take it back at sign-out. */
const key = 'okpay.push'

export async function pushState(): Promise<PushState> {
  if (!('PushManager' in window) || !('Notification' in window)) return 'missing'
  const registration = await workerOf()
  if (!registration) return 'missing'
  if (Notification.permission === 'denied') return 'refused'
  const subscription = await registration.pushManager.getSubscription()
  return subscription && keptId() !== null ? 'on' : 'off'
}

/** Asks the person, then the browser, then tells the server; resolves to what has become of it. */
export async function turnPushOn(): Promise<PushState> {
  const registration = await workerOf()
  if (!registration) return 'missing'
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') return permission === 'denied' ? 'refused' : 'off'
  const { public_key } = await api('getPushKey', {})
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: public_key,
  })
  const { endpoint, keys } = subscription.toJSON()
  const body = {
    endpoint: endpoint ?? '',
    keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
  }
  const { id } = await api('createPushSubscription', { body })
  keepId(id)
  return 'on'
}

export async function turnPushOff(): Promise<void> {
  const id = keptId()
  await forgetPush()
  if (id === null) return
  try {
    await api('deletePushSubscription', { params: { subscription: id } })
  } catch (error) {
    // Forgotten there already, or the session is over: its push service says so at the next message.
    if (codeOf(error) !== 'not_found' && codeOf(error) !== 'not_signed_in') throw error
  }
}

/**
 * At sign-out, without asking the server: the browser ends its subscription, and the push service says so at the next
 * message. Whoever uses this browser next sees nothing that was meant for another.
 */
export async function forgetPush(): Promise<void> {
  keepId(null)
  const registration = await workerOf()
  const subscription = await registration?.pushManager?.getSubscription()
  await subscription?.unsubscribe()
}

async function workerOf(): Promise<ServiceWorkerRegistration | undefined> {
  return 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined
}

function keptId(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage is forbidden in some private modes, where no browser gives push either.
    return null
  }
}

function keepId(id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(key)
    else localStorage.setItem(key, id)
  } catch {
    // As above.
  }
}
