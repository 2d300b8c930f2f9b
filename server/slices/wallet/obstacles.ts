import { errorCatalogue, type ErrorCode } from '../../../contract/errors.ts'
import { money, toWireMoney, type Money, type WireMoney } from '../../../contract/money.ts'
import type { RequestContext } from '../../platform/http/route.ts'
import { refusalText } from '../../platform/messages.ts'

/** That the money does not suffice, with what is missing; `balance` in minor units of the currency of `total`. */
export function shortOf(
  balance: bigint,
  total: Money,
): { code: 'insufficient_funds'; details: { available: WireMoney; missing: WireMoney } } {
  const wire = (minor: bigint) => toWireMoney(money(minor, total.currency))
  return {
    code: 'insufficient_funds',
    details: { available: wire(balance), missing: wire(total.minor - balance) },
  }
}

/** What to say where the money does not suffice: for decisions, on the balance under their lock, and for previews of them. */
export function obstacleInFunds(balance: bigint, total: Money): ReturnType<typeof shortOf> | undefined {
  return balance < total.minor ? shortOf(balance, total) : undefined
}

/** Why an order would be refused right now, in the reader's words, with what to do next. */
export function explainObstacle<Code extends ErrorCode>(
  { code, details }: { code: Code; details: Record<string, unknown> },
  context: Pick<RequestContext, 'locale'>,
  timeZone: string,
) {
  const text = refusalText(code, details, { locale: context.locale, timeZone })
  return { code, ...text, next_step: errorCatalogue[code].next }
}
