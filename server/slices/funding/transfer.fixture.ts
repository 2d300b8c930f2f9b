import { randomUUID } from 'node:crypto'
import { money, type Currency } from '../../../contract/money.ts'
import { sealCounterparty, type IncomingPayment } from '../bank-rail/index.ts'
import { testSealKey, type Funding } from './funding.fixture.ts'

let files = 0

/** An entry the bank has booked for us, as the bank rail keeps it before anybody has taken it. */
export async function bookIncoming(
  funding: Funding,
  {
    reference,
    amount = 10_000n,
    currency = 'EUR',
    debtor = { name: 'Mei Lin', account: 'DE75512108001245126199' },
  }: { reference: string; amount?: bigint; currency?: Currency; debtor?: IncomingPayment['debtor'] },
): Promise<IncomingPayment> {
  const [id, entryId] = [randomUUID(), randomUUID()]
  const file = (files += 1)
  const now = funding.clock.now()
  const day = now.toISOString().slice(0, 10)
  const messageId = `CAMT054-${file}`
  const sealed = sealCounterparty(testSealKey, id, debtor)
  const values = [file, now, messageId, entryId, currency, amount, day, randomUUID(), id, reference, sealed]
  await funding.rows(
    `WITH file AS (
       INSERT INTO bank_file (number, direction, kind, name, message_id, sha256, size, status, created_at, applied_at,
         updated_at)
       VALUES ($1, 'in', 'camt.054', $3, $3, sha256($3::text::bytea), 1, 'applied', $2, $2, $2)),
     entry AS (
       INSERT INTO bank_entry (id, account, reference, currency, amount, side, booked_on, value_on, file_number, line,
         journal_id, recorded_at)
       VALUES ($4, 'ours', $3, $5, $6, 'credit', $7, $7, $1, 1, $8, $2))
     INSERT INTO bank_entry_part (id, entry_id, number, amount, sealed_counterparty, reference, status)
     VALUES ($9, $4, 1, $6, $11, $10, 'open')`,
    values,
  )
  return {
    id,
    account: 'ours',
    reference,
    endToEndId: null,
    amount: money(amount, currency),
    debtor,
    bookedOn: day,
    valueOn: day,
    evidence: { file, line: 1, messageId, statementEntry: messageId, at: now },
  }
}
