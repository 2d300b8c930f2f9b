import { createHash } from 'node:crypto'
import { toTypeId } from '../../../contract/ids.ts'
import { money, type Money } from '../../../contract/money.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import {
  available,
  clearing,
  insert,
  need,
  type AccountRef,
  type Decider,
  type FactChange,
  type Pipeline,
  type View,
} from '../ledger/index.ts'
import { payeeOf, type Creditor } from './at-rest.ts'
import { cancelQueuedOrder, requestRecall } from './change-order.ts'
import type { BankRailClient } from './clients.ts'
import type { NewPaymentOrder, PaymentOrder } from './order.ts'
import { paymentOrderFact, paymentOrders } from './rows.ts'

/** Moves money for an order of a test, and writes the order when it begins. */
type Command = {
  journalId: string
  kind: string
  subject: string
  owner: string
  amount: Money
  from: AccountRef
  to: AccountRef
  order?: NewPaymentOrder
  now: Date
}

const mover: Decider<Command, { v: 1 }> = {
  name: 'test.bank_client',
  outgoing: true,
  accounts: ({ from, to }) => [from, to],
  facts: () => [],
  decide: (_view, { journalId, kind, subject, owner, amount, from, to, order, now }) => ({
    kind: 'decided',
    outcome: { v: 1 },
    effects: {
      journals: [
        {
          id: journalId,
          kind: `test_${kind}`,
          subject,
          recordedAt: now,
          postings: [{ kind: 'principal', from, to, amount: amount.minor }],
        },
      ],
      rows: order ? [insert(paymentOrders, order)] : [],
      events: [
        {
          type: `test.${kind}`,
          version: 1,
          stream: owner,
          subject,
          journal: journalId,
          payload: { id: toTypeId('journal', journalId) },
          occurredAt: now,
        },
      ],
    },
  }),
}

type Parts = { pipeline: Pipeline; clock: Clock }

async function run({ pipeline }: Parts, command: Command): Promise<void> {
  const key = `bank ${command.subject} ${command.kind}`
  const requestHash = createHash('sha256').update(key).digest()
  await pipeline.execute(mover, command, {
    idempotency: { scope: command.owner, key, requestHash },
    now: command.now,
  })
}

/** Where tests set money aside: a customer's `reserved` belongs to holds. */
function held({ currency }: Money): AccountRef {
  return clearing('test_held', currency)
}

/** Of tests: what they write they can read. */
export const testSealKey = Buffer.alloc(32, 9)

const ada: Creditor = {
  name: 'Ada Example',
  account: { country: 'DE', fields: { iban: 'DE89370400440532013000' } },
  address: null,
}

export type Wishes = Partial<NewPaymentOrder> & { creditor?: Creditor }

/** Sets money aside and orders its payment in one decision, as a withdrawal does. */
export async function orderPayout(
  parts: Parts,
  { creditor = ada, ...wishes }: Wishes & { owner: string; number: string },
): Promise<NewPaymentOrder & { owner: string }> {
  const now = parts.clock.now()
  const amount = wishes.amount ?? money(1050n, 'EUR')
  const id = wishes.id ?? newId()
  const order = {
    id,
    client: 'withdrawal' as const,
    subject: newId(),
    amount,
    payee: payeeOf(testSealKey, id, creditor),
    purpose: null,
    remittance: 'Withdrawal',
    requestedOn: now.toISOString().slice(0, 10),
    batchAt: now,
    createdAt: now,
    ...wishes,
  }
  const { owner, subject } = order
  await run(parts, {
    journalId: newId(),
    kind: 'hold',
    subject,
    owner,
    amount,
    from: available(owner, amount.currency),
    to: held(amount),
    order,
    now,
  })
  return order
}

/** Settles and gives back, as a withdrawal does; `told` names what it heard. */
export function testClient(parts: Parts & { told: string[] }): BankRailClient {
  const move = (order: PaymentOrder, kind: string, from: AccountRef, to: AccountRef): Promise<void> => {
    parts.told.push(`${kind} ${order.number}`)
    const { subject, amount, owner } = order
    if (owner === null) throw new Error('an order of a test has an owner')
    return run(parts, { journalId: newId(), kind, subject, owner, amount, from, to, now: parts.clock.now() })
  }
  const mine = ({ owner, amount }: PaymentOrder) => {
    const of = owner ?? ''
    return {
      free: available(of, amount.currency),
      held: held(amount),
      rail: clearing('bank', amount.currency),
    }
  }
  return {
    onSettled: order => move(order, 'settled', mine(order).held, mine(order).rail),
    onRejected: order => move(order, 'rejected', mine(order).held, mine(order).free),
    onReturned: order => move(order, 'returned', mine(order).rail, mine(order).free),
    async onRecallAnswered(order, agreed) {
      if (agreed) await move(order, 'recalled', mine(order).held, mine(order).free)
      else parts.told.push(`recall refused ${order.number}`)
    },
  }
}

type Change = { id: string; owner: string; now: Date }

/** A decision that only asks a payment back, or cancels it. */
function changer(
  name: string,
  act: (view: View, command: Change) => { change: FactChange } | { tooLate: string },
): Decider<Change, string> {
  return {
    name,
    outgoing: false,
    accounts: () => [],
    facts: ({ id }) => [need(paymentOrderFact, id)],
    decide(view, command) {
      const result = act(view, command)
      return 'change' in result
        ? { kind: 'decided', outcome: 'done', effects: { facts: [result.change] } }
        : { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
    },
  }
}

const recaller = changer('test.recall', (view, { id, now }) =>
  requestRecall(view, id, { reason: 'CUST', at: now }),
)
const canceler = changer('test.cancel', (view, { id, now }) => cancelQueuedOrder(view, id, now))

async function runChange(
  { pipeline, clock }: Parts,
  decider: Decider<Change, string>,
  { id, owner }: { id: string; owner: string },
): Promise<void> {
  const now = clock.now()
  await pipeline.execute(
    decider,
    { id, owner, now },
    { idempotency: { scope: owner, key: newId(), requestHash: Buffer.alloc(32) }, now },
  )
}

export function recallNow(parts: Parts, order: { id: string; owner: string }): Promise<void> {
  return runChange(parts, recaller, order)
}

/** Rejects with `transition_not_allowed` when it is too late. */
export function cancelNow(parts: Parts, order: { id: string; owner: string }): Promise<void> {
  return runChange(parts, canceler, order)
}
