import type { z } from 'zod'
import {
  previewDeposit,
  type DepositMethod,
  type depositOptionSchema,
} from '../../../contract/api/funding.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import { assertInvariant, DomainError, type Refusal } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { firstExceeded, sumOf, type FeeLine, type Schedules, type WireLimit } from '../pricing/index.ts'
import type { CustomerFacts } from '../wallet/index.ts'
import { chosenMeans } from './chosen-means.ts'
import type { FundingDeps } from './deps.ts'
import { depositObstacle } from './obstacle.ts'
import { presentFees } from './present.ts'
import { feeKind, feesOf, otherCardOf, otherFeesOf } from './price.ts'
import { railFor } from './rails/rails.ts'
import { bankingDaysMs, promisedMs } from './schedule.ts'

/** What a top-up would cost and bring. It reads; only the decision that opens the deposit binds. */
export function previewDepositRoute(deps: FundingDeps): Route {
  return route(previewDeposit, async ({ body, context }) => {
    const { customerId } = context.principal
    const { method } = await chosenMeans(deps, customerId, body, context.now)
    const asked = await questionOf(deps, { customerId, amount: body.amount, now: context.now })
    const price = priceOf(deps, asked, method)
    if (price.obstacle) throw new DomainError(price.obstacle.code, price.obstacle)
    const { amount, limits } = asked
    const other = otherCardOf(method)
    return {
      amount: toWireMoney(amount),
      method,
      fees: presentFees(price.lines),
      fee: toWireMoney(price.fee),
      credit: toWireMoney(money(amount.minor - price.fee.minor, amount.currency)),
      other_card: other && { method: other, fee: toWireMoney(lesser(price.fee, otherFee(asked, method))) },
      ...arrivalOf(method),
      limits,
    }
  })
}

type Question = {
  schedules: Schedules
  customer: CustomerFacts
  limits: WireLimit[]
  amount: Money
  now: Date
}

/** Everything prices and obstacles depend on. */
export async function questionOf(
  deps: FundingDeps,
  { customerId, amount, now }: { customerId: string; amount: Money; now: Date },
): Promise<Question> {
  const [schedules, limits, statuses] = await Promise.all([
    deps.pricing.schedules(),
    deps.pricing.limitsOf({ customerId, currencies: [amount.currency], now, operations: [feeKind] }),
    deps.wallet.statusOf([customerId]),
  ])
  const customer = statuses.get(customerId)
  assertInvariant(customer !== undefined, 'somebody signed in who is no customer')
  return { schedules, customer, limits, amount, now }
}

type Price = { lines: FeeLine[]; fee: Money; obstacle: Refusal | undefined }

/** What a method costs, and why it cannot be used. */
export function priceOf(
  { rails }: Pick<FundingDeps, 'rails'>,
  asked: Question,
  method: DepositMethod,
): Price {
  const { amount, customer, limits, now } = asked
  const lines = feesOf(asked, method)
  const fee = sumOf(lines, amount.currency)
  const rail = railFor(rails, method)
  const unfit = rail ? rail.obstacle(amount) : { code: 'currency_unsupported' as const }
  const restricted = depositObstacle(customer, now)
  // What is sent from a bank counts against the limits when it comes, and is never refused for them.
  const exceeded = method === 'bank_transfer' ? undefined : firstExceeded(limits, amount)
  const tooSmall = fee.minor >= amount.minor ? { fee: toWireMoney(fee) } : undefined
  const obstacle: Refusal | undefined =
    unfit ??
    (restricted && { code: restricted }) ??
    (exceeded && { code: 'limit_exceeded', details: exceeded }) ??
    (tooSmall && { code: 'amount_below_minimum', details: tooSmall })
  return { lines, fee, obstacle }
}

type Arrival = Pick<z.input<typeof depositOptionSchema>, 'arrives' | 'latest_hours'>

export function arrivalOf(method: DepositMethod): Arrival {
  return method === 'bank_transfer'
    ? { arrives: 'banking_days', latest_hours: bankingDaysMs / 3_600_000 }
    : { arrives: 'within_minutes', latest_hours: promisedMs / 3_600_000 }
}

function otherFee(asked: Question, method: DepositMethod): Money {
  return sumOf(otherFeesOf(asked, method) ?? [], asked.amount.currency)
}

function lesser(one: Money, other: Money): Money {
  return other.minor < one.minor ? other : one
}
