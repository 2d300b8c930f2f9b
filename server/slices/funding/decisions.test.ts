import { describe, expect, test } from 'vitest'
import { money } from '../../../contract/money.ts'
import { restricted } from '../../../test/factories/restrictions.ts'
import type { Decision, Effects } from '../ledger/index.ts'
import { limitUsageFact } from '../pricing/index.ts'
import { changeDecider } from './decide-change.ts'
import { creditDecider, type CreditCommand } from './decide-credit.ts'
import { openDecider, type OpenCommand } from './decide-open.ts'
import { reverseDecider } from './decide-reverse.ts'
import type { Deposit, Evidence } from './deposit.ts'
import {
  aCreditedDeposit,
  activeCustomer,
  aDeposit,
  aPaid,
  aView,
  factOf,
  minutesLater,
  openedAt,
  payment,
  reference,
  rowsOf,
  schedulesOf,
  today,
} from './deposit.fixture.ts'
import { depositFact } from './rows.ts'

const now = minutesLater(5)
const evidence: Evidence = { kind: 'rail_event', reference: 'evt_1' }
const journalId = '01890000-0000-7000-8000-0000000000b1'

function effectsOf(decision: Decision<unknown>): Effects {
  if (decision.kind === 'refused') throw new Error(`refused with ${decision.refusal.code}`)
  return decision.effects
}

function postingsIn(effects: Effects): string[] {
  return (effects.journals ?? []).flatMap(({ postings }) =>
    postings.map(({ kind, from, to, amount }) => `${kind} ${amount}: ${from.purpose} → ${to.purpose}`),
  )
}

describe('opening', () => {
  const command = (changes: Partial<OpenCommand> = {}): OpenCommand => ({
    id: aDeposit().id,
    number: aDeposit().number,
    customerId: aDeposit().customerId,
    method: 'card_debit',
    provider: 'stripe',
    reference: null,
    paymentMethodId: null,
    saveMethod: false,
    amount: money(10_000n, 'EUR'),
    locale: 'zh-CN',
    expectedFee: money(150n, 'EUR'),
    evidence: { kind: 'command', reference: 'key-1' },
    job: { name: 'funding.follow_deposit', payload: {}, maxAttempts: 1, runAt: now, key: 'k' },
    today,
    now: openedAt,
    ...changes,
  })

  test('moves no money: the row, its first step, the history, the job, the limit and an event', () => {
    const effects = effectsOf(openDecider.decide(aView({ used: 20_000n }), command()))
    expect(effects.journals).toBeUndefined()
    expect(rowsOf(effects, 'funding.deposits')).toMatchObject([
      { status: 'requires_action', version: 1, steps: 1, limitDay: today.day, expectedBy: minutesLater(60) },
    ])
    expect(rowsOf(effects, 'funding.steps')).toMatchObject([
      { number: 1, text: 'deposit_opened', evidence: { kind: 'command', reference: 'key-1' } },
    ])
    expect(rowsOf(effects, 'wallet.transaction_records')).toMatchObject([
      { status: 'requires_action', amount: money(9_850n, 'EUR'), balanceAfter: null },
    ])
    expect(rowsOf(effects, 'funding.jobs')).toHaveLength(1)
    expect(factOf(effects, limitUsageFact)).toMatchObject({ daily: 30_000n })
    expect(effects.events).toMatchObject([{ type: 'deposit.requires_action', journal: null }])
  })

  test.each([
    ['limit_exceeded', aView({ used: 40_001n }), command()],
    ['price_changed', aView(), command({ expectedFee: money(100n, 'EUR') })],
    ['amount_below_minimum', aView(), command({ amount: money(150n, 'EUR') })],
    ['account_closed', aView({ customer: { ...activeCustomer, status: 'closed' } }), command()],
    ['account_restricted', aView({ customer: { ...activeCustomer, status: 'suspended' } }), command()],
    [
      'account_restricted',
      aView({ customer: { ...activeCustomer, restrictions: [restricted('credit')] } }),
      command(),
    ],
  ])('is refused without a trace: %s', (code, view, refused) => {
    expect(openDecider.decide(view, refused)).toMatchObject({ kind: 'refused', refusal: { code } })
  })

  test('takes whatever the schedule says when no fee was shown, and counts what no limit bounds: a new one counts it too', () => {
    const view = aView({ schedules: schedulesOf({ fee: '9.99', daily: null }) })
    const effects = effectsOf(openDecider.decide(view, command({ expectedFee: null })))
    expect(rowsOf(effects, 'funding.deposits')).toMatchObject([{ limitDay: today.day }])
    expect(factOf(effects, limitUsageFact)).toMatchObject({ daily: 10_000n, limits: {} })
  })
})

