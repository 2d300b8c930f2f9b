import { api } from './api.ts'
import { codeOf } from './problem.ts'

/**
 * `missing`: this browser cannot, or not here (on iOS only once installed); `refused`: the person said no to it;
 * `ended`: it was on, and the server or the browser has ended it since.
 */
export type PushState = 'missing' | 'refused' | 'off' | 'ended' | 'on'

/** The id of the customer whose messages this browser was asked to show. */
const key = 'okpay.push'

/** Asks the server too: it ends messages wherever sessions end, without a word to the browser. */
export async function pushState(customerId: string): Promise<PushState> {
  if (!('PushManager' in window) || !('Notification' in window)) return 'missing'
  const registration = await workerOf()
  if (!registration) return 'missing'
  if (Notification.permission === 'denied') return 'refused'
  const subscription = await registration.pushManager.getSubscription()
  if (subscription && (await idOf(subscription)) !== null) return 'on'
  return keptOwner() === customerId ? 'ended' : 'off'
}

/** The id under which the server keeps this browser for whoever is signed in, if it does. */
async function idOf({ endpoint }: PushSubscription): Promise<string | null> {
  const { data } = await api('listPushSubscriptions', {})
  return data.find(known => known.endpoint === endpoint)?.id ?? null
}

/** Asks the person, then the browser, then tells the server; resolves to what has become of it. */
export async function turnPushOn(customerId: string): Promise<PushState> {
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
  await api('createPushSubscription', { body })
  keepOwner(customerId)
  return 'on'
}

export async function turnPushOff(): Promise<void> {
  const registration = await workerOf()
  const subscription = await registration?.pushManager?.getSubscription()
  await forgetPush()
  if (!subscription) return
  try {
    const id = await idOf(subscription)
    if (id !== null) await api('deletePushSubscription', { params: { subscription: id } })
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
  keepOwner(null)
  const registration = await workerOf()
  const subscription = await registration?.pushManager?.getSubscription()
  await subscription?.unsubscribe()
}

/** At sign-in: what this browser was asked to show for somebody else must not be shown to whoever uses it now. */
export async function forgetPushOfOthers(customerId: string): Promise<void> {
  const owner = keptOwner()
  if (owner !== null && owner !== customerId) await forgetPush()
}

async function workerOf(): Promise<ServiceWorkerRegistration | undefined> {
  return 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined
}

function keptOwner(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage is forbidden in some private modes, where no browser gives push either.
    return null
  }
}

function keepOwner(customerId: string | null): void {
  try {
    if (customerId === null) localStorage.removeItem(key)
    else localStorage.setItem(key, customerId)
  } catch {
    // As above.
  }
}
