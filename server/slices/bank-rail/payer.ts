import { z } from 'zod'
import { seal, unseal } from '../../platform/seal.ts'

/** Who stands on the other side of money the bank booked, as the bank names them. */
export type Payer = { name: string | null; account: string | null }

const payerSchema = z.object({ name: z.string().nullable(), account: z.string().nullable() })

/** Seals them for one row and no other; `row` says which, for example `bank entry part <id>`. */
export function sealPayer(key: Buffer, row: string, { name, account }: Payer): Buffer {
  return seal(key, Buffer.from(JSON.stringify({ name, account }), 'utf8'), row)
}

export function openPayer(key: Buffer, row: string, sealed: Buffer): Payer {
  return payerSchema.parse(JSON.parse(unseal(key, sealed, row).toString('utf8')))
}

/** A part of an entry as it is stored; `counterparty` only in rows that are not converted yet. */
export type StoredCounterparty = { id: string; counterparty: unknown; sealed_counterparty: Buffer | null }

export function sealCounterparty(key: Buffer, partId: string, payer: Payer): Buffer {
  return sealPayer(key, rowOf(partId), payer)
}

export function counterpartyOf(key: Buffer, stored: StoredCounterparty): Payer {
  const { id, counterparty, sealed_counterparty: sealed } = stored
  return sealed === null ? payerSchema.parse(counterparty) : openPayer(key, rowOf(id), sealed)
}

function rowOf(partId: string): string {
  return `bank entry part ${partId}`
}
