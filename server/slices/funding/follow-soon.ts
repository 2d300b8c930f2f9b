import { setTimeout as sleep } from 'node:timers/promises'
import { toTypeId } from '../../../contract/ids.ts'
import type { FundingDeps } from './deps.ts'
import { follow } from './follow.ts'

/** How long a request waits for the payment page before it answers without one. */
const patienceMs = 5_000

/**
 * Opens the page while the customer waits, but not for ever. What fails or takes longer is not lost: the job that
 * was planned with the deposit does the same.
 */
export async function followSoon(deps: FundingDeps, depositId: string): Promise<void> {
  const over = new AbortController()
  const following = follow(deps, depositId)
    .catch((error: unknown) =>
      deps.log.error(
        { err: error, deposit: toTypeId('deposit', depositId) },
        'following a new deposit failed; its job repeats it',
      ),
    )
    .finally(() => over.abort())
  await Promise.race([following, sleep(patienceMs, undefined, { signal: over.signal }).catch(ignoreAbort)])
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}
