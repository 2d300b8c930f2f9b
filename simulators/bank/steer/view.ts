import { exponentOf, formatAmount, type Currency } from '../../../contract/money.ts'
import { IBANS } from '../accounts.ts'
import type { Bank } from '../bank.ts'
import {
  balances,
  lastStatement,
  listEntriesAfter,
  listLastEntries,
  type Entry,
} from '../store/queries-books.ts'
import { countWaitingCredits, listLastMessages, listLastOutgoing } from '../store/queries-files.ts'
import { countPaymentsByState, listLastPayments, type Payment } from '../store/queries-payments.ts'

export function wireMoney(minor: bigint, currency: Currency) {
  return { value: formatAmount(minor, exponentOf(currency)), currency }
}

export function viewClock(bank: Bank) {
  const nowMs = bank.clock.now()
  return {
    now_ms: nowMs,
    offset_ms: bank.clock.offsetMs(),
    reachable: !bank.faults.unreachable(nowMs),
  }
}

function viewEntry(entry: Entry) {
  return {
    seq: entry.seq,
    ref: entry.ref,
    kind: entry.kind,
    direction: entry.direction,
    amount: wireMoney(entry.amount, entry.currency),
    balance_after: wireMoney(entry.balanceAfter, entry.currency),
    booked_on: entry.bookedOn,
    end_to_end_id: entry.detail.endToEnd,
    remittance: entry.detail.remittance,
    reason: entry.detail.reason,
  }
}

function viewPayment(payment: Payment) {
  return {
    end_to_end_id: payment.endToEnd,
    message: payment.message,
    amount: wireMoney(payment.amount, payment.currency),
    creditor: { name: payment.creditorName, account: payment.creditorAccount },
    state: payment.state,
    reason: payment.reason,
    run_ms: payment.runMs,
  }
}

/** The accounts with what is in them and up to where a statement tells, and a page of the entries. */
export function viewBooks(bank: Bank, page: { after: number; limit: number }) {
  return {
    accounts: balances(bank.db).map(({ currency, balance }) => ({
      iban: IBANS[currency],
      balance: wireMoney(balance, currency),
      statements: lastStatement(bank.db, currency)?.number ?? 0,
    })),
    payments: countPaymentsByState(bank.db),
    waiting_credits: countWaitingCredits(bank.db),
    entries: listEntriesAfter(bank.db, page.after, page.limit).map(viewEntry),
  }
}

/** What is going on, newest first. */
export function viewAll(bank: Bank, limit: number) {
  return {
    clock: viewClock(bank),
    faults: bank.faults.current(),
    payments: listLastPayments(bank.db, limit).map(viewPayment),
    entries: listLastEntries(bank.db, limit).map(viewEntry),
    files_taken: listLastMessages(bank.db, limit).map(message => ({
      file: message.file,
      message: message.id,
      kind: message.kind,
      sha256: message.sha256,
      taken_ms: message.takenMs,
      outcome: message.outcome,
    })),
    files_sent: listLastOutgoing(bank.db, limit).map(file => ({
      file: file.name,
      kind: file.kind,
      made_ms: file.madeMs,
      publish_ms: file.publishMs,
      published: file.published,
      faults: file.faults,
    })),
  }
}
