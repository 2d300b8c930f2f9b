import { z } from 'zod'
import { surroundings, type Visitor } from './browser.ts'

/** Steering the counterparties of the running program: what happens on their side while a customer looks at ours. */

type Counterparty = 'acquirer' | 'bank' | 'ewallet'

export async function steer(
  who: Counterparty,
  method: 'POST' | 'PUT',
  { path, body = {} }: { path: string; body?: object },
): Promise<void> {
  const answer = await fetch(`${surroundings().application[who]?.url}/steer/api${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`the ${who} refused ${path}: ${answer.status} ${await answer.text()}`)
}

const deposit = z.object({ status: z.string() })

const questions = { acquirer: 'GET /v1/checkout/sessions/', ewallet: 'GET /v1/payments/' } as const

/**
 * The counterparty answers no question about this payment until the customer looks: the program also asks by itself, half
 * a minute after the opening, and which of the two is first would be a matter of how fast the machine is. Answers what
 * each look was told.
 */
export async function silentUntilLooked(
  { page }: Visitor,
  { who, payment }: { who: keyof typeof questions; payment: string },
): Promise<readonly string[]> {
  const silence = { unavailable: { match: `${questions[who]}${payment}` } }
  await steer(who, 'PUT', { path: '/faults', body: who === 'acquirer' ? { api: silence } : silence })
  const told: string[] = []
  await page.route('**/v1/deposits/*/check', async route => {
    await steer(who, 'PUT', { path: '/faults' })
    const answer = await route.fetch()
    told.push(deposit.parse(await answer.json()).status)
    await route.fulfill({ response: answer })
  })
  return told
}
