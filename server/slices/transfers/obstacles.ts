import { errorCatalogue, type ErrorCode } from '../../../contract/errors.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import type { Refusal } from '../../platform/errors.ts'
import type { RequestContext } from '../../platform/http/route.ts'
import { refusalText } from '../../platform/messages.ts'
import { debitObstacle, restrictionDetails, type CustomerFacts } from '../wallet/index.ts'

/** Why an order would be refused right now, for previews: the decision itself looks again. */
export type Obstacle = { code: ErrorCode; details: Record<string, unknown> }

export function obstacleOfPayer(payer: CustomerFacts, now: Date): Obstacle | undefined {
  const code = debitObstacle(payer, now)
  if (code === 'account_restricted') return { code, details: restrictionDetails(payer, 'debit', now) }
  return code ? { code, details: {} } : undefined
}

export function obstacleInFunds(balance: bigint, total: Money): Obstacle | undefined {
  if (balance >= total.minor) return undefined
  const { code, details = {} } = shortOf(balance, total)
  return { code, details }
}

/** That the money does not suffice, with what is missing; `balance` in minor units. */
export function shortOf(balance: bigint, total: Money): Refusal {
  const wire = (minor: bigint) => toWireMoney(money(minor, total.currency))
  return {
    code: 'insufficient_funds',
    details: { available: wire(balance), missing: wire(total.minor - balance) },
  }
}

/** The obstacle in the reader's words, with what to do next. */
export function explain(
  { code, details }: Obstacle,
  context: Pick<RequestContext, 'locale'>,
  timeZone: string,
) {
  const text = refusalText(code, details, { locale: context.locale, timeZone })
  return { code, ...text, next_step: errorCatalogue[code].next }
}
