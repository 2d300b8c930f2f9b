import { useIsMutating } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Marks the mutations that order something: as long as one has no answer, nobody goes back to order it again. */
export const ordering = ['ordering'] as const

/**
 * The way to the step before, within one page; undefined on the first step and while an order is under way. The
 * browser's own back, which is a swipe on a phone, goes that way too, instead of leaving with all that was typed.
 */
export function useStepBack(back: (() => void) | undefined): (() => void) | undefined {
  const { history } = useRouter()
  const busy = useIsMutating({ mutationKey: ordering }) > 0
  useEffect(() => {
    if (!back) return undefined
    return history.block({
      enableBeforeUnload: false,
      blockerFn({ action }) {
        if (action !== 'BACK') return false
        if (!busy) back()
        return true
      },
    })
  }, [history, back, busy])
  return busy ? undefined : back
}
