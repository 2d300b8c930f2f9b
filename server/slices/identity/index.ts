import { privacyVersion } from '../../../contract/terms.ts'
import { loadPasswordJudge } from '../../../contract/password-strength.ts'
import type { RelyingParty } from '../../platform/authenticators/passkeys.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { SmsSender } from '../../platform/sms.ts'
import { createAuthenticator } from './authenticate.ts'
import { createCodes } from './codes/codes.ts'
import { createSendCode } from './codes/send-code.ts'
import {
  createOpenAccount,
  openAccountDirectly,
  type CustomerHook,
  type DirectCustomer,
} from './open-account.ts'
import type { Parts } from './parts.ts'
import { createChallengeSweep } from './passkeys/sweep.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { createPersonal, noHooks, type PersonalHooks } from './personal/personal.ts'
import { findNameChange } from './personal/queries.ts'
import { createRecovery } from './recovery/recovery.ts'
import { customerOf } from './recovery/proved-account.ts'
import { completeRequest, demandRemovable } from './recovery/requests.ts'
import { identityRoutes } from './routes.ts'
import { createCodeMail, type CodeMailer } from './send-code-mail.ts'
import { createExpireRestrictions, createSecuritySweep } from './security/sweep.ts'
import { createStanding, type OnRestrict } from './restrictions.ts'
import { createStepUp } from './step-up/step-up.ts'
import { createSweep } from './sweep.ts'
import type { CustomerRow } from './tables.ts'
import { createTellLocked } from './tell-locked.ts'
import { createThrottle, createTurns } from './throttle.ts'

export {
  debitObstacle,
  debitRefusal,
  mayReceive,
  restrictionDetails,
  withdrawalRefusal,
  type CustomerChange,
  type CustomerFacts,
  type RestrictionDetails,
} from './customer-status.ts'
export {
  contactOf,
  customerFacts,
  findCustomersByEmail,
  findCustomersByPhone,
  type Contact,
  type FoundCustomer,
} from './find-customers.ts'
export { bindingHash, type Binding } from './step-up/binding.ts'
export {
  lockChallenges,
  mayUse,
  stepUpFacts,
  storeConfirmed,
  storeUses,
  used,
  type ConfirmedRecipient,
  type MoneyChallenge,
  type StepUpFacts,
} from './step-up/money.ts'
export {
  consumeStepUp,
  demandStepUp,
  requireStepUp,
  type StepUpContext,
  type StepUpDisplay,
  type StepUpProof,
  type StepUpRequest,
} from './step-up/require-step-up.ts'
export { chooseHighestThresholds } from './step-up/choose-highest.ts'
export type { StepUp } from './step-up/step-up.ts'
export { stepUpReason } from './step-up/thresholds.ts'
export { findRestriction } from './queries-restrictions.ts'
export { foldEmail } from './fold-email.ts'
export { readMobileNumber } from './phone.ts'
export { createPasswords } from './passwords.ts'
export type { CustomerHook, DirectCustomer, NewCustomer } from './open-account.ts'
export type { ClosedHook, ClosingCheck, ClosingLines, DataSection, NameHook } from './personal/parts.ts'
export { arriveOnDevice } from './devices/device.ts'
export { openSession } from './open-session.ts'
export { createAlertLinks } from './security/alert-links.ts'
export { phraseOf } from './security/phrase.ts'
export { recordSignIn, type SignInRecord } from './security/record-sign-in.ts'
export {
  customerForStaff,
  lockCustomer,
  restrictionsForStaff,
  sessionsForStaff,
  type CustomerForStaff,
  type RestrictionForStaff,
} from './staff-view/customer-for-staff.ts'
export { endAllSessions } from './staff-view/end-all-sessions.ts'
export { maskEmail, maskIp, maskPhone } from './staff-view/mask.ts'
export { customersById, searchCustomers, type SearchedCustomer } from './staff-view/search-customers.ts'
export { liftRestriction, type NewRestriction, type OnRestrict, type Standing } from './restrictions.ts'

