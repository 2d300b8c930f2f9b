import { expect, test } from 'vitest'
import { diagnosisCauses } from '../../contract/api/diagnosis.ts'
import { limitIntervals } from '../../contract/charges.ts'
import { bankReasons } from '../../contract/bank-reasons.ts'
import { restrictionReasons } from '../../contract/restrictions.ts'
import type { ReadTransaction } from '../slices/wallet/index.ts'
import english from '../messages/diagnosis/en.json' with { type: 'json' }
import chinese from '../messages/diagnosis/zh-CN.json' with { type: 'json' }
import englishTexts from '../messages/en.json' with { type: 'json' }
import chineseTexts from '../messages/zh-CN.json' with { type: 'json' }
import { diagnose } from './diagnose.ts'
import type { DiagnosisFacts } from './facts.ts'
import { ruledReasons } from './rules-rails.ts'

const at = '2026-11-22T12:00:00.000Z'
const eur = (value: string) => ({ value, currency: 'EUR' as const })

function factsOf(transaction: Partial<ReadTransaction>, rest: Partial<DiagnosisFacts> = {}): DiagnosisFacts {
  return {
    transaction: {
      number: '9000000000000000',
      kind: 'deposit',
      id: 'dep_x',
      direction: 'in',
      status: 'failed',
      status_reason: null,
      amount: eur('10.00'),
      counterparty: null,
      method: 'card_debit',
      note: null,
      created_at: at,
      updated_at: at,
      principal: eur('10.00'),
      received: null,
      fees: [],
      expected_by: null,
      timeline: [],
      actions: [],
      related: [],
      balance_after: null,
      ...transaction,
    },
    decline: null,
    customer: {
      name: 'Erika Mustermann',
      status: 'active',
      restrictions: [],
      level: 'number_proved',
      region: 'DE',
    },
    availableThen: eur('0.00'),
    availableNow: eur('0.00'),
    needed: eur('10.00'),
    outgoingStopped: null,
    bankDown: null,
    now: new Date(at),
    ...rest,
  }
}

test('every cause has words in both languages, and no words are left over', () => {
  for (const texts of [english, chinese])
    expect(Object.keys(texts.causes).toSorted()).toEqual([...diagnosisCauses].toSorted())
})

test('the sentences of both languages name the same facts', () => {
  const namesIn = (text: readonly string[]) =>
    Array.from(text.join().matchAll(/\{\{(\w+)\}\}/g), ([, name]) => name ?? '').toSorted((a, b) =>
      a < b ? -1 : 1,
    )
  for (const cause of diagnosisCauses)
    expect([cause, namesIn(chinese.causes[cause].text)]).toEqual([cause, namesIn(english.causes[cause].text)])
})

test.each(bankReasons)('the bank’s %s has a rule', reason => {
  expect(ruledReasons).toContain(reason)
  expect(diagnose(factsOf({ kind: 'withdrawal', status_reason: reason })).cause).not.toBe('unknown')
})

test.each([
  ['card_not_supported', 'card_not_supported'],
  ['suspected_fraud', 'card_suspected_fraud'],
  ['incorrect_number', 'card_details_wrong'],
  ['rail_unavailable', 'rail_unavailable'],
  ['rail_refused', 'rail_refused'],
  ['refunded', 'money_went_back'],
  ['expired_card', 'card_expired'],
] as const)('a top-up that failed for %s', (reason, cause) => {
  expect(diagnose(factsOf({ status_reason: reason })).cause).toBe(cause)
})

test.each([
  ['amount_mismatch', 'review_amounts'],
  ['currency_mismatch', 'review_amounts'],
  ['reference_mismatch', 'review_amounts'],
  ['partly_refunded', 'review_amounts'],
  ['not_settled_in_time', 'review_silence'],
  ['no_answer', 'review_silence'],
  ['unknown_to_rail', 'review_silence'],
  ['account_restricted', 'review_account'],
  ['something_new', 'review_other'],
] as const)('a top-up in review for %s', (reason, cause) => {
  const finding = diagnose(factsOf({ status: 'in_review', status_reason: reason }))
  expect([finding.cause, finding.severity, finding.actions[0]?.type]).toEqual([cause, 'waiting', 'wait'])
})

test('a top-up whose page closed, and a transfer nobody accepted', () => {
  expect(diagnose(factsOf({ status: 'expired' })).cause).toBe('not_paid_in_time')
  expect(diagnose(factsOf({ status: 'expired', kind: 'transfer' })).cause).toBe('not_accepted_in_time')
})

