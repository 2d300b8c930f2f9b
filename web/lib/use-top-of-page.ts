import { useEffect, useRef } from 'react'

/** Each step of a task is a screen of its own: it begins at its top, and the focus goes there too. */
export function useTopOfPage(step: string): void {
  const shown = useRef(step)
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    window.scrollTo(0, 0)
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [step])
}
