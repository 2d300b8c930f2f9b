import { useEffect, useRef, useState } from 'react'
import { isRecord, isText, keepDraft } from './draft-storage.ts'
import { useKeeping, useKeptDraft } from './kept-draft.ts'
import { isOpen, pressed } from './order.ts'

/** A press whose answer has not come: what was wanted, as data, and the key it was wanted under. */
type Press = { wish: string; key: string }

type Kept<Typed> = { typed: Typed; presses: readonly Press[] }

type Form<Typed> = {
  /** What is in its fields before anything is typed; as long as they are untouched nothing is kept. */
  blank: Typed
  isTyped: (value: unknown) => value is Typed
}

/**
 * A form about money that is sent by one press, without a review. What is typed in it outlives a reload and the end of
 * the session (0116), and with it the keys of presses that got no answer: the same wish pressed again is the same order.
 * `press` is `pressed` with these keys; once it has succeeded nothing is kept any more. `isOpen` tells of a wish that was
 * pressed before: whoever asks for its price first is told about a second order.
 */
export function useKeptForm<Typed extends object>(form: string, { blank, isTyped }: Form<Typed>) {
  const before = useKeptDraft(form, (value): value is Kept<Typed> => isKept(value) && isTyped(value.typed))
  const [changed, setChanged] = useState(before.kept?.typed)
  const [presses, setPresses] = useState<readonly Press[]>(before.kept?.presses ?? [])
  const [isSent, setSent] = useState(false)
  const typed = changed ?? blank
  useKeeping(before, changed && !isSent ? { typed: changed, presses } : undefined)

  // A press may ask something before it orders, and the form be left meanwhile: what it kept then nobody would forget.
  const left = useRef(false)
  useEffect(() => {
    left.current = false
    return () => {
      left.current = true
    }
  }, [])

  const without = (name: string) => (all: readonly Press[]) => all.filter(({ wish }) => wish !== name)
  const keys = {
    get: (name: string) => presses.find(({ wish }) => wish === name)?.key,
    set(name: string, key: string) {
      const kept: Kept<Typed> = { typed, presses: [...without(name)(presses), { wish: name, key }] }
      setChanged(now => now ?? blank)
      setPresses(kept.presses)
      // At once, not with the next drawing of the page: a key must lie there before the order leaves.
      if (before.customer !== undefined && !left.current)
        keepDraft({ customer: before.customer, form, typed: JSON.stringify(kept) })
    },
    delete: (name: string) => setPresses(without(name)),
  }

  async function press<Result>(wish: unknown, send: (key: string) => Promise<Result>): Promise<Result> {
    const result = await pressed(wish, send, keys)
    setSent(true)
    return result
  }

  return {
    typed,
    change: (part: Partial<Typed>) => setChanged({ ...typed, ...part }),
    press,
    isOpen: (wish: unknown) => isOpen(wish, keys),
  }
}

function isKept(value: unknown): value is Kept<unknown> {
  return isRecord(value) && Array.isArray(value['presses']) && value['presses'].every(isPress)
}

function isPress(value: unknown): value is Press {
  return isRecord(value) && isText(value['wish']) && isText(value['key'])
}
