import { useEffect, useState } from 'react'
import { isCurrency, type Currency } from '../../contract/money.ts'
import { forgetDraft, isText, keepDraft, readDraft } from './draft-storage.ts'
import { meQuery, queryClient } from './queries.ts'

/**
 * What a form is given of what was typed before. Apart from the storage: what ends a draft is in everybody's first
 * download, and only who opens such a form needs this.
 */
type Draft<Typed> = { customer: string | undefined; form: string; kept: Typed | undefined }

/**
 * What was typed into this form before a reload or a new sign-in. What was typed into one `form` is never put into
 * another; `isTyped` decides whether what an earlier version of the page kept is still understood.
 */
export function useKeptDraft<Typed>(form: string, isTyped: (value: unknown) => value is Typed): Draft<Typed> {
  const [draft] = useState(() => {
    const customer = customerNow()
    const found = readDraft()
    const isOurs = found !== undefined && found.customer === customer && found.form === form
    return { customer, form, kept: isOurs && isTyped(found.typed) ? found.typed : undefined }
  })
  return draft
}

type Way<Typed, Step> = {
  /** The step it was left at, with everything the server says about it asked anew. Never rejects. */
  resume: (typed: Typed) => Promise<Step>
  go: (step: Step) => void
}

/**
 * For what is asked on the way back to a step: where no answer comes, the way ends at the step before, where the same is
 * asked by a press and a refusal is shown.
 */
export const askLater = (): undefined => undefined

/** Goes on to the step the form was left at, once; true as long as that is on its way. */
export function useResume<Typed, Step>(kept: Typed | undefined, { resume, go }: Way<Typed, Step>): boolean {
  const [resuming, setResuming] = useState(kept !== undefined)
  useEffect(() => {
    if (kept === undefined) return undefined
    let left = false
    const goOn = async () => {
      const step = await resume(kept)
      if (left) return
      go(step)
      setResuming(false)
    }
    void goOn()
    return () => {
      left = true
    }
  }, [kept, resume, go])
  return resuming
}

/** Who is signed in; unknown as soon as the session has ended. */
function customerNow(): string | undefined {
  return queryClient.getQueryData(meQuery.queryKey)?.id
}

/** Keeps what is typed now; undefined once there is nothing to keep, or while it is not known yet. */
export function useKeeping({ customer, form }: Draft<unknown>, typed: unknown): void {
  const text = typed === undefined ? undefined : JSON.stringify(typed)
  useEffect(() => {
    if (customer === undefined) return
    if (text === undefined) forgetDraft()
    else keepDraft({ customer, form, typed: text })
  }, [customer, form, text])
  // Who leaves the form gives it up; whose session has ended is led away from it and comes back.
  useEffect(
    () => () => {
      if (customerNow() !== undefined) forgetDraft()
    },
    [],
  )
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value)
}

export function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return values.some(each => each === value)
}

export function isCurrencyText(value: unknown): value is Currency {
  return isText(value) && isCurrency(value)
}
