import type { BankConfig } from '../../platform/config-bank.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import type { BankingYear } from '../../../contract/banking-days.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { BankRailClients } from './clients.ts'
import type { IncomingHandler } from './incoming.ts'

export type BankRailDeps = {
  db: Db
  pipeline: Pipeline
  numbers: NumberSource
  /** Under which payees and files are sealed; not in the database. */
  sealKey: Buffer
  clock: Clock
  log: Logger
  /** Undefined: no bank is connected; orders wait. */
  bank: BankConfig | undefined
  /** Named as the one who gives the orders. */
  operatorName: string
  years: readonly BankingYear[]
  clients: BankRailClients
  /** Who expects money by bank transfer; without anybody all of it goes to the suspense desk. */
  onIncoming: IncomingHandler | undefined
  /** How long after one look at the bank the next follows. */
  pollMs: number
}
