import type { Currency } from '../../../contract/money.ts'
import type { TestApp } from '../../../test/factories/app.ts'

/** A file of reference rates for one euro, in the European Central Bank's format. */
export function ratesFile(day: string, rates: Partial<Record<Currency, string>>): string {
  const cubes = Object.entries(rates).map(
    ([currency, rate]) => `<Cube currency="${currency}" rate="${rate}"/>`,
  )
  return `<Envelope><Cube><Cube time="${day}">${cubes.join('')}</Cube></Cube></Envelope>`
}

export const today = (): string => new Date().toISOString().slice(0, 10)
export const daysAgo = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

export const usualRates = {
  USD: '1.08',
  CNY: '7.82',
  GBP: '0.85',
  JPY: '161.40',
  HKD: '8.45',
  KWD: '0.332',
} as const

export async function takeRates(
  world: TestApp,
  rates: Partial<Record<Currency, string>> = usualRates,
  day = today(),
) {
  return world.app.slices.fx.desk.takeFile({ text: ratesFile(day, rates), origin: 'test', now: new Date() })
}