export type IdentityOptions = {
  db: Db
  clock: Clock
  log: Logger
  /** Key of the HMACs over codes and over the subjects of counters. */
  codeKey: Buffer
  /** Under it what must be read again is sealed; not in the database. */
  sealKey: Buffer
  mailer: CodeMailer
  sms: SmsSender
  /** Where the web app is, without a slash at the end; links in mails begin with it. */
  publicUrl: string
  /** Whom passkeys are made for and shown to. */
  relyingParty: RelyingParty
  /** The version of the terms a person accepts today. */
  termsVersion: string
  /** Reactions of other slices when a customer comes into being, in the same transaction, in this order. */
  onCustomerCreated: readonly CustomerHook[]
  /** Takes the customer's balance locks before something is taken away from them; see `restrictions.ts`. */
  onRestrict: OnRestrict
  /** Names of members of staff by id; those that do not exist are left out. */
  staffNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** What other slices have to say where a customer changes, takes along or leaves behind their data. */
  personal?: Partial<PersonalHooks>
  /** Password hashing with its memory budget; tests bring their own to count with. */
  passwords?: Passwords
}

/** People who sign up, prove their address, sign in and out. See README.md of this slice. */
export function createIdentitySlice(options: IdentityOptions) {
  const { db, clock, mailer, sms, publicUrl } = options
  const authenticator = createAuthenticator(options)
  const parts = createParts(options)
  const { codeMail, sendCode, tellLocked, standing, passwords, openAccount, legalVersions } = parts
  const sweep = createSweep({ db, clock })
  const challengeSweep = createChallengeSweep({ db, clock })
  const expireRestrictions = createExpireRestrictions({ db, clock })
  const securitySweep = createSecuritySweep({ db, clock })
  const recovery = createRecovery({
    ...parts,
    staffNames: options.staffNames,
    clock,
    mailer,
    publicUrl,
  })
  const personal = createPersonal({
    ...noHooks,
    ...options.personal,
    ...parts,
    clock,
    mailer,
    sms,
    publicUrl,
  })
  return {
    routes: [...identityRoutes(parts), ...recovery.routes, ...personal.routes],
    /** What two members of staff may do for somebody who lost the second factor too. */
    recoveryRequests: {
      demandRemovable,
      /** Whose account it is. */
      accountOf: customerOf,
      staffNames: options.staffNames,
      complete: (tx: Tx, done: { id: string; now: Date }) => completeRequest(tx, parts, done),
    },
    /** What they may do with a name that was asked for. */
    nameChanges: { find: findNameChange, end: personal.endNameChange },
    /** For operations of other slices that need a proof. */
    stepUp: createStepUp(parts),
    jobs: [
      codeMail,
      sendCode,
      tellLocked,
      sweep.job,
      challengeSweep.job,
      expireRestrictions.job,
      securitySweep.job,
      ...recovery.jobs,
      ...personal.jobs,
    ],
    crons: [sweep, challengeSweep, expireRestrictions, securitySweep, ...recovery.crons, ...personal.crons],
    subscribers: [],
    authenticate: authenticator.authenticate,
    authenticateHalf: authenticator.authenticateHalf,
    aliveSessions: authenticator.aliveSessions,
    /** Ends the connections of its own; call it before the database closes. */
    close: authenticator.close,
    /** Both take the customer's balance locks first: no money moves after they are answered. */
    placeRestriction: standing.placeRestriction,
    standing,
    changeStatus: standing.changeStatus,
    /** For `createCustomerDirectly`; takes some 40 ms. */
    hashPassword: passwords.hash,
    /** Opens an account whose address counts as proved: demo customers and test factories. */
    createCustomerDirectly: (tx: Tx, person: DirectCustomer): Promise<CustomerRow> =>
      openAccountDirectly(tx, openAccount, { ...person, legalVersions }),
  }
}

/** What the operations share, and the jobs that some of it consists of. */
function createParts(options: IdentityOptions): Parts & { sendCode: ReturnType<typeof createSendCode> } {
  const { db, clock, codeKey, sealKey, mailer, sms, publicUrl, termsVersion } = options
  const throttle = createThrottle(codeKey)
  const sendCode = createSendCode({ db, clock, codeKey, mailer, sms, publicUrl })
  return {
    db,
    standing: createStanding(options.onRestrict),
    codeKey,
    sealKey,
    legalVersions: { terms: termsVersion, privacy: privacyVersion },
    relyingParty: options.relyingParty,
    passwords: options.passwords ?? createPasswords(),
    judgePassword: onDemand(loadPasswordJudge),
    throttle,
    turns: createTurns({ maxWaiting: 256 }),
    openAccount: createOpenAccount(options.onCustomerCreated),
    codeMail: createCodeMail({ db, clock, codeKey, mailer, publicUrl }),
    codes: createCodes({ codeKey, job: sendCode, throttle }),
    tellLocked: createTellLocked({ db }),
    sendCode,
  }
}

export type IdentitySlice = ReturnType<typeof createIdentitySlice>

/** Done when it is first needed, once. */
function onDemand<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => (made ??= make())
}
