/**
 * When another code may be asked for, on this device's clock. The server's may be another, in the test edition by
 * days, so a wait that cannot be is cut short: asking too early is answered with the true one.
 */
export function resendAllowedAt(resendAt: string): number {
  const waitMs = Date.parse(resendAt) - Date.now()
  return Date.now() + Math.min(Math.max(waitMs, 0), longestWaitMs)
}

const longestWaitMs = 60_000
