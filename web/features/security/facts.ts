import type { WireMoney } from '../../../contract/money.ts'
import type { Activity } from './queries.ts'

/** The amount among the facts of an event, where it is one. */
export function wireMoneyOf(fact: Activity['facts'][string] | undefined): WireMoney | undefined {
  return typeof fact === 'object' ? fact : undefined
}
