import { SaxesParser } from 'saxes'
import { z } from 'zod'
import { currencies, type Currency } from '../../../contract/money.ts'
import { parseRate } from './rate.ts'

/** The rates one file sets for one day: decimal texts, units for one euro. Currencies we do not keep are left out. */
export type DayOfRates = { day: string; rates: ReadonlyMap<Currency, string> }

/** Why a file is not taken; a sentence for the operator's log. */
export class RatesFileError extends Error {}

const currency = z.enum(currencies)
/** A year of days with thirty currencies is 700 kB; what is ten times that is not a file of rates. */
export const maxRatesBytes = 8 * 1_024 * 1_024

/**
 * Reads a file in the format of the European Central Bank's euro reference rates (`eurofxref-daily.xml`,
 * `eurofxref-hist.xml`): nested elements `Cube`, one per day with `time`, in it one per currency with `currency` and
 * `rate`. All or nothing: a file with one bad rate is refused whole, because its other rates are as doubtful.
 */
export function readRatesFile(text: string): DayOfRates[] {
  if (Buffer.byteLength(text) > maxRatesBytes) throw new RatesFileError('the file is larger than 8 MiB')
  const days: { day: string; rates: Map<Currency, string> }[] = []
  const known = new Set<string>()
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', error => {
    throw new RatesFileError(`it is no well-formed XML: ${error.message}`)
  })
  parser.on('doctype', () => {
    throw new RatesFileError('it declares a document type, which files of rates have no use for')
  })
  parser.on('opentag', ({ local, attributes }) => {
    if (local !== 'Cube') return
    const { time, currency: code, rate } = attributes
    if (time !== undefined) {
      const day = readDay(time.value)
      if (known.has(day)) throw new RatesFileError(`it sets ${day} twice`)
      known.add(day)
      days.push({ day, rates: new Map() })
    }
    if (code === undefined && rate === undefined) return
    const today = days.at(-1)
    if (!today || code === undefined || rate === undefined)
      throw new RatesFileError('a rate stands without its day, its currency or its value')
    addRate(today, code.value, rate.value)
  })
  parser.write(text).close()
  if (!days.some(({ rates }) => rates.size > 0))
    throw new RatesFileError('it holds no rate of a currency we keep')
  return days
}

function readDay(text: string): string {
  const day = z.iso.date().safeParse(text)
  // The euro began in 1999.
  if (!day.success || day.data < '1999') throw new RatesFileError(`"${text}" is no day`)
  return day.data
}

function addRate(today: { day: string; rates: Map<Currency, string> }, code: string, rate: string): void {
  if (parseRate(rate) === undefined) throw new RatesFileError(`"${rate}" is no rate (${code}, ${today.day})`)
  const kept = currency.safeParse(code)
  if (!kept.success) return
  if (kept.data === 'EUR')
    throw new RatesFileError('it sets a rate for the euro, in which all rates are told')
  if (today.rates.has(kept.data)) throw new RatesFileError(`it sets ${code} twice for ${today.day}`)
  today.rates.set(kept.data, rate)
}
