import { useEffect, useState } from 'react'
import { isCurrency, type Currency } from '../../contract/money.ts'
import { meQuery, queryClient } from './queries.ts'

/**
 * What somebody has typed into a form about money, so that a reload or the end of a session costs nobody their typing.
 * Kept in this tab's own storage for the customer who typed it; gone when it is sent, when they leave the form, sign out
 * (in any tab) or somebody else signs in, and after two hours. Only what was typed: no price, no name or number the
 * server told, no code and no password.
 */
const key = 'okpay.draft'

/** When somebody signed out on this device last: what other tabs kept before that is over. */
const endKey = 'okpay.drafts-over'

/** Longer than an unused session lives (an hour), or it would be gone just when it is wanted. */
const lifetimeMs = 2 * 3_600_000

/** `typed` is JSON: which form it is of decides what must be in it. */
type Kept = { version: 1; customer: string; form: string; at: number; typed: string }

let expiry: ReturnType<typeof setTimeout> | undefined

export function keepDraft(draft: Pick<Kept, 'customer' | 'form' | 'typed'>): void {
  const kept: Kept = { version: 1, at: Date.now(), ...draft }
  try {
    sessionStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // Storage is full or forbidden; what was typed then lasts as long as the page.
  }
  clearTimeout(expiry)
  expiry = setTimeout(forgetDraft, lifetimeMs)
  window.addEventListener('storage', forgetWithOthers)
}

function forgetWithOthers(event: StorageEvent): void {
  if (event.key === endKey) forgetDraft()
}

/** What is kept, unless its time is over or an earlier version wrote it otherwise. */
function readDraft(): (Omit<Kept, 'typed'> & { typed: unknown }) | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    if (!isKept(kept)) return undefined
    const ageMs = Date.now() - kept.at
    const isOver = kept.at <= Number(localStorage.getItem(endKey) ?? 0)
    if (ageMs < 0 || ageMs >= lifetimeMs || isOver) return undefined
    return { ...kept, typed: JSON.parse(kept.typed) }
  } catch {
    return undefined
  }
}

export function forgetDraft(): void {
  clearTimeout(expiry)
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

/** Called when somebody has signed in: what another customer typed in this tab is not for them. */
export function forgetDraftOfOthers(customer: string): void {
  if (readDraft()?.customer !== customer) forgetDraft()
}

/** Called when somebody signs out: nothing they typed stays, in no tab of this browser. */
export function endDrafts(): void {
  forgetDraft()
  try {
    localStorage.setItem(endKey, String(Date.now()))
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

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

function isKept(value: unknown): value is Kept {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    isText(value['customer']) &&
    isText(value['form']) &&
    isText(value['typed']) &&
    typeof value['at'] === 'number'
  )
}

/** For the parts of what was kept, which an earlier version of the page may have written. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
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
