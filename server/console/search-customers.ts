import { searchCustomers as operation, type SearchMatch } from '../../contract/api/console.ts'
import { isAccountNumber, isTransactionNumber, ungroup } from '../../contract/check-digit.ts'
import { fromTypeId } from '../../contract/ids.ts'
import type { ReadDb } from '../platform/db.ts'
import { route, type Route } from '../platform/http/route.ts'
import { customersById, searchCustomers, type SearchedCustomer } from '../slices/identity/index.ts'
import { partiesOfTransfer } from '../slices/transfers/index.ts'
import { ownerOfAccount, transactionByNumber, type HistoryPage } from '../slices/wallet/index.ts'
import type { ConsoleParts } from './parts.ts'
import { presentFound } from './present-customer.ts'

/** What fits on a screen; whoever finds more types another word. */
const mostShown = 20

type Found = {
  customers: { customer: SearchedCustomer; matchedBy: SearchMatch }[]
  transaction: HistoryPage['data'][number] | null
}

/** One box for everything a customer may name on the phone: the form of the text says what it is. */
export function searchCustomersRoute({ db }: ConsoleParts): Route {
  return route(operation, async ({ body, context }) => {
    const contacts = context.staff.permissions.has('customers.reveal')
    const { customers, transaction } = await find(db.read, { text: body.query.trim(), contacts })
    // Who was shown, so that "who has looked at me?" has an answer; not what was typed, which may be an address.
    context.audit({
      details: {
        found: customers.slice(0, mostShown).map(({ customer }) => customer.id),
        matched_by: Array.from(new Set(customers.map(({ matchedBy }) => matchedBy))),
        transaction: transaction?.number ?? null,
      },
    })
    const [only] = customers
    if (only && customers.length === 1) context.audit({ subject: only.customer.id })
    return {
      customers: customers
        .slice(0, mostShown)
        .map(({ customer, matchedBy }) => presentFound(customer, matchedBy)),
      transaction: transaction && {
        number: transaction.number,
        kind: transaction.kind,
        status: transaction.status,
        amount: transaction.amount,
        created_at: transaction.created_at,
      },
      more: customers.length > mostShown,
    }
  })
}

async function find(db: ReadDb, { text, contacts }: { text: string; contacts: boolean }): Promise<Found> {
  const digits = ungroup(text)
  if (isTransactionNumber(digits)) return await byTransaction(db, digits)
  if (isAccountNumber(digits)) {
    const owner = await ownerOfAccount(db, digits)
    if (owner !== undefined) return await byIds(db, [owner], 'account_number')
  }
  const id = fromTypeId('customer', text)
  if (id !== undefined) return await byIds(db, [id], 'customer_id')
  const hits = await searchCustomers(db, { text, contacts })
  return { customers: hits, transaction: null }
}

async function byIds(db: ReadDb, ids: readonly string[], matchedBy: SearchMatch): Promise<Found> {
  const customers = await customersById(db, ids)
  return { customers: customers.map(customer => ({ customer, matchedBy })), transaction: null }
}

/** Both sides of it, the one who paid first. */
async function byTransaction(db: ReadDb, number: string): Promise<Found> {
  const found = await transactionByNumber(db, number)
  if (!found) return { customers: [], transaction: null }
  const { ownerId, subjectId, transaction } = found
  const parties = transaction.kind === 'transfer' ? await partiesOfTransfer(db, subjectId) : undefined
  const ids = parties ? [parties.payerId, parties.payeeId] : [ownerId]
  const { customers } = await byIds(db, ids, 'transaction_number')
  customers.sort((one, other) => ids.indexOf(one.customer.id) - ids.indexOf(other.customer.id))
  return { customers, transaction }
}
