import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'

/** What the operations of this slice share. */
export type Parts = {
  db: Db
  log: Logger
  /** In which times are told. */
  timeZone: string
  /** The public half of our VAPID keys. */
  pushKey: string
}
