import { money, type Money } from '../../../contract/money.ts'
import { available, type AccountRef, type Effects, type FactSource, type View } from '../ledger/index.ts'
import {
  active,
  limitUsageFact,
  schedulesFact,
  usageKey,
  type LimitKey,
  type LimitUsage,
  type Schedules,
} from '../pricing/index.ts'
import { customerStatus, type CustomerFacts } from '../wallet/index.ts'
import type { Deposit } from './deposit.ts'
import { limitKeyOf } from './limit-use.ts'
import type { Paid, Report, Standing } from './rails/rail.ts'
import { depositFact } from './rows.ts'

/** Deposits, reports and what decisions see, for tests that need no database. */

export const openedAt = new Date('2026-11-22T08:00:00Z')
export const today = {
  day: '2026-11-22',
  endsAt: new Date('2026-11-22T16:00:00Z'),
  weekEndsAt: new Date('2026-11-22T16:00:00Z'),
  monthEndsAt: new Date('2026-11-30T16:00:00Z'),
}
export const reference = 'cs_test_1'
export const payment = 'pi_1'

export function minutesLater(minutes: number): Date {
  return new Date(openedAt.getTime() + minutes * 60_000)
}

/** A top-up of 100.00 EUR with a fee of 1.50 whose page is open; `changes` replaces parts of it. */
export function aDeposit(changes: Partial<Deposit> = {}): Deposit {
  return {
    id: '01890000-0000-7000-8000-000000000001',
    number: '9000000000000018',
    customerId: '01890000-0000-7000-8000-0000000000c1',
    method: 'card_debit',
    provider: 'stripe',
    amount: money(10_000n, 'EUR'),
    fees: [{ kind: 'deposit', amount: money(150n, 'EUR'), rule: 'v1/deposit', bearer: 'sender' }],
    otherFees: null,
    paidWith: null,
    paymentMethodId: null,
    saveMethod: false,
    refund: null,
    locale: 'en',
    status: 'requires_action',
    statusReason: null,
    version: 2,
    steps: 2,
    reference,
    paymentReference: null,
    pageUrl: 'https://pay.example/c/1',
    pageExpiresAt: minutesLater(60),
    cancelRequestedAt: null,
    decline: null,
    limitDay: today.day,
    journalId: null,
    reversalId: null,
    expectedBy: minutesLater(60),
    createdAt: openedAt,
    updatedAt: openedAt,
    ...changes,
  }
}

/** A deposit that was credited with `payment`. */
export function aCreditedDeposit(changes: Partial<Deposit> = {}): Deposit {
  return aDeposit({
    status: 'succeeded',
    paymentReference: payment,
    journalId: '01890000-0000-7000-8000-0000000000a1',
    pageUrl: null,
    expectedBy: null,
    ...changes,
  })
}

export function aPaid(changes: Partial<Paid> = {}): Paid {
  return { kind: 'paid', payment, amount: 10_000n, refunded: 0n, currency: 'EUR', ...changes }
}

/** What the counterparty says about `deposit`. */
export function aReport(deposit: Deposit, standing: Standing, changes: Partial<Report> = {}): Report {
  return {
    reference,
    orderId: deposit.id,
    begunAt: openedAt,
    standing,
    decline: null,
    means: null,
    ...changes,
  }
}

export const anOpenPage: Standing = {
  kind: 'open',
  pageUrl: 'https://pay.example/c/1',
  expiresAt: minutesLater(60),
}

/** Nothing is known of them but that they may do everything. */
export const activeCustomer: CustomerFacts = {
  name: 'Erika Mustermann',
  status: 'active',
  restrictions: [],
  level: 'email_proved',
  region: null,
}

const anyRule = {
  payer_region: null,
  payee_region: null,
  currency: null,
  tier: null,
  basis_points: 0,
  minimum: null,
  maximum: null,
  bearer: 'sender' as const,
  valid_from: null,
  valid_to: null,
}

/**
 * A schedule that charges `fee` for every top-up but `credit` for one by credit card, and allows `daily` a day; all in
 * EUR as decimals.
 */
export function schedulesOf({
  fee = '1.5',
  credit = fee,
  daily = '500',
}: { fee?: string; credit?: string; daily?: string | null } = {}): Schedules {
  return {
    fees: {
      version: 1,
      startsAt: openedAt,
      rules: [
        { ...anyRule, id: 'deposit', operation: 'deposit', method: null, fixed: fee },
        { ...anyRule, id: 'deposit-credit', operation: 'deposit', method: 'card_credit', fixed: credit },
      ],
    },
    limits: {
      version: 1,
      startsAt: openedAt,
      rules:
        daily === null
          ? []
          : [{ operation: 'deposit', level: null, interval: 'daily', amounts: { EUR: daily } }],
    },
  }
}

type Seen = {
  deposit?: Deposit
  customer?: CustomerFacts
  schedules?: Schedules
  /** Used of the daily limit on `today`, in minor units. */
  used?: bigint
  balance?: Money
}

/** What a decision sees. */
export function aView(seen: Seen = {}): View {
  const { deposit, customer = activeCustomer, schedules = schedulesOf(), used, balance } = seen
  const owner = deposit?.customerId ?? aDeposit().customerId
  const limitKey = limitKeyOf({ customerId: owner, amount: money(0n, 'EUR') })
  const facts: [FactSource<unknown>, string, unknown][] = [
    [customerStatus, owner, customer],
    [schedulesFact, active, { fees: [schedules.fees], limits: [schedules.limits] }],
  ]
  if (deposit) facts.push([depositFact, deposit.id, deposit])
  if (used !== undefined) facts.push([limitUsageFact, usageKey(limitKey), usageOf(limitKey, used)])
  return {
    balance: (ref: AccountRef) =>
      balance && ref.owner === available(owner, balance.currency).owner ? balance.minor : 0n,
    fact<Value>(source: FactSource<Value>, key: string): Value | undefined {
      const found = facts.find(([known, knownKey]) => known === source && knownKey === key)
      return found?.[2] as Value | undefined
    },
  }
}

/** Everything was moved at the opening: today, and so this week and month and within 24 hours. */
function usageOf(key: LimitKey, used: bigint): LimitUsage {
  const slots = [{ start: openedAt.getTime(), used }]
  return {
    ...key,
    day: today.day,
    daily: used,
    weekly: used,
    monthly: used,
    rolling: used,
    slots,
    limits: { daily: 50_000n },
  }
}

/** The rows a decision inserts into one sink. */
export function rowsOf(effects: Effects, sink: string): unknown[] {
  return (effects.rows ?? []).filter(row => row.sink.name === sink).map(({ row }) => row)
}

/** The value a decision gives a fact, or undefined where it leaves it. */
export function factOf<Value>(effects: Effects, source: FactSource<Value>): Value | undefined {
  return effects.facts?.find(fact => fact.source === source)?.value as Value | undefined
}
