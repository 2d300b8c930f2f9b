/** Groups of countries a price may name instead of one country. */
export const regionGroups = ['EEA'] as const
export type RegionGroup = (typeof regionGroups)[number]

/**
 * Members of the European Economic Area as ISO 3166-1 alpha-2 codes: the 27 states of the Union with Iceland,
 * Liechtenstein and Norway (https://www.efta.int/eea). One price for all of it is what Regulation (EU) 2021/1230 asks
 * for payments in euro.
 */
const eea: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ')

const membersOf: Readonly<Record<RegionGroup, readonly string[]>> = { EEA: eea }

export function isRegionGroup(text: string): text is RegionGroup {
  return Object.hasOwn(membersOf, text)
}

/**
 * How narrowly a rule's region holds for a country: 2 for the very country, 1 for a group it belongs to, 0 where the
 * rule names none; undefined where it does not hold. A country that is not known fits only rules that name none.
 */
export function regionFit(rule: string | null, country: string | null): 0 | 1 | 2 | undefined {
  if (rule === null) return 0
  if (country === null) return undefined
  if (rule === country) return 2
  return isRegionGroup(rule) && membersOf[rule].includes(country) ? 1 : undefined
}