describe('opening a bank transfer', () => {
  const command: OpenCommand = {
    id: aDeposit().id,
    number: aDeposit().number,
    customerId: aDeposit().customerId,
    method: 'bank_transfer',
    provider: 'bank',
    amount: money(10_000_000n, 'EUR'),
    reference: 'RF18123456789',
    paymentMethodId: null,
    saveMethod: false,
    locale: 'en',
    expectedFee: null,
    evidence: { kind: 'command', reference: 'key-1' },
    job: null,
    today,
    now: openedAt,
  }

  test('uses no limit, because it may never come, keeps whose reference it is, and waits two weeks', () => {
    const effects = effectsOf(openDecider.decide(aView({ used: 50_000n }), command))
    expect(factOf(effects, limitUsageFact)).toBeUndefined()
    expect(rowsOf(effects, 'funding.deposit_references')).toEqual([
      {
        reference: 'RF18123456789',
        customerId: command.customerId,
        depositId: command.id,
        createdAt: openedAt,
      },
    ])
    expect(rowsOf(effects, 'funding.deposits')).toMatchObject([
      { reference: 'RF18123456789', limitDay: null, expectedBy: minutesLater(14 * 24 * 60) },
    ])
  })
})

describe('crediting', () => {
  const command = (seen: Deposit, changes: Partial<CreditCommand> = {}): CreditCommand => ({
    seen,
    reference,
    paid: aPaid(),
    means: null,
    keep: null,
    evidence,
    journalId,
    today,
    now,
    ...changes,
  })

  test('posts gross and each fee, keeps proof and both steps, and tells', () => {
    const deposit = aDeposit()
    const view = aView({ deposit, used: 10_000n, balance: money(5_000n, 'EUR') })
    const effects = effectsOf(creditDecider.decide(view, command(deposit)))
    expect(postingsIn(effects)).toEqual([
      'principal 10000: clearing:card → available',
      'fee 150: available → fees:deposit',
    ])
    expect(factOf(effects, depositFact)).toMatchObject({
      status: 'succeeded',
      paymentReference: payment,
      journalId,
      version: 3,
      steps: 4,
      expectedBy: null,
    })
    expect(rowsOf(effects, 'funding.steps')).toMatchObject([
      { number: 3, text: 'deposit_confirmed', evidence },
      { number: 4, text: 'deposit_credited', evidence: { kind: 'journal' } },
    ])
    expect(rowsOf(effects, 'funding.rail_effects')).toMatchObject([
      { provider: 'stripe', object: payment, effect: 'credit', journalId },
    ])
    expect(rowsOf(effects, 'wallet.transaction_records')).toMatchObject([{ balanceAfter: 14_850n }])
    expect(effects.events).toMatchObject([{ type: 'deposit.succeeded', journal: journalId }])
    expect(factOf(effects, limitUsageFact)).toBeUndefined()
  })

  test('late, after the limit was given back: uses what is left of the day and never more', () => {
    const deposit = aDeposit({ status: 'expired', limitDay: null })
    const some = effectsOf(creditDecider.decide(aView({ deposit, used: 45_000n }), command(deposit)))
    expect(factOf(some, limitUsageFact)).toMatchObject({ daily: 50_000n })
    const none = effectsOf(creditDecider.decide(aView({ deposit, used: 50_000n }), command(deposit)))
    expect(factOf(none, limitUsageFact)).toBeUndefined()
    const all = effectsOf(creditDecider.decide(aView({ deposit }), command(deposit)))
    expect(factOf(all, limitUsageFact)).toMatchObject({ daily: 10_000n })
  })

  test('is refused when it was done already, and for a customer who may not receive', () => {
    const credited = aCreditedDeposit()
    expect(creditDecider.decide(aView({ deposit: credited }), command(credited))).toMatchObject({
      refusal: { code: 'transition_not_allowed' },
    })
    const deposit = aDeposit()
    const suspended = aView({ deposit, customer: { ...activeCustomer, status: 'suspended' } })
    expect(creditDecider.decide(suspended, command(deposit))).toMatchObject({
      refusal: { code: 'account_restricted' },
    })
  })

  test.each([aPaid({ amount: 9_999n }), aPaid({ currency: 'USD' }), aPaid({ refunded: 1n })])(
    'what was not collected is never credited, whoever asks for it',
    paid => {
      const deposit = aDeposit()
      expect(() => creditDecider.decide(aView({ deposit }), command(deposit, { paid }))).toThrow(
        'invariant broken',
      )
    },
  )
})

