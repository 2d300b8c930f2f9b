import type { PasswordJudge } from '../../../contract/password-strength.ts'
import type { RelyingParty } from '../../platform/authenticators/passkeys.ts'
import type { Db } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import type { LegalVersions } from './acceptances/acceptances.ts'
import type { Codes } from './codes/codes.ts'
import type { CodeMail } from './send-code-mail.ts'
import type { OpenAccount } from './open-account.ts'
import type { Passwords } from './passwords.ts'
import type { Standing } from './restrictions.ts'
import type { TellLocked } from './tell-locked.ts'
import type { Throttle, Turns } from './throttle.ts'

/** What the operations of this slice share; put together once in `index.ts`. */
export type Parts = {
  db: Db
  /** What changes the standing of a customer, under the locks of their balances. */
  standing: Standing
  codeKey: Buffer
  /** Under it the secrets of authenticator apps are sealed. */
  sealKey: Buffer
  /** Versions of the terms and the privacy notice in force. */
  legalVersions: LegalVersions
  /** Whom passkeys are made for and shown to. */
  relyingParty: RelyingParty
  passwords: Passwords
  /** Loads the dictionaries when it is first asked for. */
  judgePassword: () => Promise<PasswordJudge>
  throttle: Throttle
  turns: Turns
  openAccount: OpenAccount
  codeMail: Job<CodeMail>
  /** Codes of six digits by mail or message, for every purpose but a registration. */
  codes: Codes
  /** Tells the owner of a lock, once the stranger has had the answer. */
  tellLocked: Job<TellLocked>
}
