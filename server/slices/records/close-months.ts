import { z } from 'zod'
import { isCurrency, type Currency } from '../../../contract/money.ts'
import { toTypeId } from '../../../contract/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { addJobs, defineJob, type Job } from '../../platform/jobs.ts'
import { numbersOf } from '../../platform/queries-event-log.ts'
import {
  currenciesOf,
  balanceAfter,
  cutBefore,
  inLedgerOrder,
  jointEntry,
  movementsBetween,
  ownersAfter,
  statementAccounts,
  type Movement,
} from '../ledger/index.ts'
import { findRecords, holderOf, type TransactionRecordRow } from '../wallet/index.ts'
import type { RecordsDeps } from './deps.ts'
import { monthsOver, type Month } from './months.ts'
import * as queries from './queries-statements.ts'
import { sealContent, type StatementContent, type StatementLine } from './statement-content.ts'

type Purpose = 'available' | 'reserved'
type Cut = Record<Purpose, bigint>
/** Where statements of a currency stand: its accounts, how far they were told, the balance there. */
type Book = {
  currency: Currency
  accounts: Partial<Record<Purpose, string>>
  months: readonly Month[]
  cut: Cut
  closing: bigint
}

export type CloseMonthsJob = Job<{ customer: string }>

/** Writes the statements of a customer's months that are over and have none yet. Harmless to repeat. */
export function createCloseMonths(deps: RecordsDeps): CloseMonthsJob {
  return defineJob({
    name: 'records.close_months',
    payload: z.strictObject({ customer: z.uuid() }),
    run: ({ customer }) => closeMonths(deps, customer),
  })
}

const ownersAtOnce = 500

/** One waits for each customer, however often the calendar, a jump of the clock and they themselves ask for it. */
export const keyOfClosing = ({ customer }: { customer: string }): string => `records.close ${customer}`

/** At the beginning of a month, for everybody who has money with us or had. */
export function createCloseEverybodysMonths(
  deps: RecordsDeps,
  closeMonthsOf: CloseMonthsJob,
): Job<Record<string, never>> {
  return defineJob({
    name: 'records.close_everybodys_months',
    payload: z.strictObject({}),
    async run() {
      let after = '00000000-0000-0000-0000-000000000000'
      for (;;) {
        const owners = await ownersAfter(deps.db.read, { after, limit: ownersAtOnce })
        const last = owners.at(-1)
        if (last === undefined) return
        const customers = await withOpenMonths(deps, owners)
        await deps.db.transaction(tx => addJobs(tx, closeMonthsOf, customers, keyOfClosing))
        after = last
      }
    },
  })
}

/** Those of `owners` who lack a statement: the calendar asks four times a month, and most have theirs by then. */
async function withOpenMonths(
  { db, clock, operator }: RecordsDeps,
  owners: readonly string[],
): Promise<{ customer: string }[]> {
  const until = await queries.statementsUntil(db.read, owners)
  const now = clock.now()
  const open = (await currenciesOf(db.read, owners)).filter(({ ownerId, currency, openedAt }) => {
    const begin = until.get(`${ownerId} ${currency}`) ?? { first: openedAt }
    return monthsOver(begin, now, operator.timeZone).length > 0
  })
  return Array.from(new Set(open.map(({ ownerId }) => ownerId)), customer => ({ customer }))
}

/** Whether a month is over that has no statement yet. */
export async function hasOpenMonths(deps: RecordsDeps, customerId: string): Promise<boolean> {
  const books = await booksOf(deps, deps.db.read, customerId)
  return books.some(({ months }) => months.length > 0)
}

export async function closeMonths(deps: RecordsDeps, customerId: string): Promise<void> {
  for (;;) {
    const closed = await deps.db.transaction(async tx => {
      await queries.lockStatements(tx, customerId)
      const [book] = (await booksOf(deps, tx, customerId)).filter(({ months }) => months.length > 0)
      if (!book) return false
      await closeMonth(deps, tx, { customerId, book })
      return true
    })
    if (!closed) return
  }
}

async function booksOf(
  deps: RecordsDeps,
  db: Tx | RecordsDeps['db']['read'],
  customerId: string,
): Promise<Book[]> {
  const [accounts, last] = await Promise.all([
    statementAccounts(db, customerId),
    queries.lastStatements(db, customerId),
  ])
  const now = deps.clock.now()
  const { timeZone } = deps.operator
  return Array.from(Map.groupBy(accounts, ({ currency }) => currency)).map(([currency, ofCurrency]) => {
    assertInvariant(isCurrency(currency), `an account is in a currency we know`)
    const told = last.find(each => each.currency === currency)
    const first = ofCurrency.map(({ openedAt }) => openedAt).toSorted((a, b) => a.getTime() - b.getTime())[0]
    const begin = told ? { after: told.period, until: told.period_to } : first && { first }
    return {
      currency,
      accounts: Object.fromEntries(ofCurrency.map(({ purpose, id }) => [purpose, id])),
      months: begin ? monthsOver(begin, now, timeZone) : [],
      cut: { available: told?.available_to ?? 0n, reserved: told?.reserved_to ?? 0n },
      closing: told?.closing ?? 0n,
    }
  })
}