test('what is past its promise is late, with the bank’s silence as evidence', () => {
  const down = new Date('2026-11-22T10:00:00.000Z')
  const facts = { status: 'in_transit', kind: 'withdrawal', expected_by: '2026-11-22T11:59:59.000Z' } as const
  const finding = diagnose(factsOf(facts, { bankDown: down }))
  expect(finding.cause).toBe('overdue')
  expect(finding.evidence.map(({ fact }) => fact)).toEqual(['promised', 'bank_down'])
  const later = { ...facts, expected_by: '2026-11-22T12:00:01.000Z' }
  expect(diagnose(factsOf(later)).cause).toBe('on_its_way')
})

test('a bank transfer that has not come is not a page that was not used', () => {
  const transfer = { method: 'bank_transfer' } as const
  const waiting = diagnose(factsOf({ ...transfer, status: 'requires_action', actions: ['cancel'] }))
  expect([waiting.cause, waiting.actions.map(({ type }) => type)]).toEqual([
    'waiting_for_transfer',
    ['continue', 'cancel'],
  ])
  expect(diagnose(factsOf({ ...transfer, status: 'expired' })).cause).toBe('transfer_not_come')
})

test('a page whose time is over is not said to stay open', () => {
  const facts = { status: 'requires_action', expected_by: '2026-11-22T11:59:00.000Z' } as const
  expect(diagnose(factsOf(facts))).toMatchObject({ cause: 'waiting_for_you', facts: { until: null } })
})

test('a recall the bank refused stays refused whatever comes after it, until it is asked for again or is late', () => {
  const step = (text: string) => ({ state: 'in_transit' as const, at, text, evidence: null, reason: null })
  const sent = { kind: 'withdrawal', status: 'in_transit', expected_by: '2026-11-23T12:00:00.000Z' } as const
  const refused = [step('withdrawal_recall_sent'), step('withdrawal_recall_refused')]
  const found = diagnose(factsOf({ ...sent, timeline: [...refused, step('withdrawal_accepted')] }))
  expect([found.cause, found.facts['until']]).toEqual(['recall_refused', sent.expected_by])
  const again = factsOf({ ...sent, timeline: [...refused, step('withdrawal_recall_sent')] })
  expect(diagnose(again).cause).toBe('on_its_way')
  const late = factsOf({ ...sent, expected_by: '2026-11-22T11:00:00.000Z', timeline: refused })
  expect(diagnose(late).cause).toBe('overdue')
})

test.each([
  ['daily', '2026-11-22T16:00:00.000Z'],
  ['rolling_24h', null],
])('more than the whole %s limit does not fit tomorrow either', (interval, resetsAt) => {
  const details = { interval, limit: eur('9.00'), remaining: eur('4.00'), resets_at: resetsAt }
  const decline = { code: 'limit_exceeded', details }
  const transaction = { kind: 'transfer', direction: 'out', status_reason: 'limit_exceeded' } as const
  const finding = diagnose(factsOf(transaction, { decline }))
  expect([finding.cause, finding.actions]).toEqual([
    'limit_below_amount',
    [{ type: 'lower_amount', most: eur('4.00') }],
  ])
  const { customer: proved } = factsOf(transaction)
  const customer = { ...proved, level: 'email_proved', region: null } as const
  const lower = diagnose(factsOf(transaction, { decline, customer }))
  expect(lower.actions.at(-1)?.type).toBe('raise_limit')
})

test('every interval of a limit has a word in both languages', () => {
  for (const terms of [englishTexts.terms, chineseTexts.terms])
    expect(limitIntervals.filter(interval => !Object.hasOwn(terms, interval))).toEqual([])
})

test('a limit that has begun anew', () => {
  const decline = {
    code: 'limit_exceeded',
    details: { interval: 'daily', remaining: eur('1.00'), resets_at: '2026-11-22T11:00:00.000Z' },
  }
  const transaction = { kind: 'transfer', direction: 'out', status_reason: 'limit_exceeded' } as const
  expect(diagnose(factsOf(transaction, { decline })).cause).toBe('limit_free_again')
})

test.each(restrictionReasons)('a restriction for %s has a rule of its own', reason => {
  const restrictions = [{ scope: 'debit', source: 'risk', reason, expiresAt: null } as const]
  const transaction = { kind: 'transfer', direction: 'out', status_reason: 'account_restricted' } as const
  const customer = { ...factsOf(transaction).customer, restrictions }
  const { cause } = diagnose(factsOf(transaction, { customer }))
  expect(['account_suspended', 'unknown']).not.toContain(cause)
})

test('what nobody foresaw is unknown, and leads to a person', () => {
  const finding = diagnose(factsOf({ status: 'failed', status_reason: 'martians' }))
  expect([finding.cause, finding.actions[0]?.type]).toEqual(['unknown', 'contact_support'])
})
