import { createHash } from 'node:crypto'
import { checkBankAccount, isBankCountry, type BankAccount } from '../../../contract/bank-accounts/index.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { operatorStream } from '../ledger/index.ts'
import { payeeOf } from './at-rest.ts'
import { bankCalendar } from './calendar.ts'
import type { BankRailClient } from './clients.ts'
import { resolveDecider, type Resolving } from './decide-resolution.ts'
import type { BankRailDeps } from './deps.ts'
import type { NewPaymentOrder, PaymentOrder } from './order.ts'
import { counterpartyOf } from './payer.ts'
import * as queries from './queries-suspense.ts'
import type { Suspended } from './suspense.ts'
import { transaction } from './transaction.ts'

/** Carries out what two people decided about an item. Harmless to repeat: its key is the approval's. */
export async function resolveSuspense(deps: BankRailDeps, itemId: string): Promise<void> {
  const item = await itemOf(deps, itemId)
  const resolution = await queries.findResolution(deps.db.pool, itemId)
  assertInvariant(resolution !== undefined, `nobody decided about suspense item ${itemId}`)
  const { kind, reference, customerId, approvalId } = resolution
  if (kind === 'assign') {
    assertInvariant(reference !== null && customerId !== null, 'an assignment names its customer')
    return resolve(deps, item, { move: 'assign', reference, customerId }, approvalId)
  }
  if (kind === 'absorb') return resolve(deps, item, { move: 'absorb' }, approvalId)
  const order = await orderBack(deps, item)
  if (!order) throw new Error(`suspense item ${itemId} cannot be sent back to where it came from`)
  return resolve(deps, item, { move: 'order_return', order }, approvalId)
}

async function itemOf(deps: BankRailDeps, itemId: string): Promise<Suspended> {
  const item = (await transaction(deps.db.pool, client => queries.lockItems(client, [itemId]))).get(itemId)
  assertInvariant(item !== undefined, `suspense item ${itemId} does not exist`)
  return item
}

async function resolve(
  deps: BankRailDeps,
  { id: itemId, amount }: Pick<Suspended, 'id' | 'amount'>,
  resolving: Resolving,
  cause: string,
): Promise<void> {
  const now = deps.clock.now()
  const key = `suspense ${itemId} ${resolving.move} ${cause}`
  const requestHash = createHash('sha256').update(key).digest()
  try {
    await deps.pipeline.execute(
      resolveDecider,
      { itemId, amount, journalId: newId(), resolving, now },
      { idempotency: { scope: operatorStream, key, requestHash }, now },
    )
  } catch (error) {
    // Decided otherwise since: what was decided first stands, and the item says what it is.
    if (!(error instanceof DomainError) || error.refusal.code !== 'transition_not_allowed') throw error
    deps.log.error({ item: itemId, move: resolving.move }, 'a decision about money in suspense came too late')
  }
}

/** What can be done with an item now. Money goes back only where the bank named a whole account; only what the bank took can be borne by the operator. */
export function resolutionsOf(
  { status, side }: { status: string; side: 'credit' | 'debit' },
  { name, account }: { name: string | null; account: string | null },
): ('assign' | 'return' | 'absorb')[] {
  if (status !== 'open') return []
  if (side === 'debit') return ['absorb']
  return name !== null && senderAccount(account) ? ['assign', 'return'] : ['assign']
}

/** The account the bank named, where it is whole: an IBAN. */
export function senderAccount(account: string | null): BankAccount | undefined {
  const country = account?.slice(0, 2) ?? ''
  if (account === null || !isBankCountry(country)) return undefined
  const checked = checkBankAccount({ country, fields: { iban: account } })
  return 'ok' in checked ? checked.ok : undefined
}

async function orderBack(deps: BankRailDeps, item: Suspended): Promise<NewPaymentOrder | undefined> {
  const stored = await queries.senderOf(deps.db.pool, item.id)
  const sender = stored && counterpartyOf(deps.sealKey, stored)
  const account = senderAccount(sender?.account ?? null)
  const now = deps.clock.now()
  const arrival = bankCalendar(item.amount.currency, deps.years).arrival({
    submittedAt: now,
    speed: 'standard',
  })
  if (!sender?.name || !account) return undefined
  const number = await deps.numbers.transactionNumber()
  const id = newId()
  return {
    id,
    client: 'suspense_return',
    subject: item.id,
    number,
    owner: null,
    amount: item.amount,
    payee: payeeOf(deps.sealKey, id, { name: sender.name.slice(0, 140), account, address: null }),
    purpose: null,
    remittance: `Return of your payment, ${number}`,
    requestedOn: arrival.requestedOn,
    batchAt: arrival.batchAt,
    createdAt: now,
  }
}

/** What became of payments back to the sender. */
export function suspenseClient(deps: BankRailDeps): BankRailClient {
  const hear = (order: PaymentOrder, move: 'settle' | 'give_up' | 'come_back'): Promise<void> =>
    resolve(deps, { id: order.subject, amount: order.amount }, { move }, order.id)
  return {
    onSettled: order => hear(order, 'settle'),
    onRejected: order => hear(order, 'give_up'),
    onReturned: order => hear(order, 'come_back'),
    onRecallAnswered: (order, agreed) => (agreed ? hear(order, 'give_up') : Promise.resolve()),
  }
}
