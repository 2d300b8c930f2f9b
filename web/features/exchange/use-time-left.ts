import { useEffect, useState } from 'react'
import type { Quote } from './queries.ts'

type Clocks = { wall: () => number; running: () => number }
const deviceClocks: Clocks = { wall: () => Date.now(), running: () => performance.now() }

/**
 * Whole seconds for which a price still holds. How long that is the server says by both of its own times; from when it is
 * first shown only passing time is measured, because this device's clock may be wrong. The running clock may stand still
 * while a phone sleeps and the wall clock may be set back, so the greater of both counts; what is true the server decides.
 */
export function holdsFor(
  { created_at: from, expires_at: until }: Pick<Quote, 'created_at' | 'expires_at'>,
  { wall, running }: Clocks = deviceClocks,
): () => number {
  const [startedAt, startedRunning] = [wall(), running()]
  const heldMs = Date.parse(until) - Date.parse(from)
  return () => {
    const passedMs = Math.max(wall() - startedAt, running() - startedRunning)
    return Math.max(0, Math.floor((heldMs - passedMs) / 1_000))
  }
}

/** `14:59` from when it was first shown; undefined once it is over. */
export function useTimeLeft(quote: Pick<Quote, 'created_at' | 'expires_at'>): string | undefined {
  const [left] = useState(() => holdsFor(quote))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 1_000)
    return () => clearInterval(timer)
  }, [left])
  if (seconds <= 0) return undefined
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
