import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { money } from '../../../contract/money.ts'
import type { Effects } from '../ledger/index.ts'
import { creditDecider } from './decide-credit.ts'
import type { Deposit } from './deposit.ts'
import {
  aDeposit,
  aPaid,
  aView,
  factOf,
  minutesLater,
  reference,
  rowsOf,
  schedulesOf,
  today,
} from './deposit.fixture.ts'
import { depositFact } from './rows.ts'

const stepShape = z.looseObject({ text: z.string(), reason: z.string().nullable() })

function postings(effects: Effects): string[] {
  return (effects.journals ?? []).flatMap(journal =>
    journal.postings.map(
      ({ kind, from, to, amount }) => `${kind} ${amount}: ${from.purpose} → ${to.purpose}`,
    ),
  )
}

describe('what a card turns out to be', () => {
  const schedules = schedulesOf({ fee: '1', credit: '3' })
  const line = (fee: bigint) => [
    { kind: 'deposit', amount: money(fee, 'EUR'), rule: 'v1/deposit', bearer: 'sender' as const },
  ]
  const credited = (deposit: Deposit, funding: 'credit' | 'debit' | 'prepaid' | 'unknown') => {
    const means = { kind: 'card' as const, label: 'Visa •••• 4242', funding, kept: null }
    const decision = creditDecider.decide(aView({ deposit, schedules }), {
      seen: deposit,
      reference,
      paid: aPaid(),
      means,
      keep: null,
      evidence: { kind: 'rail_event', reference: 'evt_1' },
      journalId: '01890000-0000-7000-8000-0000000000b1',
      today,
      now: minutesLater(5),
    })
    if (decision.kind === 'refused') throw new Error(`refused with ${decision.refusal.code}`)
    return decision.effects
  }
  const promisedCredit = aDeposit({ method: 'card_credit', fees: line(300n), otherFees: line(100n) })
  const promisedDebit = aDeposit({ method: 'card_debit', fees: line(100n), otherFees: line(300n) })

  test.each([
    ['credit shown, debit used: the debit price', promisedCredit, 'debit', 100n, 1],
    ['credit shown, prepaid used: the debit price', promisedCredit, 'prepaid', 100n, 1],
    ['credit shown, the issuer does not say: what was shown', promisedCredit, 'unknown', 300n, 0],
    ['debit shown, credit used: what was shown', promisedDebit, 'credit', 100n, 0],
    ['as chosen', promisedCredit, 'credit', 300n, 0],
  ] as const)('%s', (_, deposit, funding, fee, told) => {
    const effects = credited(deposit, funding)
    expect(postings(effects)).toEqual([
      'principal 10000: clearing:card → available',
      `fee ${fee}: available → fees:deposit`,
    ])
    expect(factOf(effects, depositFact)).toMatchObject({
      fees: [{ amount: money(fee, 'EUR') }],
      paidWith: { kind: 'card', label: 'Visa •••• 4242', funding },
    })
    const lowered = { text: 'deposit_fee_lowered', reason: 'other_card' }
    const steps = z.array(stepShape).parse(rowsOf(effects, 'funding.steps'))
    expect(steps.filter(step => step.text === lowered.text && step.reason === lowered.reason)).toHaveLength(
      told,
    )
  })
})
