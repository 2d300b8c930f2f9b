import { useEffect, useEffectEvent, useState } from 'react'

/** When a part that is missing is tried again; returns what ends that. */
type Occasions = (again: () => void) => () => void

/**
 * A part beside the page. Where it cannot be loaded the page stays as it is, with everything that was typed into it;
 * `onMissing` may say so.
 */
export function usePart<Loaded>(
  load: () => Promise<Loaded>,
  { onMissing, occasions }: { onMissing?: () => void; occasions?: Occasions } = {},
): Loaded | undefined {
  const [loaded, setLoaded] = useState<{ value: Loaded }>()
  const tellMissing = useEffectEvent(() => onMissing?.())
  useEffect(() => {
    const attempt = (): void =>
      void load().then(
        value => setLoaded(before => before ?? { value }),
        () => tellMissing(),
      )
    attempt()
    return occasions?.(attempt)
  }, [load, occasions])
  return loaded?.value
}
