import { DomainError } from '../platform/errors.ts'

const patienceMs = 5_000

/**
 * Moves a simulated counterparty's clock (acquirer, bank) to an offset. With clocks apart an acquirer would refuse
 * payment pages that end too far in its future, and nothing would expire, settle or be booked there. One that is
 * further ahead already stays where it is.
 */
export function counterpartyClock(address: string): (offsetMs: number) => Promise<void> {
  const url = new URL('/steer/api/clock', address)
  return async offsetMs => {
    const answer = await put(url, { offset_ms: offsetMs })
    if (answer.ok || answer.status === 409) return
    throw new Error(`the clock of ${url.host} was not moved: ${answer.status} ${await answer.text()}`)
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
