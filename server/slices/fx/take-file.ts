import { createHash } from 'node:crypto'
import type { Currency } from '../../../contract/money.ts'
import type { Db } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import type { Logger } from '../../platform/log.ts'
import { RatesFileError, readRatesFile } from './ecb.ts'
import * as queries from './queries-rates.ts'
import { parseRate, type Rate } from './rate.ts'

/** A rate this far from the one before is looked at by a person before anybody gets it: 10 %. */
const jumpBasisPoints = 1_000n

const dayMs = 86_400_000

export type TakenFile = { taken: boolean; days: number; held: Currency[] }

/**
 * Takes a file of rates: each rate once, newest day last. A rate that jumps is stored as `held` and stops quoting of
 * its currency until the operator accepts or rejects it (`npm run okpay -- rates:accept`): a wrong decimal point
 * would otherwise be an open till. The same content again changes nothing. Throws `RatesFileError`.
 */
export async function takeRatesFile(
  { db, log }: { db: Db; log: Logger },
  file: { text: string; origin: string; now: Date },
): Promise<TakenFile> {
  const days = readRatesFile(file.text).toSorted((a, b) => (a.day < b.day ? -1 : 1))
  // A day ahead is the other side of the date line; more is a mistake, and would be the newest for ever.
  const latest = new Date(file.now.getTime() + dayMs).toISOString().slice(0, 10)
  const ahead = days.find(({ day }) => day > latest)
  if (ahead) throw new RatesFileError(`it sets rates for ${ahead.day}, which is still to come`)
  const contentHash = createHash('sha256').update(file.text).digest()
  const taken = await db.transaction(async tx => {
    await queries.lockRates(tx)
    const id = newId()
    if (!(await queries.insertFile(tx, { id, contentHash, origin: file.origin, receivedAt: file.now })))
      return { taken: false, days: 0, held: [] }
    const sound = new Map((await queries.latestSoundRates(tx)).map(rate => [rate.currency, rate]))
    const rates: queries.StoredRate[] = []
    for (const { day, rates: ofDay } of days)
      for (const [currency, rate] of ofDay) {
        const before = sound.get(currency)
        // A day older than what is known is history: it is charted and never quoted, so it need not be looked at.
        const isNewer = before === undefined || day >= before.day
        const status = isNewer && before && jumps(before.rate, rate) ? 'held' : 'active'
        const stored: queries.StoredRate = { currency, day, rate, status }
        rates.push(stored)
        if (isNewer && status === 'active') sound.set(currency, stored)
      }
    await queries.insertRates(tx, { id, receivedAt: file.now }, rates)
    const held = new Set(rates.filter(({ status }) => status === 'held').map(({ currency }) => currency))
    return { taken: true, days: days.length, held: Array.from(held) }
  })
  if (taken.held.length > 0)
    log.error(
      { origin: file.origin, currencies: taken.held },
      'rates jumped and wait for the operator; not quoted',
    )
  else if (taken.taken) log.info({ origin: file.origin, days: taken.days }, 'rates were taken')
  return taken
}

function jumps(before: string, after: string): boolean {
  const old = parseRate(before)
  const fresh = parseRate(after)
  if (!old || !fresh) throw new Error(`a stored rate is none: ${before}, ${after}`)
  const [a, b] = alike(old, fresh)
  const difference = a > b ? a - b : b - a
  return difference * 10_000n > a * jumpBasisPoints
}

/** Both with the same number of decimals. */
function alike(a: Rate, b: Rate): [bigint, bigint] {
  return [a.digits * 10n ** BigInt(b.scale), b.digits * 10n ** BigInt(a.scale)]
}
