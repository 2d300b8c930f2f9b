import type { PasswordJudge } from '../../../contract/password-strength.ts'
import type { RelyingParty } from '../../platform/authenticators/passkeys.ts'
import type { Db, ReadDb } from '../../platform/db.ts'
import type { StaffThrottle } from './throttle.ts'

/** Password hashing; staff have a gate of their own, which no flood of customers' sign-ins can fill. */
export type StaffPasswords = {
  hash: (password: string) => Promise<string>
  verify: (password: string, hash: string) => Promise<{ matches: boolean }>
  /** The same work for an address without a password, so that nobody can tell by the time. */
  verifyNothing: (password: string) => Promise<{ matches: boolean }>
}

/** What the operations of this slice share; put together once in `index.ts`. */
export type Parts = {
  db: Db
  passwords: StaffPasswords
  /** Loads the dictionaries when it is first asked for. */
  judgePassword: () => Promise<PasswordJudge>
  throttle: StaffThrottle
  /** Under it the secrets of authenticator apps are sealed; not in the database. */
  sealKey: Buffer
  relyingParty: RelyingParty
  /** One mailbox, one key; undefined for what is no address. */
  foldEmail: (email: string) => string | undefined
  /** Customers with this address: a member of staff is the same person. */
  customersOfEmail: (db: ReadDb, email: string) => Promise<string[]>
}
