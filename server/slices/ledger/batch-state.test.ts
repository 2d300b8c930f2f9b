import { expect, test } from 'vitest'
import { newId } from '../../platform/id.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import { accountKey, available, clearing, fees, type AccountRef } from './accounts.ts'
import {
  applyEffects,
  emptyState,
  groupRequests,
  putFacts,
  viewOf,
  type AccountState,
  type BatchState,
} from './batch-state.ts'
import {
  change,
  insert,
  need,
  type Effects,
  type FactSource,
  type Posting,
  type RowSink,
} from './decision.ts'

const [ada, bob] = [newId(), newId()]
const now = new Date('2026-03-01T12:00:00Z')
const [adas, bobs, income, rail] = [
  available(ada, 'EUR'),
  available(bob, 'EUR'),
  fees('test', 'EUR'),
  clearing('test', 'EUR'),
]
const limit: FactSource<number> = { name: 'limit', read: () => Promise.resolve(new Map()) }
const rows: RowSink<string> = { name: 'rows', insert: () => [] }

/** Ada has 100, Bob 20; their accounts have seen entries before. */
function stateOf(): BatchState {
  const account = (ref: AccountRef, balance: bigint, floor: bigint | null): [string, AccountState] => [
    accountKey(ref),
    { id: newId(), balance, sequence: 7n, floor, changed: false },
  ]
  return emptyState(
    new Map([
      account(adas, 100n, 0n),
      account(bobs, 20n, 0n),
      account(income, 5n, null),
      account(rail, -125n, null),
      account(available(ada, 'JPY'), 50n, 0n),
    ]),
  )
}

/** A journal of these postings, told to Ada. */
function effectsOf(postings: Posting[], more: Effects = {}): Effects {
  const id = newId()
  const journal = { id, kind: 'test', subject: id, recordedAt: now, postings }
  return { journals: [journal], events: [eventOf(id)], ...more }
}

function eventOf(journal: string | null): NewEvent {
  const [stream, subject] = [ada, newId()]
  return { type: 'test.done', version: 1, stream, subject, journal, payload: {}, occurredAt: now }
}

const pays = (amount: bigint, from = adas, to = bobs): Posting => ({ kind: 'principal', from, to, amount })

/** Everything but the ids made on the way. */
function snapshot(state: BatchState): unknown {
  return structuredClone({
    ...state,
    facts: Array.from(state.facts.values()),
    rows: Array.from(state.rows.values()),
  })
}

