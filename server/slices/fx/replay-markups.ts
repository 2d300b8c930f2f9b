import type { Currency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { markupFor, type MarkupRule, type ReplayLine } from '../pricing/index.ts'
import { readExchanges, type MadeExchange } from './queries-replay.ts'
import { ceilingOf, convertDown, euro, midRatio, minorRatio, parseRate } from './rate.ts'
import { monthStart } from './volume.ts'

const dayMs = 24 * 60 * 60_000
const replayedMs = 30 * dayMs
const perRead = 5_000

/**
 * The exchanges of the last 30 days priced once more by these mark-ups, by the currency that arrives: what was converted
 * and what our share of it was and would be. The volume of each month counts from its first day, at the rates the
 * exchanges themselves were made at, up to the moment each price was told.
 */
export async function replayMarkups(
  db: ReadDb,
  rules: readonly MarkupRule[],
  now: Date,
): Promise<{ from: Date; to: Date; lines: ReplayLine[] }> {
  const from = new Date(now.getTime() - replayedMs)
  const tallies = new Map<Currency, ReplayLine>()
  const sold = new Map<string, { at: Date; cents: bigint }[]>()
  let after: MadeExchange | undefined
  for (;;) {
    const rows = await readExchanges(db, { after, since: monthStart(from), until: now, limit: perRead })
    for (const row of rows) {
      const before = sold.get(row.customer_id) ?? []
      if (row.made_at >= from) addTo(tallies, row, shareOf(row, rules, before))
      before.push({ at: row.made_at, cents: inEuroCents(row) })
      sold.set(row.customer_id, before)
    }
    after = rows.at(-1)
    if (rows.length < perRead) break
  }
  return { from, to: now, lines: Array.from(tallies.values()) }
}

/** Our share of an exchange by these rules, given what its customer had sold before. */
function shareOf(
  { from_currency: from, to_currency: to, receive, markup, quoted_at: quotedAt }: MadeExchange,
  rules: readonly MarkupRule[],
  before: readonly { at: Date; cents: bigint }[],
): bigint {
  const since = monthStart(quotedAt)
  const volume = before
    .filter(({ at }) => at >= since && at < quotedAt)
    .reduce((sum, { cents }) => sum + cents, 0n)
  const { basisPoints } = markupFor({ version: 0, rules }, { from, to, volume })
  return ceilingOf((receive + markup) * BigInt(basisPoints), 10_000n)
}

function inEuroCents({ send, from_currency: currency, from_rate: text }: MadeExchange): bigint {
  const rate = parseRate(text)
  assertInvariant(rate !== undefined, `an exchange was made at ${text}, which is no rate`)
  return convertDown(send, minorRatio(midRatio(rate, euro), currency, 'EUR'))
}

function addTo(tallies: Map<Currency, ReplayLine>, row: MadeExchange, share: bigint): void {
  const { to_currency: currency, receive, markup } = row
  const line = tallies.get(currency) ?? {
    operation: 'exchange',
    currency,
    count: 0,
    moved: 0n,
    incomeBefore: 0n,
    incomeAfter: 0n,
    refused: 0,
    refusedCustomers: 0,
  }
  tallies.set(currency, {
    ...line,
    count: line.count + 1,
    moved: line.moved + receive + markup,
    incomeBefore: line.incomeBefore + markup,
    incomeAfter: line.incomeAfter + share,
  })
}
