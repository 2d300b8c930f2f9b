import { available, fees, fxPosition, reserved, type AccountRef, type Posting } from '../ledger/index.ts'
import type { LimitKey } from '../pricing/index.ts'
import type { Quote } from './quote.ts'

/** Every account the price touches; the first is the one whose lock guards quote and transfer. */
export function accountsOf({ customerId, total, receive }: Quote): AccountRef[] {
  const [source, target] = [total.currency, receive.currency]
  const own = [available(customerId, source), fees('transfer_abroad', source)]
  const held = [available(customerId, target), reserved(customerId, target)]
  if (source === target) return [...own, reserved(customerId, target)]
  return [...own, ...held, fxPosition(source), fxPosition(target), fees('fx_markup', target)]
}

export function limitKeyOf({ customerId, total }: Quote): LimitKey {
  return { customerId, operation: 'transfer_abroad', currency: total.currency }
}

/** Fees, and the exchange in two legs each in one currency; none where there is neither. */
export function postingsOf(quote: Quote): Posting[] {
  const { customerId, principal, receive, markup, exchange } = quote
  const [source, target] = [principal.currency, receive.currency]
  const wallet = available(customerId, source)
  const postings: Posting[] = quote.fees.map(({ amount }) => ({
    kind: 'fee',
    from: wallet,
    to: fees('transfer_abroad', source),
    amount: amount.minor,
  }))
  if (!exchange) return postings
  const position = fxPosition(target)
  postings.push(
    { kind: 'sell', from: wallet, to: fxPosition(source), amount: principal.minor },
    { kind: 'buy', from: position, to: available(customerId, target), amount: receive.minor },
  )
  if (markup.minor > 0n)
    postings.push({ kind: 'markup', from: position, to: fees('fx_markup', target), amount: markup.minor })
  return postings
}
