import { describe, expect, test } from 'vitest'
import { money } from '../../../contract/money.ts'
import { newId } from '../../platform/id.ts'
import { bindingHash, type Binding } from '../identity/index.ts'
import type { View } from '../ledger/index.ts'
import { moneyChallenge, pairKey, stepUpNeed, type MoneyChallenge, type StepUpNeed } from '../wallet/index.ts'
import { businessDayOf } from '../pricing/index.ts'
import type { TransferCommand } from './decide-transfer.ts'
import { decideStepUp, stepUpRequests, transferBinding } from './step-up.ts'

const [payerId, payeeId, sessionId] = [newId(), newId(), newId()]
const now = new Date('2026-05-01T12:00:00Z')
const noFee = money(0n, 'EUR')
const minutes = (count: number) => new Date(now.getTime() + count * 60_000)

function commandOf(wishes: Partial<TransferCommand> = {}): TransferCommand {
  return {
    id: newId(),
    journalId: newId(),
    number: '9000000000000017',
    payerId,
    payeeId,
    amount: money(500_01n, 'EUR'),
    note: null,
    matchedBy: 'phone',
    payeeName: 'A*** B***',
    payeeAccount: '•••• •••• 8901',
    expectedFee: null,
    authorization: { sessionId, challengeId: null, requestHash: Buffer.alloc(32, 7) },
    now,
    today: businessDayOf(now, 'Asia/Shanghai'),
    ...wishes,
  }
}

/** A challenge passed for that command a minute ago. */
function challengeFor(command: TransferCommand, wishes: Partial<MoneyChallenge> = {}): MoneyChallenge {
  const binding = transferBinding(command, noFee)
  return {
    id: newId(),
    customer_id: command.payerId,
    session_id: command.authorization.sessionId,
    operation: 'transfer',
    binding: '',
    binding_hash: bindingHash({ customerId: command.payerId, operation: 'transfer', binding }),
    display: {},
    status: 'passed',
    tries: 0,
    method: 'totp',
    created_at: minutes(-2),
    expires_at: minutes(4),
    passed_at: minutes(-1),
    consumed_at: null,
    consumed_by: null,
    ...wishes,
  }
}

const usual: StepUpNeed = { amount: 500_00n, newRecipient: 0n, confirmed: true, confirmation: null }

/** Only what the command named can be looked at, as in the pipeline. */
function viewOf(command: TransferCommand, need: Partial<StepUpNeed>, challenge?: MoneyChallenge): View {
  const key = pairKey({
    customerId: command.payerId,
    recipientId: command.payeeId,
    currency: command.amount.currency,
  })
  const values = new Map<unknown, Map<string, unknown>>([
    [stepUpNeed, new Map([[key, { ...usual, ...need }]])],
    [moneyChallenge, new Map(challenge ? [[challenge.id, challenge]] : [])],
  ])
  const named = new Set(stepUpRequests(command).map(request => `${request.source.name} ${request.key}`))
  return {
    balance: () => 0n,
    fact(source, name) {
      if (!named.has(`${source.name} ${name}`)) throw new Error('a fact was used without being named')
      return values.get(source)?.get(name) as never
    },
  }
}

function decide(command: TransferCommand, need: Partial<StepUpNeed> = {}, challenge?: MoneyChallenge) {
  return decideStepUp(viewOf(command, need, challenge), command, noFee)
}

/** The same order, now with this challenge. */
function claiming(command: TransferCommand, challenge: MoneyChallenge): TransferCommand {
  return { ...command, authorization: { ...command.authorization, challengeId: challenge.id } }
}

