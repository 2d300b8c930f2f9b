import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, pageOf, pageQuery, timestampSchema, wireMoneySchema } from '../schemas.ts'
import { financeReading } from './bank-files.ts'

/** The books for the finance desk: account → entries → journal. */

export const ledgerAccountSchema = z
  .strictObject({
    id: z.string(),
    owner: z.string().nullable().meta({ description: 'The customer; null for the operator’s own' }),
    purpose: z.string(),
    normal_side: z.enum(['credit', 'debit']),
    balance: wireMoneySchema,
    entries: z.number().int(),
  })
  .meta({ id: 'LedgerAccount' })

export const ledgerEntrySchema = z
  .strictObject({
    sequence: z.string(),
    journal: z.string(),
    kind: z.string().meta({ description: 'Of the journal' }),
    amount: wireMoneySchema,
    balance_after: wireMoneySchema,
    recorded_at: timestampSchema,
  })
  .meta({ id: 'LedgerEntry' })

export const ledgerJournalSchema = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    recorded_at: timestampSchema,
    reverses: z.string().nullable(),
    postings: z.array(
      z.strictObject({
        kind: z.string(),
        from: z.strictObject({ id: z.string(), purpose: z.string(), owner: z.string().nullable() }),
        to: z.strictObject({ id: z.string(), purpose: z.string(), owner: z.string().nullable() }),
        amount: wireMoneySchema,
      }),
    ),
  })
  .meta({ id: 'LedgerJournal' })

export const listLedgerAccounts = operation({
  ...financeReading,
  id: 'listLedgerAccounts',
  path: '/staff/v1/ledger/accounts',
  summary: 'The operator’s accounts, or those of one customer',
  query: z.strictObject({ customer: idSchema('customer').optional() }),
  success: { status: 200, body: z.strictObject({ data: z.array(ledgerAccountSchema) }) },
})

export const listLedgerEntries = operation({
  ...financeReading,
  id: 'listLedgerEntries',
  path: '/staff/v1/ledger/accounts/{account}/entries',
  summary: 'Entries of an account, newest first',
  params: z.strictObject({ account: idSchema('account') }),
  query: z.strictObject(pageQuery),
  success: { status: 200, body: pageOf(ledgerEntrySchema).extend({ account: ledgerAccountSchema }) },
})

export const getLedgerJournal = operation({
  ...financeReading,
  id: 'getLedgerJournal',
  path: '/staff/v1/ledger/journals/{journal}',
  summary: 'A journal with everything it posts',
  params: z.strictObject({ journal: idSchema('journal') }),
  success: { status: 200, body: ledgerJournalSchema },
})
