import { z } from 'zod'
import { ask, type Customer } from '../customer.ts'
import { call, expectStatus } from '../okpay-api.ts'

/** What several people's chapters need. */

export const identified = z.object({ id: z.string() })

/** An ISO date, from today on. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

const news = z.object({ data: z.array(z.object({ id: z.string() })) })

/** Reads what there is to read up to now; what comes after it is new. */
export async function readNews(me: Customer): Promise<void> {
  const [newest] = news.parse(await ask(me, '/v1/notifications?limit=1')).data
  if (!newest) return
  const body = { up_to: newest.id }
  const answer = await call(me.okpayUrl, 'POST', '/v1/notifications/read', { token: me.token, body })
  expectStatus(answer, 'what was read', 200)
}

const rates = z.object({ data: z.array(z.object({ currency: z.string(), rate: z.string() })) })
const alerts = z.object({ data: z.array(z.unknown()) })

/** Wants to hear when a rate has changed by this factor; once. */
export async function watchRate(
  me: Customer,
  { from, to, change }: { from: string; to: string; change: number },
): Promise<void> {
  if (alerts.parse(await ask(me, '/v1/rate_alerts')).data.length > 0) return
  const { data } = rates.parse(await ask(me, `/v1/rates?base=${from}`))
  const now = data.find(({ currency }) => currency === to)
  if (!now) throw new Error(`there is no rate from ${from} to ${to}`)
  const body = { from, to, target: (Number(now.rate) * change).toFixed(4), basis: 'mid' }
  const answer = await call(me.okpayUrl, 'POST', '/v1/rate_alerts', { token: me.token, body })
  expectStatus(answer, 'a rate alert', 201)
}