describe('changing', () => {
  const command = (seen: Deposit, change: Parameters<typeof changeDecider.decide>[1]['change']) => ({
    seen,
    change,
    reference,
    evidence,
    returnOrder: null,
    now,
  })

  test('ending unpaid gives the limit back on the day it was used', () => {
    const deposit = aDeposit()
    const end = command(deposit, { kind: 'move', move: 'expire', reason: null })
    const effects = effectsOf(changeDecider.decide(aView({ deposit, used: 30_000n }), end))
    expect(factOf(effects, limitUsageFact)).toMatchObject({ daily: 20_000n, day: today.day })
    expect(factOf(effects, depositFact)).toMatchObject({ status: 'expired', limitDay: null, pageUrl: null })
    expect(effects.events).toMatchObject([{ type: 'deposit.expired', journal: null }])
  })

  test('a limit that was not used is not given back', () => {
    const deposit = aDeposit({ status: 'in_review', limitDay: null })
    const end = command(deposit, { kind: 'move', move: 'fail', reason: 'refunded' })
    expect(factOf(effectsOf(changeDecider.decide(aView({ deposit }), end)), limitUsageFact)).toBeUndefined()
  })

  test('a deposit that somebody else changed meanwhile is left alone', () => {
    const seen = aDeposit()
    const view = aView({ deposit: aDeposit({ version: 3 }), used: 10_000n })
    for (const change of [
      { kind: 'cancel_requested' } as const,
      { kind: 'move', move: 'expire', reason: null } as const,
    ])
      expect(changeDecider.decide(view, command(seen, change))).toMatchObject({
        refusal: { code: 'transition_not_allowed' },
      })
  })

  test('a credited deposit is not ended, declined or given up', () => {
    const deposit = aCreditedDeposit()
    for (const change of [
      { kind: 'cancel_requested' } as const,
      { kind: 'declined', decline: { code: 'lost_card', reference: 'ch_1', at: now } } as const,
      { kind: 'move', move: 'cancel', reason: null } as const,
      { kind: 'move', move: 'review', reason: 'amount_mismatch' } as const,
    ])
      expect(changeDecider.decide(aView({ deposit }), command(deposit, change))).toMatchObject({
        kind: 'refused',
      })
  })
})

describe('taking back', () => {
  const paid = aPaid({ refunded: 10_000n })

  test('posts the mirror, fees first, so that only what was credited is needed', () => {
    const deposit = aCreditedDeposit()
    const view = aView({ deposit, balance: money(9_850n, 'EUR') })
    const effects = effectsOf(reverseDecider.decide(view, { seen: deposit, paid, evidence, journalId, now }))
    expect(postingsIn(effects)).toEqual([
      'fee 150: fees:deposit → available',
      'principal 10000: available → clearing:card',
    ])
    expect(effects.journals).toMatchObject([{ reverses: deposit.journalId }])
    expect(factOf(effects, depositFact)).toMatchObject({ status: 'reversed', reversalId: journalId })
    expect(rowsOf(effects, 'wallet.transaction_records')).toMatchObject([{ balanceAfter: 0n }])
  })

  test('is refused where the customer no longer has it, or it was done', () => {
    const deposit = aCreditedDeposit()
    const command = { seen: deposit, paid, evidence, journalId, now }
    expect(reverseDecider.decide(aView({ deposit, balance: money(9_849n, 'EUR') }), command)).toMatchObject({
      refusal: { code: 'insufficient_funds' },
    })
    const reversed = aCreditedDeposit({ status: 'reversed', reversalId: journalId })
    const rich = aView({ deposit: reversed, balance: money(99_999n, 'EUR') })
    expect(reverseDecider.decide(rich, { ...command, seen: reversed })).toMatchObject({
      refusal: { code: 'transition_not_allowed' },
    })
  })
})
