import { DomainError } from '../platform/errors.ts'

const patienceMs = 5_000

/**
 * Moves the simulated acquirer's clock to an offset. With clocks apart it would refuse payment pages that end too
 * far in its future, and nothing would expire or settle there. One that is further ahead already stays where it is.
 */
export function acquirerClock(acquirerUrl: string): (offsetMs: number) => Promise<void> {
  const url = new URL('/steer/api/clock', acquirerUrl)
  return async offsetMs => {
    const answer = await put(url, { offset_ms: offsetMs })
    if (answer.ok || answer.status === 409) return
    throw new Error(`the acquirer's clock was not moved: ${answer.status} ${await answer.text()}`)
  }
}

async function put(url: URL, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    })
  } catch (error) {
    throw new DomainError('rail_unavailable', { details: { reason: String(error) } })
  }
}
