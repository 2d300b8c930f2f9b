import type { z } from 'zod'
import { getSafeguarding, type safeguardingSchema } from '../../../contract/api/finance.ts'
import {
  getLedgerJournal,
  listLedgerAccounts,
  listLedgerEntries,
  type ledgerAccountSchema,
} from '../../../contract/api/ledger.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type WireMoney } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { factsOfShown } from '../found.ts'
import { numberCursor, pageOfRows } from './page.ts'
import type { FinanceParts } from './parts.ts'
import * as queries from './queries-ledger.ts'

export function getSafeguardingRoute({ db }: FinanceParts): Route {
  return route(getSafeguarding, async ({ context }) => {
    const held = await queries.heldByPurpose(db.read)
    return { at: context.now.toISOString(), data: positionsOf(held) }
  })
}

/** Customers against what is kept for them, by currency; `held` is in the order of currencies. */
function positionsOf(held: readonly queries.HeldRow[]): z.input<typeof safeguardingSchema>[] {
  return [...new Set(held.map(({ currency }) => currency))].map(currency => {
    const own = held.filter(row => row.currency === currency)
    const sumOf = (family: string): bigint =>
      own
        .filter(({ purpose }) => purpose === family || purpose.startsWith(`${family}:`))
        .reduce((sum, { balance }) => sum + balance, 0n)
    const wire = (minor: bigint): WireMoney => toWireMoney(money(minor, currency))
    const [liabilities, suspense] = [sumOf('customers'), sumOf('suspense')]
    // The ledger keeps credits positive: what others hold or owe is a debit.
    const [safeguarded, receivable] = [-sumOf('safeguarding'), -sumOf('clearing')]
    return {
      currency,
      liabilities: wire(liabilities),
      suspense: wire(suspense),
      safeguarded: wire(safeguarded),
      receivables: own
        .filter(({ purpose, balance }) => purpose.startsWith('clearing:') && balance !== 0n)
        .map(({ purpose, balance }) => ({ rail: purpose.slice('clearing:'.length), amount: wire(-balance) })),
      position: wire(safeguarded + receivable - liabilities - suspense),
    }
  })
}

export function listLedgerAccountsRoute({ db }: FinanceParts): Route {
  return route(listLedgerAccounts, async ({ query: { customer }, context }) => {
    if (customer !== undefined) context.audit({ subject: customer })
    const rows = await queries.listAccounts(db.read, customer ?? null)
    return { data: rows.map(presentAccount) }
  })
}

export function listLedgerEntriesRoute({ db }: FinanceParts): Route {
  return route(listLedgerEntries, async ({ params: { account: id }, query: { limit, cursor }, context }) => {
    const account = await queries.findAccount(db.read, id)
    if (!account) throw new DomainError('not_found')
    if (account.owner_id !== null) context.audit({ subject: account.owner_id })
    const before = numberCursor(cursor)
    const rows = await queries.listEntries(db.read, { account: id, before, limit: limit + 1 })
    const page = pageOfRows(rows, limit, {
      present: row => ({
        sequence: row.sequence.toString(),
        journal: toTypeId('journal', row.journal_id),
        kind: row.kind,
        amount: onItsSide(account, row.amount),
        balance_after: onItsSide(account, row.balance_after),
        recorded_at: row.recorded_at.toISOString(),
      }),
      cursor: row => row.sequence.toString(),
    })
    return { ...page, account: presentAccount(account) }
  })
}

export function getLedgerJournalRoute({ db }: FinanceParts): Route {
  return route(getLedgerJournal, async ({ params: { journal: id }, context }) => {
    const [journal, postings] = await Promise.all([
      queries.findJournal(db.read, id),
      queries.postingsOf(db.read, id),
    ])
    if (!journal) throw new DomainError('not_found')
    context.audit(factsOfShown(postings.flatMap(({ from_owner: from, to_owner: to }) => [from, to])))
    return {
      id: toTypeId('journal', journal.id),
      kind: journal.kind,
      recorded_at: journal.recorded_at.toISOString(),
      reverses: journal.reverses && toTypeId('journal', journal.reverses),
      postings: postings.map(row => ({
        kind: row.kind,
        from: accountOf(row.from_id, row.from_purpose, row.from_owner),
        to: accountOf(row.to_id, row.to_purpose, row.to_owner),
        amount: toWireMoney(money(row.amount, row.currency)),
      })),
    }
  })
}

function accountOf(id: string, purpose: string, owner: string | null) {
  return { id: toTypeId('account', id), purpose, owner: owner && toTypeId('customer', owner) }
}

function presentAccount(row: queries.AccountRow): z.input<typeof ledgerAccountSchema> {
  return {
    ...accountOf(row.id, row.purpose, row.owner_id),
    normal_side: row.normal_side,
    balance: onItsSide(row, row.balance),
    entries: Number(row.last_sequence),
  }
}

/** The ledger keeps credits positive; an accountant reads an asset with debits positive. */
function onItsSide(account: Pick<queries.AccountRow, 'normal_side' | 'currency'>, minor: bigint): WireMoney {
  return toWireMoney(money(account.normal_side === 'debit' ? -minor : minor, account.currency))
}
