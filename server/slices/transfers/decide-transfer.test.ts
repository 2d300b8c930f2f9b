import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customerStatuses } from '../../../contract/api/identity.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { currencies, exponentOf, formatAmount, money, type Currency } from '../../../contract/money.ts'
import { restricted } from '../../../test/factories/restrictions.ts'
import { newId } from '../../platform/id.ts'
import type { CustomerFacts } from '../identity/index.ts'
import { accountKey, available, fees } from '../ledger/accounts.ts'
import { applyEffects, emptyState, groupRequests, putFacts, viewOf } from '../ledger/batch-state.ts'
import type { Effects } from '../ledger/decision.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import {
  active,
  businessDayOf,
  feeRuleSchema,
  limitUsageFact,
  schedulesFact,
  usageKey,
  type FeeRule,
  type LimitRule,
  type LimitUsage,
  type ScheduleBook,
} from '../pricing/index.ts'
import {
  customerStatus,
  pairKey,
  stepUpNeed,
  type StepUpNeed,
  type TransactionRecord,
} from '../wallet/index.ts'
import { transferDecider, type TransferCommand } from './decide-transfer.ts'
import type { TransferRow } from './rows.ts'

const [payerId, payeeId, sessionId] = [newId(), newId(), newId()]
const now = new Date('2026-05-01T12:00:00Z')
const today = businessDayOf(now, 'Asia/Shanghai')

function commandOf(wishes: Partial<TransferCommand> = {}): TransferCommand {
  return {
    id: newId(),
    journalId: newId(),
    number: '9000000000000017',
    payerId,
    payeeId,
    amount: money(10_00n, 'EUR'),
    note: 'Dinner',
    matchedBy: 'phone',
    payeeName: 'A*** B***',
    payeeAccount: '•••• •••• 8901',
    expectedFee: null,
    authorization: { sessionId, challengeId: null, requestHash: Buffer.alloc(32, 7) },
    now,
    today,
    ...wishes,
  }
}

const anyone: CustomerFacts = {
  name: '张小明',
  status: 'active',
  restrictions: [],
  level: 'number_proved',
  region: 'CN',
}

/** What the world is like when the decision is made; 100.00 and no fee, no limit where nothing else is said. */
type World = {
  balance?: bigint
  payeeBalance?: bigint
  fee?: Partial<FeeRule>
  limits?: LimitRule[]
  used?: bigint
  payer?: CustomerFacts | null
  payee?: CustomerFacts
  stepUp?: Partial<StepUpNeed>
}

/** Decides as the pipeline does, on accounts and facts that the command named and no others, and applies it. */
function decide(command: TransferCommand, world: World = {}) {
  const { currency } = command.amount
  const { balance = 100_00n, payeeBalance = 5_00n, payer = anyone, payee = anyone } = world
  const balances = new Map([
    [accountKey(available(payerId, currency)), balance],
    [accountKey(available(payeeId, currency)), payeeBalance],
    [accountKey(fees('transfer', currency)), 7n],
  ])
  const accounts = new Map(
    transferDecider.accounts(command).map(ref => {
      const floor = ref.owner === null ? null : 0n
      const state = {
        id: newId(),
        balance: balances.get(accountKey(ref)) ?? 0n,
        sequence: 3n,
        floor,
        changed: false,
      }
      return [accountKey(ref), state]
    }),
  )
  const usage = { customerId: payerId, operation: 'transfer' as const, currency }
  const values = new Map<unknown, Map<string, unknown>>([
    [schedulesFact, new Map([[active, schedulesOf(world)]])],
    [customerStatus, new Map(Object.entries({ ...(payer && { [payerId]: payer }), [payeeId]: payee }))],
    [
      limitUsageFact,
      new Map(world.used === undefined ? [] : [[usageKey(usage), usedToday(usage, world.used)]]),
    ],
  ])
  const needed: StepUpNeed = {
    amount: 10n ** 15n,
    newRecipient: 0n,
    confirmed: true,
    confirmation: null,
    ...world.stepUp,
  }
  values.set(
    stepUpNeed,
    new Map([[pairKey({ customerId: payerId, recipientId: payeeId, currency }), needed]]),
  )
  const state = emptyState(accounts)
  for (const [source, keys] of groupRequests(transferDecider.facts(command)))
    putFacts(state, source, { keys, values: values.get(source) ?? new Map() })
  const decision = transferDecider.decide(viewOf(state), command)
  expect(transferDecider.decide(viewOf(state), command)).toEqual(decision)
  if (decision.kind === 'decided') applyEffects(state, decision.effects)
  const balanceOf = (ref: Parameters<typeof accountKey>[0]) =>
    state.accounts.get(accountKey(ref))?.balance ?? 0n
  return {
    decision,
    left: balanceOf(available(payerId, currency)),
    received: balanceOf(available(payeeId, currency)) - payeeBalance,
    earned: balanceOf(fees('transfer', currency)) - 7n,
  }
}

