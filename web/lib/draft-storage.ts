/**
 * What somebody has typed into a form about money, so that a reload or the end of a session costs nobody their typing.
 * Kept in this tab's own storage for the customer who typed it; gone when it is sent, when they leave the form, sign out
 * (in any tab) or somebody else signs in, and after two hours. Only what was typed: no price, no name or number the
 * server told, no code and no password.
 */
const key = 'okpay.draft'

/** When somebody signed out on this device last: what other tabs kept before that is over. */
const endKey = 'okpay.drafts-over'

/** Longer than an unused session lives (an hour), or it would be gone just when it is wanted. */
const lifetimeMs = 2 * 3_600_000

/** `typed` is JSON: which form it is of decides what must be in it. */
type Kept = { version: 1; customer: string; form: string; at: number; typed: string }

let expiry: ReturnType<typeof setTimeout> | undefined

export function keepDraft(draft: Pick<Kept, 'customer' | 'form' | 'typed'>): void {
  const kept: Kept = { version: 1, at: Date.now(), ...draft }
  try {
    sessionStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // Storage is full or forbidden; what was typed then lasts as long as the page.
  }
  clearTimeout(expiry)
  expiry = setTimeout(forgetDraft, lifetimeMs)
  window.addEventListener('storage', forgetWithOthers)
}

function forgetWithOthers(event: StorageEvent): void {
  if (event.key === endKey) forgetDraft()
}

/** What is kept, unless its time is over or an earlier version wrote it otherwise. */
export function readDraft(): (Omit<Kept, 'typed'> & { typed: unknown }) | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    if (!isKept(kept)) return undefined
    const ageMs = Date.now() - kept.at
    const isOver = kept.at <= Number(localStorage.getItem(endKey) ?? 0)
    if (ageMs < 0 || ageMs >= lifetimeMs || isOver) return undefined
    return { ...kept, typed: JSON.parse(kept.typed) }
  } catch {
    return undefined
  }
}

export function forgetDraft(): void {
  clearTimeout(expiry)
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

/** Called when somebody has signed in: what another customer typed in this tab is not for them. */
export function forgetDraftOfOthers(customer: string): void {
  if (readDraft()?.customer !== customer) forgetDraft()
}

/** Called when somebody signs out: nothing they typed stays, in no tab of this browser. */
export function endDrafts(): void {
  forgetDraft()
  try {
    localStorage.setItem(endKey, String(Date.now()))
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

function isKept(value: unknown): value is Kept {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    isText(value['customer']) &&
    isText(value['form']) &&
    isText(value['typed']) &&
    typeof value['at'] === 'number'
  )
}

/** For the parts of what was kept, which an earlier version of the page may have written. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}
