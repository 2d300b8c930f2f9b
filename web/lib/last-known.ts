/** What was last read, kept on this device so that the app opens without a connection; always shown as of its time. */
const key = 'okpay.last-wallet'

export type LastKnown<Value> = { at: string; value: Value }

export function keepLastKnown(value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify({ at: new Date().toISOString(), value }))
  } catch {
    // Storage is full or forbidden; then the app opens empty without a connection.
  }
}

/** `isValue` decides whether what was kept by an earlier version is still understood. */
export function readLastKnown<Value>(
  isValue: (value: unknown) => value is Value,
): LastKnown<Value> | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('at' in kept) || !('value' in kept)) return undefined
    return typeof kept.at === 'string' && isValue(kept.value) ? { at: kept.at, value: kept.value } : undefined
  } catch {
    return undefined
  }
}

/** At sign-out nothing about the customer stays on the device. */
export function forgetLastKnown(): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}
