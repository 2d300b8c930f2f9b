import { loadPasswordJudge } from '../../../contract/password-strength.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/log.ts'
import { acceptInvitationRoute } from './accept-invitation.ts'
import { approveApprovalRoute, rejectApprovalRoute } from './approvals/decide.ts'
import { createExecuteJob, createSweep } from './approvals/execute.ts'
import type { RegisteredKind } from './approvals/kinds.ts'
import { getApprovalRoute, listApprovalsRoute } from './approvals/read-approvals.ts'
import { requestApprovalRoute } from './approvals/request-approval.ts'
import { createStaffAuthenticator } from './authenticate.ts'
import { getSessionRoute } from './get-session.ts'
import { listMembersRoute } from './list-members.ts'
import { openInvitationRoute } from './open-invitation.ts'
import type { Parts, StaffPasswords } from './parts.ts'
import { passkeyOptionsRoute } from './passkey-options.ts'
import { namesOf } from './queries.ts'
import { proveFactorRoute } from './prove-factor.ts'
import { signInRoute } from './sign-in.ts'
import { signOutRoute } from './sign-out.ts'
import { createStaffSweep } from './sweep.ts'
import { createStaffThrottle } from './throttle.ts'

export { staffInvariants } from './approvals/invariants.ts'
export {
  defineApprovalKind,
  type ApprovalKind,
  type Checked,
  type Execution,
  type RegisteredKind,
} from './approvals/kinds.ts'
export { disable, invite, type Invited, type Invitee } from './invite.ts'
export { listMembers, namesOf as staffNames } from './queries.ts'

export type StaffOptions = Pick<
  Parts,
  'db' | 'sealKey' | 'relyingParty' | 'foldEmail' | 'customersOfEmail'
> & {
  clock: Clock
  log: Logger
  /** Key of the HMACs over the subjects of counters. */
  codeKey: Buffer
  passwords: StaffPasswords
  /** Everything that needs a second person; composed where the slices it acts on are known. */
  approvalKinds: readonly RegisteredKind[]
}

/** The staff's realm: who works here, how they sign in, and what needs two of them. See README.md of this slice. */
export function createStaffSlice(options: StaffOptions) {
  const { db, clock, log, codeKey, approvalKinds } = options
  let judge: ReturnType<typeof loadPasswordJudge> | undefined
  const parts: Parts = {
    db,
    passwords: options.passwords,
    judgePassword: () => (judge ??= loadPasswordJudge()),
    throttle: createStaffThrottle(db, codeKey),
    sealKey: options.sealKey,
    relyingParty: options.relyingParty,
    foldEmail: options.foldEmail,
    customersOfEmail: options.customersOfEmail,
  }
  const kinds = new Map(approvalKinds.map(kind => [kind.name, kind]))
  const executeJob = createExecuteJob({ parts, log, kinds }, clock)
  const desk = { parts, log, kinds, executeJob }
  const approvalSweep = createSweep(parts, clock, executeJob)
  const sweep = createStaffSweep(db, clock)
  return {
    authenticate: createStaffAuthenticator(db),
    /** Names of members of staff by id; those that do not exist are left out. */
    staffNames: (ids: readonly string[]) => namesOf(db.read, ids),
    routes: [
      signInRoute(parts),
      passkeyOptionsRoute(parts),
      proveFactorRoute(parts),
      getSessionRoute(parts),
      signOutRoute(parts),
      openInvitationRoute(parts),
      acceptInvitationRoute(parts),
      listMembersRoute(parts),
      requestApprovalRoute(desk),
      listApprovalsRoute(desk),
      getApprovalRoute(desk),
      approveApprovalRoute(desk),
      rejectApprovalRoute(desk),
    ],
    jobs: [executeJob, approvalSweep.job, sweep.job],
    crons: [approvalSweep, sweep],
    subscribers: [],
  }
}
