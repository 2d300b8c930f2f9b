import { useSyncExternalStore } from 'react'

const checkMs = 500

/**
 * Whole seconds until an instant of this device's clock, counting down to 0; null counts nothing. The clock is read
 * anew each time, so a phone that slept in between is right at once.
 */
export function useCountdown(endsAt: number | null): number {
  return useSyncExternalStore(everyHalfSecond, () =>
    endsAt === null ? 0 : Math.max(0, Math.ceil((endsAt - Date.now()) / 1_000)),
  )
}

function everyHalfSecond(watcher: () => void): () => void {
  const timer = setInterval(watcher, checkMs)
  return () => clearInterval(timer)
}