/** Used this morning; what was moved on earlier days of the month is not said. */
function usedToday(key: Pick<LimitUsage, 'customerId' | 'operation' | 'currency'>, used: bigint): LimitUsage {
  const slots = [{ start: Date.parse('2026-05-01T02:00:00Z'), used }]
  return {
    ...key,
    day: today.day,
    daily: used,
    weekly: used,
    monthly: used,
    rolling: used,
    slots,
    limits: {},
  }
}

function schedulesOf({ fee, limits = [] }: World): ScheduleBook {
  const rule: FeeRule = feeRuleSchema.parse({
    id: 'transfer',
    operation: 'transfer',
    currency: null,
    fixed: '0',
    basis_points: 0,
    minimum: null,
    maximum: null,
  })
  return {
    fees: [{ version: 4, startsAt: now, rules: [{ ...rule, ...fee }] }],
    limits: [{ version: 1, startsAt: now, rules: limits }],
  }
}

/** The effects of a decision that was kept, by what they are. */
function kept(decision: ReturnType<typeof decide>['decision']) {
  if (decision.kind !== 'decided') throw new Error(`refused: ${decision.refusal.code}`)
  const { journals = [], facts = [], rows = [], events = [] }: Effects = decision.effects
  const rowsOf = <Row>(sink: string) =>
    rows.filter(each => each.sink.name === sink).map(each => each.row as Row)
  const [transfer] = rowsOf<TransferRow>('transfers.rows')
  if (!transfer) throw new Error('no transfer was kept')
  return {
    outcome: decision.outcome,
    journals,
    facts,
    events,
    transfer,
    charges: rowsOf('pricing.charges'),
    records: rowsOf<TransactionRecord>('wallet.new_transaction_records'),
  }
}

const eur = (value: string) => ({ value, currency: 'EUR' as const })
const daily = (amount: string): LimitRule[] => [
  { operation: 'transfer', level: null, interval: 'daily', amounts: { EUR: amount } },
]

