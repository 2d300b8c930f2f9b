import type { z } from 'zod'
import type { ApprovalAction, ApprovalKindName } from '../../../../contract/api/approvals.ts'
import { approvalRules, type ApprovalRule } from '../../../../contract/approval-rules.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'

/** What a look at the facts says about an action. */
export type Checked = {
  /** The object it is done to; there is one open request per kind and object. */
  targetId: string
  /** The customer who gains or loses by it: no member of staff decides about themselves. Null where there is none. */
  customerId: string | null
  /** What is decided about, in short texts without secrets; part of the content and shown to the approver. */
  facts: Record<string, string>
  /**
   * Members of staff on whose work the decision rests, such as an identity check: they do not approve what they have
   * found themselves, and it counts for nothing where they are the customer.
   */
  groundwork?: readonly string[]
}

/** Who did what to bring an execution about. */
export type Execution = {
  approvalId: string
  requestedBy: string
  approvedBy: string
  reason: string
  caseRef: string | null
  now: Date
}

/** One kind of action that needs a second person. */
export type ApprovalKind<Action extends ApprovalAction> = {
  name: Action['kind']
  schema: z.ZodType<Action>
  /**
   * Whether it can be done now, and what it is about; throws `not_found` or `transition_not_allowed`. Asked at the
   * request, at the approval and right before the execution.
   */
  precheck(db: ReadDb, action: Action, now: Date): Promise<Checked>
  /** Does it, in the transaction that marks the request as executed. No network; a rail is called by a job it adds. */
  execute(tx: Tx, action: Action, execution: Execution): Promise<void>
}

/** A kind whose action is read from what was stored, so that kinds of different actions fit into one list. */
export type RegisteredKind = ApprovalRule & {
  name: ApprovalKindName
  precheck(db: ReadDb, stored: unknown, now: Date): Promise<Checked>
  execute(tx: Tx, stored: unknown, execution: Execution): Promise<void>
}

/** Who may ask and approve, and for how long, is in the contract (`approval-rules.ts`), where it is printed from. */
export function defineApprovalKind<Action extends ApprovalAction>(
  kind: ApprovalKind<Action>,
): RegisteredKind {
  const { schema, name } = kind
  return {
    name,
    ...approvalRules[name],
    precheck: (db, stored, now) => kind.precheck(db, schema.parse(stored), now),
    execute: (tx, stored, execution) => kind.execute(tx, schema.parse(stored), execution),
  }
}
