import type { Locale } from '../../../../contract/schemas.ts'
import type { OpenItem } from '../../../../contract/api/account-closing.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import type { Codes } from '../codes/codes.ts'
import type { Parts } from '../parts.ts'

/**
 * What of another slice keeps an account open. Asked once before the closing begins and once before it is done, both
 * times under the locks under which the customer's money moves.
 */
export type ClosingCheck = (db: ReadDb, customerId: string) => Promise<OpenItem[]>

/** What another slice keeps about a customer, as it goes into the copy of their data: plain JSON, readable names. */
export type DataSection = { name: string; read(db: ReadDb, customerId: string): Promise<unknown> }

/** A reaction of another slice to a name that was accepted, in the same transaction. */
export type NameHook = (tx: Tx, change: { customerId: string; name: string }) => Promise<void>

/** What of another slice ends when an account is closed for good, in the same transaction. */
export type ClosedHook = (tx: Tx, closed: { customerId: string; now: Date }) => Promise<void>

/** Lines of other slices for the confirmation a former customer keeps, in their language. */
export type ClosingLines = (
  db: ReadDb,
  customerId: string,
  locale: Locale,
) => Promise<{ label: string; value: string }[]>

/** What the operations on one's own data need of the slice. */
export type PersonalParts = Pick<
  Parts,
  'db' | 'codeKey' | 'passwords' | 'judgePassword' | 'throttle' | 'standing'
> & {
  clock: Clock
  sealKey: Buffer
  codes: Codes
  closingChecks: readonly ClosingCheck[]
  dataSections: readonly DataSection[]
  onNameChanged: readonly NameHook[]
  onClosed: readonly ClosedHook[]
  /** What other slices add to the confirmation of a closing: the account number. */
  closingLines: ClosingLines
  /** Who we are, as documents say it. */
  operator: { name: string; supportEmail: string; timeZone: string }
  tellOldContact: Job<{ change: string }>
  makeExport: Job<{ dataExport: string }>
  closeAccount: Job<{ closing: string }>
}
