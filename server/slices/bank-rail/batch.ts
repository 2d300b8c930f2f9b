import { runStatements } from '../../platform/statement.ts'
import type { Currency } from '../../../contract/money.ts'
import { outgoingStop } from '../ledger/index.ts'
import type { OwnBank } from './accounts.ts'
import { bankCalendar } from './calendar.ts'
import type { BankRailDeps } from './deps.ts'
import { moveOrder, type PaymentOrder } from './order.ts'
import { mayMove } from './order-states.ts'
import * as files from './queries-files.ts'
import * as orders from './queries-orders.ts'
import { transaction } from './transaction.ts'

/** As many payments go into one file at most. */
export const maxOrdersPerFile = 5_000

export type BatchDeps = Pick<BankRailDeps, 'db' | 'clock' | 'log' | 'years' | 'clients'> & {
  bank: Pick<OwnBank, 'accounts'> | undefined
}

/**
 * Puts the orders that are due into files: one file for each currency and execution day. What is chosen is written
 * down before anything is rendered, so an order is in one file whatever dies when; it cannot be canceled from then on.
 * Nothing is chosen while outgoing money is stopped, nor what its client holds back: an account that was frozen after
 * the order was given loses nothing any more, save in the moment in which its file is being made. A client that cannot
 * say holds back what is its own and nobody else's; why is thrown at the end.
 */
export async function batchOrders(deps: BatchDeps): Promise<void> {
  // Orders in a currency for which we have no account wait; `raiseOverdue` tells.
  const currencies = Object.keys(deps.bank?.accounts ?? {})
  const held: string[] = []
  const failures: unknown[] = []
  while (!(await outgoingStop(deps.db.read))) {
    const now = deps.clock.now()
    const due = await orders.dueOrders(deps.db.pool, {
      now,
      currencies,
      except: held,
      limit: maxOrdersPerFile,
    })
    const kept = await heldBack(deps, due, failures)
    held.push(...kept)
    const leaving = due.filter(({ id }) => !kept.has(id)).map(({ id }) => id)
    const batched = leaving.length === 0 ? 0 : await intoFiles(deps, leaving, now)
    if (due.length < maxOrdersPerFile || batched + kept.size === 0) break
  }
  if (failures.length > 0) throw new AggregateError(failures, 'clients could not say what is held back')
}

/** The orders that their clients do not let go now, or of which they cannot say it: why is added to `failures`. */
async function heldBack(
  deps: BatchDeps,
  due: readonly PaymentOrder[],
  failures: unknown[],
): Promise<ReadonlySet<string>> {
  const held = new Set<string>()
  for (const [name, theirs] of Map.groupBy(due, order => order.client))
    try {
      for (const id of (await deps.clients[name]?.heldBack?.(theirs)) ?? []) held.add(id)
    } catch (error) {
      for (const { id } of theirs) held.add(id)
      failures.push(new Error(`what is held back of ${name} is not known`, { cause: error }))
    }
  if (held.size > 0) deps.log.info({ orders: held.size }, 'payments are held back from the bank')
  return held
}

/** How many files it became. */
function intoFiles(deps: BatchDeps, ids: readonly string[], now: Date): Promise<number> {
  return transaction(deps.db.pool, async client => {
    const locked = await orders.lockOrders(client, ids)
    const groups = groupsOf(deps, Array.from(locked.values()), now)
    for (const group of groups) {
      const number = await files.nextFileNumber(client)
      const moved = group.orders.flatMap((order, index) => intoFile(order, number, index + 1, now))
      await files.insertOutgoing(client, fileOf(group, moved, number, now))
      await runStatements(client, orders.updateOrders(moved))
    }
    return groups.length
  })
}

type Group = { currency: Currency; requestedOn: string; orders: PaymentOrder[] }

/** By currency and day. Between the look and the lock a customer may have canceled: those are left out. */
function groupsOf(deps: BatchDeps, locked: readonly PaymentOrder[], now: Date): Group[] {
  const groups = new Map<string, Group>()
  for (const order of locked) {
    if (!mayMove(order, 'batch')) continue
    const { currency } = order.amount
    const requestedOn = executionDay(deps, order, now)
    const key = `${currency} ${requestedOn}`
    const group = groups.get(key) ?? { currency, requestedOn, orders: [] }
    group.orders.push(order)
    groups.set(key, group)
  }
  return Array.from(groups.values())
}

/** The day it was promised for, or the next one the bank can still make. */
function executionDay(deps: BatchDeps, order: PaymentOrder, now: Date): string {
  return bankCalendar(order.amount.currency, deps.years).executionDay(order.requestedOn, now)
}

function intoFile(order: PaymentOrder, number: number, line: number, now: Date): PaymentOrder[] {
  const evidence = { file: number, line, messageId: messageIdOf(number), at: now }
  const moved = moveOrder(order, 'batch', { reason: null, evidence, at: now })
  return moved ? [{ ...moved, file: { number, line } }] : []
}

function fileOf(
  { currency, requestedOn }: Group,
  moved: readonly PaymentOrder[],
  number: number,
  now: Date,
): files.NewOutgoingFile {
  return {
    number,
    kind: 'pain.001',
    name: nameOf(number, 'pain.001'),
    messageId: messageIdOf(number),
    currency,
    requestedOn,
    transactions: moved.length,
    total: moved.reduce((sum, order) => sum + order.amount.minor, 0n),
    ownersAsked: true,
    createdAt: now,
  }
}

/** `OKPAY-00000012`: what the bank calls our message. */
export function messageIdOf(number: number): string {
  return `OKPAY-${String(number).padStart(8, '0')}`
}

export function nameOf(number: number, kind: 'pain.001' | 'camt.056'): string {
  return `${messageIdOf(number)}-${kind}.xml`
}
