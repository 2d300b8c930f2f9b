import { openPayer, sealPayer, type Payer } from '../bank-rail/index.ts'

/** Who sent the money of an arrival, as it is stored; the names only in rows that are not converted yet. */
export type StoredDebtor = {
  entryId: string
  sealedDebtor: Buffer | null
  debtorName: string | null
  debtorAccount: string | null
}

/** Sealed for its arrival and no other. Done before a decision, in which nothing is drawn by lot. */
export function sealDebtor(key: Buffer, entryId: string, payer: Payer): Buffer {
  return sealPayer(key, rowOf(entryId), payer)
}

export function debtorOf(key: Buffer, stored: StoredDebtor): Payer {
  const { entryId, sealedDebtor, debtorName: name, debtorAccount: account } = stored
  return sealedDebtor === null ? { name, account } : openPayer(key, rowOf(entryId), sealedDebtor)
}

function rowOf(entryId: string): string {
  return `bank arrival ${entryId}`
}
