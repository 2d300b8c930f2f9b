import type { z } from 'zod'
import { listFees, type pricedRuleSchema } from '../../../contract/api/pricing.ts'
import { exponentOf, money, toWireMoney, type Currency } from '../../../contract/money.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { feeOf } from './fees.ts'
import type { FeeRule, FeeSchedule } from './schedules.ts'
import type { ReadComing } from './upcoming.ts'

/** The published prices are the very rules decisions follow: nobody keeps a second list. */
export function listFeesRoute(read: ReadComing): Route {
  return route(listFees, async ({ context: { now } }) => {
    const { inForce, upcoming } = await read.fees(now)
    return {
      ...presentFees(inForce),
      upcoming: upcoming.map(({ change, ...schedule }) => ({ ...presentFees(schedule), change })),
    }
  })
}

function presentFees({ version, startsAt, rules }: FeeSchedule) {
  return { version, valid_from: startsAt.toISOString(), rules: rules.map(priced) }
}

/** Round amounts worth some hundred euros in each currency, so that an example says something. */
function exampleAmount(currency: Currency): bigint {
  const major = currency === 'JPY' ? 100_000n : 1_000n
  return major * 10n ** BigInt(exponentOf(currency))
}

function priced(rule: FeeRule): z.input<typeof pricedRuleSchema> {
  const currency = rule.currency ?? 'EUR'
  const amount = money(exampleAmount(currency), currency)
  const fee = money(feeOf(rule, amount), currency)
  return { ...rule, example: { amount: toWireMoney(amount), fee: toWireMoney(fee) } }
}
