import type { TransactionKind } from '../../../contract/api/wallet.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { PdfPrinter } from '../../platform/pdf.ts'
import type { ReadTransaction } from '../wallet/index.ts'
import type { NoticesOf, RailStep } from './trace.ts'

/** What the operations on records need; facts of other slices come as functions, given at composition. */
export type RecordsDeps = {
  db: Db
  clock: Clock
  log: Logger
  /** Encrypts files at rest. */
  sealKey: Buffer
  operator: { name: string; supportEmail: string; timeZone: string }
  publicUrl: string
  printer: PdfPrinter
  readTransaction: (which: { ownerId: string; number: string }) => Promise<ReadTransaction | undefined>
  notices: NoticesOf
  /** What the rail of each kind of transaction knows of it; kinds without a rail have none. */
  railSteps: Partial<Record<TransactionKind, (subjectId: string) => Promise<readonly RailStep[]>>>
}
