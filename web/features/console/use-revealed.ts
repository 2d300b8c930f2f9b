import { useCallback, useEffect, useState } from 'react'
import type { StaffAnswer } from '../../lib/staff-api.ts'

type Answer = StaffAnswer<'revealCustomer'>

export type Revealed = {
  values: Answer['values']
  /** Seconds until everything is masked again; 0 when nothing is shown. */
  secondsLeft: number
  show: (answer: Answer) => void
  hide: () => void
}

const nothing = {}

/**
 * What was revealed, for as long as the server said and no longer; kept in this component alone, in no cache. Counted
 * from the answer on this device's own clock, which may be minutes off the server's.
 */
export function useRevealed(): Revealed {
  const [shown, setShown] = useState<{ values: Answer['values']; until: number }>()
  const [now, setNow] = useState(() => performance.now())
  const until = shown?.until
  useEffect(() => {
    if (until === undefined) return undefined
    const timer = setInterval(() => {
      setNow(performance.now())
      if (performance.now() >= until) setShown(undefined)
    }, 1_000)
    return () => clearInterval(timer)
  }, [until])
  const show = useCallback((answer: Answer) => {
    setNow(performance.now())
    setShown({ values: answer.values, until: performance.now() + answer.shown_seconds * 1_000 })
  }, [])
  const hide = useCallback(() => setShown(undefined), [])
  const secondsLeft = until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1_000))
  return { values: shown?.values ?? nothing, secondsLeft, show, hide }
}
