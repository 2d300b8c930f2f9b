/** A registration whose address is still to be proved, remembered by the browser that began it. */
export type PendingRegistration = { id: string; email: string }

const key = 'okpay.pending-registration'

/** Beyond the tab, unlike what was typed: the mail is often read hours later, after the tab was closed. */
export function keepPending({ id, email }: PendingRegistration): void {
  try {
    localStorage.setItem(key, JSON.stringify({ id, email }))
  } catch {
    // Storage is forbidden in some private modes; signing in leads to the same place.
  }
}

export function readPending(): PendingRegistration | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return isPending(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

export function forgetPending(): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

function isPending(value: unknown): value is PendingRegistration {
  if (typeof value !== 'object' || value === null) return false
  return ['id', 'email'].every(field => field in value && typeof Reflect.get(value, field) === 'string')
}