test('a decision moves balances, counts entries up and leaves each balance behind it', () => {
  const state = stateOf()
  applyEffects(state, effectsOf([pays(30n), { ...pays(2n, adas, income), kind: 'fee' }]))
  applyEffects(state, effectsOf([pays(50n, bobs, adas)]))
  const view = viewOf(state)
  expect([view.balance(adas), view.balance(bobs), view.balance(income)]).toEqual([118n, 0n, 7n])
  const adasId = state.accounts.get(accountKey(adas))?.id
  expect(
    state.entries
      .filter(({ accountId }) => accountId === adasId)
      .map(({ sequence, postingNumber, amount, balanceAfter }) => [
        sequence,
        postingNumber,
        amount,
        balanceAfter,
      ]),
  ).toEqual([
    [8n, 1, -30n, 70n],
    [9n, 2, -2n, 68n],
    [10n, 1, 50n, 118n],
  ])
  expect(state.entries.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
  expect(state.accounts.get(accountKey(available(ada, 'JPY')))?.changed).toBe(false)
})

test.each<[string, (state: BatchState) => Effects, RegExp]>([
  ['overdraws', () => effectsOf([pays(101n)]), /would overdraw/],
  [
    'overdraws with its second posting',
    () => effectsOf([pays(60n), pays(41n, adas, income)]),
    /would overdraw/,
  ],
  [
    'overdraws with its second journal',
    () => {
      const [one, other] = [effectsOf([pays(60n)]), effectsOf([pays(41n)])]
      return {
        journals: [...(one.journals ?? []), ...(other.journals ?? [])],
        events: [...(one.events ?? []), ...(other.events ?? [])],
      }
    },
    /would overdraw/,
  ],
  [
    'would be covered only by what comes later',
    () => effectsOf([pays(101n), pays(10n, bobs, adas)]),
    /would overdraw/,
  ],
  ['posts nothing', () => effectsOf([]), /posts nothing/],
  ['posts zero', () => effectsOf([pays(0n)]), /not positive/],
  ['posts less than zero', () => effectsOf([pays(-1n)]), /not positive/],
  ['posts to itself', () => effectsOf([pays(1n, adas, adas)]), /to itself/],
  ['mixes currencies', () => effectsOf([pays(1n, adas, available(ada, 'JPY'))]), /across currencies/],
  [
    'uses an account it did not name',
    () => effectsOf([pays(1n, adas, available(newId(), 'EUR'))]),
    /without naming/,
  ],
  [
    'changes a fact it did not name',
    () => effectsOf([pays(1n)], { facts: [change(limit, 'x', 1)] }),
    /changed the fact limit x without naming/,
  ],
  ['tells nobody', () => ({ ...effectsOf([pays(1n)]), events: [] }), /has no event/],
  [
    'tells of a journal of another decision',
    () => {
      const effects = effectsOf([pays(1n)])
      return { ...effects, events: [...(effects.events ?? []), eventOf(newId())] }
    },
    /names a journal of another decision/,
  ],
])('a decision that %s is refused and leaves nothing behind', (_, effects, reason) => {
  const state = stateOf()
  applyEffects(state, effectsOf([pays(1n)], { rows: [insert(rows, 'before')] }))
  const before = snapshot(state)
  const faulty = { rows: [insert(rows, 'after')], ...effects(state) }
  expect(() => applyEffects(state, faulty)).toThrow(reason)
  expect(snapshot(state)).toEqual(before)
})

test('an account without a floor may go either way', () => {
  const state = stateOf()
  applyEffects(state, effectsOf([pays(1_000n, rail, adas), pays(6n, income, bobs)]))
  expect([viewOf(state).balance(rail), viewOf(state).balance(income)]).toEqual([-1_125n, -1n])
})

test('a later decision sees the facts an earlier one changed', () => {
  const state = stateOf()
  putFacts(state, limit, { keys: ['ada', 'bob', 'carl'], values: new Map([['ada', 3]]) })
  applyEffects(state, { facts: [change(limit, 'ada', 4), change(limit, 'bob', 1)] })
  const view = viewOf(state)
  expect([view.fact(limit, 'ada'), view.fact(limit, 'bob'), view.fact(limit, 'carl')]).toEqual([
    4,
    1,
    undefined,
  ])
})

test('a decider may look only at what its command named', () => {
  const view = viewOf(stateOf())
  expect(() => view.balance(available(newId(), 'EUR'))).toThrow(/without naming/)
  expect(() => view.fact(limit, 'ada')).toThrow(/without naming/)
})

test('a key nobody named is not the same as one with no value', () => {
  const state = stateOf()
  putFacts(state, limit, { keys: ['ada'], values: new Map() })
  expect(viewOf(state).fact(limit, 'ada')).toBeUndefined()
  expect(() => viewOf(state).fact(limit, 'bob')).toThrow(/fact limit bob without naming/)
  expect(() => applyEffects(state, { facts: [change(limit, 'bob', 1)] })).toThrow(
    /changed the fact limit bob without naming/,
  )
})

test('what several commands ask of one source is asked once', () => {
  const other: FactSource<number> = { ...limit, name: 'other' }
  const grouped = groupRequests([need(limit, 'a'), need(other, 'a'), need(limit, 'b'), need(limit, 'a')])
  expect(Array.from(grouped, ([source, keys]) => [source.name, keys])).toEqual([
    ['limit', ['a', 'b']],
    ['other', ['a']],
  ])
})