describe('asked or not', () => {
  test.each([
    ['at the threshold', 500_00n, {}, null],
    ['a cent above it', 500_01n, {}, 'amount_over_threshold'],
    ['a cent to somebody new', 1n, { confirmed: false }, 'new_recipient'],
    ['somebody new, at their threshold', 100_00n, { confirmed: false, newRecipient: 100_00n }, null],
    ['somebody new, above it', 100_01n, { confirmed: false, newRecipient: 100_00n }, 'new_recipient'],
    ['a lower threshold', 20_01n, { amount: 20_00n }, 'amount_over_threshold'],
    ['a threshold of nothing', 1n, { amount: 0n }, 'amount_over_threshold'],
    ['new and above both', 500_01n, { confirmed: false }, 'new_recipient'],
  ] as const)('%s', (_name, minor, need, reason) => {
    const decision = decide(commandOf({ amount: money(minor, 'EUR') }), need)
    const refusal = { code: 'step_up_required', details: { reason, fee: '0' } }
    expect(decision).toMatchObject(
      reason === null ? { allowed: true, facts: [] } : { allowed: false, refusal },
    )
  })

  test('a challenge nobody asked for is left alone', () => {
    const command = commandOf({ amount: money(1_00n, 'EUR') })
    const challenge = challengeFor(command)
    const decision = decide(claiming(command, challenge), {}, challenge)
    expect(decision).toMatchObject({ allowed: true, facts: [], stepUp: { challengeId: null } })
  })

  test('the thresholds that held are kept with the transfer', () => {
    const decision = decide(commandOf({ amount: money(1_00n, 'EUR') }), { newRecipient: 30_00n })
    expect(decision).toMatchObject({ stepUp: { amount: 500_00n, newRecipient: 30_00n, challengeId: null } })
  })
})

describe('with a challenge', () => {
  const command = commandOf()

  test('passed for this very order, it is used up and the recipient confirmed', () => {
    const challenge = challengeFor(command)
    const decision = decide(claiming(command, challenge), { confirmed: false }, challenge)
    if (!decision.allowed) throw new Error('refused')
    expect(decision.stepUp.challengeId).toBe(challenge.id)
    expect(decision.facts.map(({ source, value }) => [source, value])).toEqual([
      [moneyChallenge, { ...challenge, consumed_at: now, consumed_by: command.id }],
      [
        stepUpNeed,
        {
          ...usual,
          confirmed: true,
          confirmation: { customerId: payerId, recipientId: payeeId, challengeId: challenge.id, at: now },
        },
      ],
    ])
  })

  test.each<[string, Partial<MoneyChallenge>]>([
    ['pending', { status: 'pending', passed_at: null, method: null }],
    ['failed', { status: 'failed' }],
    ['used before', { consumed_at: minutes(-1), consumed_by: newId() }],
    ['expired this instant', { expires_at: now }],
    ["another customer's", { customer_id: newId() }],
    ["another session's", { session_id: newId() }],
  ])('not one that is %s', (_name, wishes) => {
    const challenge = challengeFor(command, wishes)
    expect(decide(claiming(command, challenge), {}, challenge).allowed).toBe(false)
  })

  test('not one that does not exist', () => {
    expect(decide(claiming(command, challengeFor(command))).allowed).toBe(false)
  })

  test.each<[string, Partial<TransferCommand>]>([
    ['amount', { amount: money(500_02n, 'EUR') }],
    ['currency', { amount: money(500_01n, 'USD') }],
    ['recipient', { payeeId: newId() }],
    ['request', { authorization: { sessionId, challengeId: null, requestHash: Buffer.alloc(32, 8) } }],
  ])('not one that was passed for another %s', (_name, wishes) => {
    const challenge = challengeFor(commandOf(wishes))
    expect(decide(claiming(command, challenge), {}, challenge).allowed).toBe(false)
  })

  test('not one that was passed under another fee', () => {
    const challenge = challengeFor(command)
    const order = claiming(command, challenge)
    expect(decideStepUp(viewOf(order, {}, challenge), order, money(1n, 'EUR')).allowed).toBe(false)
  })

  test('not one that was passed for another kind of operation', () => {
    const binding: Binding = transferBinding(command, noFee)
    const hash = bindingHash({ customerId: payerId, operation: 'change_limit', binding })
    const challenge = challengeFor(command, { binding_hash: hash })
    expect(decide(claiming(command, challenge), {}, challenge).allowed).toBe(false)
  })
})
