import { previewFee } from '../../../contract/api/pricing.ts'
import { toWireMoney } from '../../../contract/money.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { feesFor, sumOf } from './fees.ts'
import type { Schedules } from './schedules.ts'

/** What a price would be, for who is no customer: nothing of anybody's is read, and nothing is promised. */
export function previewFeeRoute(schedules: () => Promise<Schedules>): Route {
  return route(previewFee, async ({ body, context }) => {
    const { fees } = await schedules()
    const { amount } = body
    const lines = feesFor(fees, {
      operation: body.operation,
      method: body.method ?? null,
      payerRegion: body.payer_region ?? null,
      payeeRegion: body.payee_region ?? null,
      level: body.tier,
      amount,
      at: context.now,
    })
    return {
      amount: toWireMoney(amount),
      fees: lines.map(line => ({ ...line, amount: toWireMoney(line.amount) })),
      fee: toWireMoney(sumOf(lines, amount.currency)),
      version: fees.version,
    }
  })
}
