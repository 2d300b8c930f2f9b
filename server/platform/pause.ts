/** Waits, but no longer than until `signal` is aborted; never rejects. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    signal?.addEventListener('abort', finish, { once: true })
  })
}

/** Wakes one loop. A ring while nobody waits is remembered, so that nothing that happened meanwhile is missed. */
export type Bell = {
  ring(): void
  /** Until the next ring, but at most that long. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(milliseconds, signal) {
      if (!rung) {
        const waiting = new AbortController()
        const giveUp = () => waiting.abort()
        wake = giveUp
        signal?.addEventListener('abort', giveUp, { once: true })
        if (signal?.aborted) giveUp()
        await pause(milliseconds, waiting.signal)
        signal?.removeEventListener('abort', giveUp)
        wake = undefined
      }
      rung = false
    },
  }
}