describe('completed', () => {
  const command = commandOf()
  const fee = { fixed: '0.20', basis_points: 50 }
  const { decision, left, received, earned } = decide(command, { fee, limits: daily('50'), used: 3_00n })
  const { outcome, journals, facts, events, transfer, charges, records } = kept(decision)
  const line = { kind: 'transfer', amount: money(25n, 'EUR'), rule: 'v4/transfer', bearer: 'sender' }

  test('the principal goes to the recipient and the fee, a posting of its own, to the operator', () => {
    expect([left, received, earned]).toEqual([89_75n, 10_00n, 25n])
    const from = available(payerId, 'EUR')
    expect(journals).toEqual([
      {
        id: command.journalId,
        kind: 'transfer',
        subject: command.id,
        recordedAt: now,
        postings: [
          { kind: 'principal', from, to: available(payeeId, 'EUR'), amount: 10_00n },
          { kind: 'fee', from, to: fees('transfer', 'EUR'), amount: 25n },
        ],
      },
    ])
  })

  test('the transfer is kept with what the payer was shown', () => {
    const { journalId, id, number, amount, note, matchedBy } = command
    expect(transfer).toEqual({
      id,
      number,
      payerId,
      payeeId,
      amount,
      note,
      matchedBy,
      journalId,
      fee: money(25n, 'EUR'),
      feeLines: [line],
      declined: null,
      recipientName: 'A*** B***',
      recipientAccount: '•••• •••• 8901',
      stepUp: { amount: 10n ** 15n, newRecipient: 0n, challengeId: null },
      createdAt: now,
    })
    const stored = [{ kind: 'transfer', amount: '25', rule: 'v4/transfer', bearer: 'sender' }]
    expect(outcome).toEqual({ v: 1, transfer: id, declined: null, fees: stored })
  })

  test('each side has a record of what it saw, and of the other only the masked name', () => {
    const shared = {
      subjectId: command.id,
      number: command.number,
      kind: 'transfer',
      status: 'completed',
      statusReason: null,
      method: null,
      note: 'Dinner',
      createdAt: now,
      updatedAt: now,
    }
    const [payers, payees] = [
      { ownerId: payerId, direction: 'out', amount: money(10_25n, 'EUR'), counterparty: 'A*** B***' },
      { ownerId: payeeId, direction: 'in', amount: money(10_00n, 'EUR'), counterparty: '*小明' },
    ]
    expect(records).toEqual([
      { ...shared, ...payers, balanceAfter: 89_75n },
      { ...shared, ...payees, balanceAfter: 15_00n },
    ])
  })

  test('each side is told on their own stream, and the recipient nothing of the fee', () => {
    const shared = { type: 'transfer.completed', version: 1, subject: command.id, occurredAt: now }
    const told = {
      id: toTypeId('transfer', command.id),
      number: command.number,
      amount: eur('10.00'),
      note: 'Dinner',
    }
    const wanted: NewEvent[] = [
      {
        ...shared,
        stream: payerId,
        journal: command.journalId,
        payload: { ...told, role: 'payer', total: eur('10.25'), counterparty_name: 'A*** B***' },
      },
      {
        ...shared,
        stream: payeeId,
        journal: command.journalId,
        payload: { ...told, role: 'payee', total: eur('10.00'), counterparty_name: '*小明' },
      },
    ]
    expect(events).toEqual(wanted)
  })

  test('the principal, not the fee, is counted against the payer’s limit of the day', () => {
    expect(facts).toMatchObject([
      {
        source: { name: 'pricing.limit_usage' },
        value: {
          customerId: payerId,
          day: today.day,
          daily: 13_00n,
          rolling: 13_00n,
          limits: { daily: 50_00n },
        },
      },
    ])
    expect(charges).toMatchObject([
      {
        subject: command.id,
        customerId: payerId,
        fee: money(25n, 'EUR'),
        feeVersion: 4,
        limitVersion: 1,
        at: now,
      },
    ])
  })

  test('what costs nothing posts no fee', () => {
    expect(kept(decide(commandOf()).decision).journals[0]?.postings).toHaveLength(1)
  })

  test('whatever amount, fee and currency: the parts add up, and nothing is made or lost', () => {
    const text = (minor: bigint, currency: Currency) => formatAmount(minor, exponentOf(currency))
    const cents = fc.bigInt({ min: 0n, max: 10_000n })
    fc.assert(
      fc.property(
        fc.constantFrom(...currencies),
        fc.bigInt({ min: 1n, max: 10n ** 15n }),
        fc.integer({ min: 0, max: 10_000 }),
        cents,
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        (currency, minor, points, fixed, spare) => {
          const command = commandOf({ amount: money(minor, currency) })
          const fee = { fixed: text(fixed, currency), basis_points: points }
          const charged = fixed + (minor * BigInt(points) + 9_999n) / 10_000n
          const after = decide(command, { fee, balance: minor + charged + spare })
          const { transfer, records, events } = kept(after.decision)
          expect([after.left, after.received, after.earned]).toEqual([spare, minor, charged])
          expect(transfer.feeLines.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(charged)
          expect(transfer.fee.minor).toBe(charged)
          expect(records.map(({ amount }) => amount.minor)).toEqual([minor + charged, minor])
          expect(events.map(({ payload }) => payload['total'])).toEqual(
            records.map(({ amount }) => ({ value: text(amount.minor, currency), currency })),
          )
        },
      ),
    )
  })
})

describe('the fee the payer was shown', () => {
  const fee = { fixed: '0.20' }

  test.each([
    ['is what it costs', money(20n, 'EUR'), 'decided'],
    ['was not said', null, 'decided'],
    ['was less', money(19n, 'EUR'), 'refused'],
    ['was more', money(21n, 'EUR'), 'refused'],
    ['was nothing', money(0n, 'EUR'), 'refused'],
  ] as const)('%s', (_, expectedFee, kind) => {
    expect(decide(commandOf({ expectedFee }), { fee }).decision.kind).toBe(kind)
  })

  test('is compared before anything is declined: without a trace, and with what it costs now', () => {
    const command = commandOf({ expectedFee: money(0n, 'EUR') })
    const { decision } = decide(command, { fee, balance: 0n, payer: { ...anyone, status: 'closed' } })
    expect(decision).toEqual({
      kind: 'refused',
      refusal: { code: 'price_changed', details: { fee: eur('0.20') } },
    })
  })
})

describe('declined', () => {
  const reasonOf = (world: World, command = commandOf()) =>
    kept(decide(command, world).decision).outcome.declined
  const debit: CustomerFacts = { ...anyone, restrictions: [restricted('debit')] }
  const credit: CustomerFacts = { ...anyone, restrictions: [restricted('credit')] }

  test('nobody is asked for a proof of what would be declined anyway', () => {
    const stepUp = { confirmed: false }
    const limits = daily('9')
    expect(reasonOf({ stepUp, payer: debit })?.code).toBe('account_restricted')
    expect(reasonOf({ stepUp, limits })?.code).toBe('limit_exceeded')
    expect(reasonOf({ stepUp, balance: 9_99n })?.code).toBe('insufficient_funds')
    expect(decide(commandOf(), { stepUp }).decision).toMatchObject({
      kind: 'refused',
      refusal: { code: 'step_up_required' },
    })
  })

  test('the first obstacle is named: the payer, then the recipient, then the limits, then the money', () => {
    const single: LimitRule = {
      operation: 'transfer',
      level: null,
      interval: 'transaction',
      amounts: { EUR: '9' },
    }
    const worlds: World[] = [
      { payer: debit, payee: credit, limits: [single, ...daily('8')], balance: 0n },
      { payee: credit, limits: [single, ...daily('8')], balance: 0n },
      { limits: [single, ...daily('8')], balance: 0n },
      { limits: daily('8'), balance: 0n },
      { balance: 0n },
      {},
    ]
    expect(
      worlds.map(world => {
        const declined = reasonOf(world)
        return declined && [declined.code, declined.details['interval']]
      }),
    ).toEqual([
      ['account_restricted', undefined],
      ['counterparty_restricted', undefined],
      ['limit_exceeded', 'transaction'],
      ['limit_exceeded', 'daily'],
      ['insufficient_funds', undefined],
      null,
    ])
  })

  test('by status: only an active customer pays, and nobody receives what could not be paid out again', () => {
    const paying = customerStatuses.map(status => [status, reasonOf({ payer: { ...anyone, status } })?.code])
    const receiving = customerStatuses.map(status => [
      status,
      reasonOf({ payee: { ...anyone, status } })?.code,
    ])
    expect(Object.fromEntries(paying)).toEqual({
      pending_verification: 'account_restricted',
      active: undefined,
      restricted: 'account_restricted',
      suspended: 'account_restricted',
      closing: 'account_restricted',
      closed: 'account_closed',
    })
    expect(Object.fromEntries(receiving)).toEqual({
      pending_verification: undefined,
      active: undefined,
      restricted: undefined,
      suspended: 'counterparty_restricted',
      closing: 'counterparty_restricted',
      closed: 'counterparty_restricted',
    })
  })

  test.each([
    ['sign_in', undefined, undefined],
    ['debit', 'account_restricted', undefined],
    ['credit', undefined, 'counterparty_restricted'],
    ['withdrawal', undefined, undefined],
    ['all', 'account_restricted', 'counterparty_restricted'],
  ] as const)('by a restriction of %s', (scope, ofPayer, ofPayee) => {
    const bound: CustomerFacts = { ...anyone, restrictions: [restricted(scope)] }
    expect([reasonOf({ payer: bound })?.code, reasonOf({ payee: bound })?.code]).toEqual([ofPayer, ofPayee])
  })

  test('one minor unit short, also where only the fee is not covered', () => {
    const fee = { fixed: '0.20' }
    expect(decide(commandOf(), { fee, balance: 10_20n }).left).toBe(0n)
    expect(reasonOf({ fee, balance: 10_19n })).toEqual({
      code: 'insufficient_funds',
      details: { available: eur('10.19'), missing: eur('0.01') },
    })
    expect(reasonOf({ fee, balance: 10_00n })?.details).toEqual({
      available: eur('10.00'),
      missing: eur('0.20'),
    })
  })

  test('by a limit, with what is left of it and when it starts anew', () => {
    expect(reasonOf({ limits: daily('12.50'), used: 2_51n })).toEqual({
      code: 'limit_exceeded',
      details: {
        interval: 'daily',
        limit: eur('12.50'),
        remaining: eur('9.99'),
        resets_at: '2026-05-01T16:00:00.000Z',
      },
    })
    expect(reasonOf({ limits: daily('12.50'), used: 2_50n })).toBeNull()
  })

  test.each<[string, World]>([
    ['for want of money', { balance: 0n, limits: daily('50'), used: 1_00n }],
    ['by a limit', { limits: daily('1'), used: 1_00n }],
    ['for the payer', { payer: debit }],
    ['for the recipient', { payee: credit }],
  ])('%s moves nothing, uses no limit, and is kept and told to the payer alone', (_, world) => {
    const command = commandOf()
    const { decision, left, received, earned } = decide(command, { ...world, fee: { fixed: '0.20' } })
    const { outcome, journals, facts, events, transfer, charges, records } = kept(decision)
    const code = outcome.declined?.code
    expect([left, received, earned]).toEqual([world.balance ?? 100_00n, 0n, 0n])
    expect([journals, facts, charges]).toEqual([[], [], []])
    expect(transfer).toMatchObject({ declined: outcome.declined, journalId: null, fee: money(20n, 'EUR') })
    expect(records).toMatchObject([
      {
        ownerId: payerId,
        direction: 'out',
        status: 'failed',
        statusReason: code,
        amount: money(10_20n, 'EUR'),
        balanceAfter: null,
      },
    ])
    expect(events).toMatchObject([
      { type: 'transfer.failed', stream: payerId, journal: null, payload: { role: 'payer' } },
    ])
  })
})

test('a customer who does not exist is no decline but a fault of ours', () => {
  expect(() => decide(commandOf(), { payer: null })).toThrow('does not exist')
})

test('locks exactly the accounts that may change, and asks for its own facts', () => {
  const command = commandOf({ amount: money(1n, 'JPY') })
  expect(transferDecider.accounts(command)).toEqual([
    available(payerId, 'JPY'),
    available(payeeId, 'JPY'),
    fees('transfer', 'JPY'),
  ])
  expect(transferDecider.facts(command).map(({ source, key }) => `${source.name} ${key}`)).toEqual([
    `pricing.schedules ${active}`,
    `wallet.customer_status ${payerId}`,
    `wallet.customer_status ${payeeId}`,
    `pricing.limit_usage ${payerId}/transfer/JPY`,
    `wallet.step_up_need ${payerId}/${payeeId}/JPY`,
  ])
  expect(transferDecider.outgoing).toBe(true)
})