/** Writes the next month of a book. Its sums are taken twice, over the lines and from the balances; they must agree. */
async function closeMonth(
  deps: RecordsDeps,
  tx: Tx,
  { customerId, book }: { customerId: string; book: Book },
): Promise<void> {
  const [month] = book.months
  assertInvariant(month !== undefined, 'there is a month to close')
  const ends = await endsOf(tx, book, month)
  const movements = inLedgerOrder(
    await movementsBetween(
      tx,
      ends.map(({ accountId, from, to }) => ({ accountId, from, to })),
    ),
  )
  const opening = book.closing
  const closing = ends.reduce((sum, { balance }) => sum + balance, 0n)
  const sumOf = (sign: 1 | -1): bigint =>
    movements.reduce((sum, { amount }) => (amount > 0n === sign > 0 ? sum + amount : sum), 0n)
  const credits = sumOf(1)
  const debits = -sumOf(-1)
  assertInvariant(opening + credits - debits === closing, `${month.period} of ${customerId} adds up`)
  const id = newId()
  const made = deps.clock.now()
  const holder = await holderOf(tx, customerId)
  assertInvariant(holder !== undefined, 'whoever has money has a wallet')
  const content: StatementContent = {
    v: 1,
    id: toTypeId('statement', id),
    holder: holder.holderName,
    account_number: holder.accountNumber,
    currency: book.currency,
    period: month.period,
    from: month.from.toISOString(),
    to: month.to.toISOString(),
    time_zone: deps.operator.timeZone,
    made_at: made.toISOString(),
    opening: opening.toString(),
    credits: credits.toString(),
    debits: debits.toString(),
    closing: closing.toString(),
    lines: await linesOf(tx, { customerId, currency: book.currency, movements, opening }),
  }
  const { sealed, hash } = await sealContent(deps.sealKey, id, content)
  const endOf = (purpose: Purpose): bigint =>
    ends.find(each => each.purpose === purpose)?.to ?? book.cut[purpose]
  await queries.insertStatement(tx, {
    id,
    customer_id: customerId,
    currency: book.currency,
    period: month.period,
    period_from: month.from,
    period_to: month.to,
    available_from: book.cut.available,
    available_to: endOf('available'),
    reserved_from: book.cut.reserved,
    reserved_to: endOf('reserved'),
    opening,
    credits,
    debits,
    closing,
    lines: content.lines.length,
    sealed,
    content_hash: hash,
    created_at: made,
  })
}

async function endsOf(tx: Tx, { accounts, cut }: Book, month: Month) {
  const purposes = (['available', 'reserved'] as const).flatMap(purpose => {
    const accountId = accounts[purpose]
    return accountId === undefined ? [] : [{ purpose, accountId }]
  })
  const ends = await Promise.all(
    purposes.map(async ({ purpose, accountId }) => {
      const from = cut[purpose]
      const { sequence, balance } = await cutBefore(tx, { accountId, from, before: month.to })
      return { purpose, accountId, from, to: sequence, balance }
    }),
  )
  const [available, reserved] = ends
  if (available && reserved) while (await joined(tx, available, reserved));
  return ends
}

type End = { accountId: string; to: bigint; balance: bigint }

/**
 * Moves an end on where it cuts a journal in two halves; whether it did. Commands given around midnight are booked in any
 * order, and half a journal would be money paid in one month and received in the next. Journals of both accounts are
 * looked for among the entries of `reserved`, most of which have another half.
 */
async function joined(tx: Tx, available: End, reserved: End): Promise<boolean> {
  const ask = { accountId: reserved.accountId, otherId: available.accountId, sequence: reserved.to }
  const [last, next] = [
    await jointEntry(tx, { ...ask, side: 'up_to' }),
    await jointEntry(tx, { ...ask, side: 'after' }),
  ]
  if (last && last.other > available.to) {
    available.to = last.other
    available.balance = await balanceAfter(tx, { accountId: available.accountId, sequence: available.to })
    return true
  }
  if (!next || next.other > available.to) return false
  reserved.to = next.own
  reserved.balance = await balanceAfter(tx, { accountId: reserved.accountId, sequence: reserved.to })
  return true
}

async function linesOf(
  tx: Tx,
  {
    customerId,
    currency,
    movements,
    opening,
  }: { customerId: string; currency: Currency; movements: readonly Movement[]; opening: bigint },
): Promise<StatementLine[]> {
  const subjects = [...new Set(movements.map(({ subjectId }) => subjectId))]
  const numbers = new Map(
    (await numbersOf(tx, { stream: customerId, subjects })).map(({ subject, number }) => [subject, number]),
  )
  const records = Map.groupBy(
    await findRecords(tx, customerId, [...new Set(numbers.values())]),
    record => record.number,
  )
  let balance = opening
  return movements.map(movement => {
    balance += movement.amount
    const number = numbers.get(movement.subjectId) ?? null
    const record = records.get(number ?? '')?.find(each => isOf(each, movement, currency))
    return {
      journal: toTypeId('journal', movement.journalId),
      kind: kindOf(movement, record),
      number,
      counterparty: record?.counterparty ?? null,
      note: record?.note ?? null,
      recorded_at: movement.recordedAt.toISOString(),
      effective_on: movement.effectiveOn,
      amount: movement.amount.toString(),
      balance: balance.toString(),
    }
  })
}

/** Money that was set aside and went is what it was set aside for: a withdrawal, a transfer. */
function kindOf({ kind }: Movement, record: TransactionRecordRow | undefined): string {
  return record && kind.startsWith('hold.') ? record.kind : kind
}

/** Of the two records of an exchange, the one in the currency of the statement. */
function isOf(record: TransactionRecordRow, movement: Movement, currency: Currency): boolean {
  return record.currency === currency && (record.kind !== 'conversion' || movement.kind === 'conversion')
}
