import type { Stripe } from 'stripe'
import { z } from 'zod'
import { CURRENCY_CODES, type Currency } from '../currencies.ts'
import { listAllCharges } from '../store/queries-payments.ts'
import type { Endpoint } from './call.ts'
import { readExpansion } from './expand.ts'
import { expand, parseParams } from './params.ts'

const paramsSchema = z.strictObject({ expand })

/** Card funds become available two days after the charge; refunds are taken from where the charge is. */
const PENDING_S = 2 * 24 * 60 * 60

function toFunds(sums: ReadonlyMap<Currency, bigint>): Stripe.Balance.Available[] {
  return CURRENCY_CODES.map(currency => {
    const amount = Number(sums.get(currency) ?? 0n)
    return { amount, currency, source_types: { card: amount } }
  })
}

/** `balance.retrieve`: what the acquirer owes the merchant, per currency. This simulator takes no fee. */
export const retrieveBalance: Endpoint = {
  method: 'GET',
  path: '/v1/balance',
  answer({ tx, acquirer, params: form }) {
    readExpansion(parseParams(paramsSchema, form).expand, 'balance')
    const availableBefore = acquirer.clock.nowSeconds() - PENDING_S
    const sums = { available: new Map<Currency, bigint>(), pending: new Map<Currency, bigint>() }
    for (const charge of listAllCharges(tx)) {
      if (charge.status !== 'succeeded') continue
      const sum = charge.created <= availableBefore ? sums.available : sums.pending
      sum.set(charge.currency, (sum.get(charge.currency) ?? 0n) + charge.amount - charge.amountRefunded)
    }
    const balance: Stripe.Balance = {
      object: 'balance',
      available: toFunds(sums.available),
      livemode: false,
      pending: toFunds(sums.pending),
    }
    return { object: balance }
  },
}
