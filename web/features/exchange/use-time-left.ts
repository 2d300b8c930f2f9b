import { useEffect, useState } from 'react'

/** `14:59` until then, by this device's clock from when it was first shown; undefined once it is over. */
export function useTimeLeft(iso: string): string | undefined {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.floor((Date.parse(iso) - now) / 1_000)
  if (seconds <= 0) return undefined
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
