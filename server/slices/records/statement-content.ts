import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { currencies } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { seal, unseal } from '../../platform/seal.ts'

/**
 * What a statement says, as it is kept: written once, when the month is over, and never computed again, because names
 * and states of transactions go on changing. Amounts are minor units as strings.
 */
const contentSchema = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  holder: z.string(),
  account_number: z.string(),
  currency: z.enum(currencies),
  period: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  time_zone: z.string(),
  made_at: z.iso.datetime(),
  opening: z.string(),
  credits: z.string(),
  debits: z.string(),
  closing: z.string(),
  lines: z.array(
    z.strictObject({
      journal: z.string(),
      kind: z.string(),
      number: z.string().nullable(),
      counterparty: z.string().nullable(),
      note: z.string().nullable(),
      recorded_at: z.iso.datetime(),
      effective_on: z.iso.date(),
      amount: z.string(),
      balance: z.string(),
    }),
  ),
})

export type StatementContent = z.infer<typeof contentSchema>
export type StatementLine = StatementContent['lines'][number]

const contextOf = (id: string): string => `statement ${id}`

export async function sealContent(
  key: Buffer,
  id: string,
  content: StatementContent,
): Promise<{ sealed: Buffer; hash: Buffer }> {
  const plain = Buffer.from(JSON.stringify(content), 'utf8')
  const sealed = seal(key, await promisify(gzip)(plain), contextOf(id))
  return { sealed, hash: createHash('sha256').update(plain).digest() }
}

/** The content as it was written; throws when a single byte of it is another one. */
export async function openContent(
  key: Buffer,
  row: { id: string; sealed: Buffer; content_hash: Buffer },
): Promise<StatementContent> {
  const plain = await promisify(gunzip)(unseal(key, row.sealed, contextOf(row.id)))
  assertInvariant(
    createHash('sha256').update(plain).digest().equals(row.content_hash),
    `statement ${row.id} is what it was when it was written`,
  )
  return contentSchema.parse(JSON.parse(plain.toString('utf8')))
}
