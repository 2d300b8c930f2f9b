import { useEffect, useState } from 'react'

/**
 * Whole seconds until an instant of this device's clock, counting down to 0; null counts nothing. The clock is read
 * anew each time, so a phone that slept in between is right at once.
 */
export function useCountdown(endsAt: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  const over = endsAt === null || now >= endsAt
  useEffect(() => {
    setNow(Date.now())
    if (endsAt === null || Date.now() >= endsAt) return undefined
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [endsAt, over])
  return endsAt === null ? 0 : Math.max(0, Math.ceil((endsAt - now) / 1_000))
}
