import { resolveSuspenseAction, type ApprovalAction } from '../../contract/api/approvals.ts'
import { isCreditorReference } from '../../contract/creditor-reference.ts'
import { fromTypeId } from '../../contract/ids.ts'
import { money, toWireMoney } from '../../contract/money.ts'
import type { ReadDb } from '../platform/db.ts'
import { DomainError } from '../platform/errors.ts'
import {
  planResolution,
  resolutionsOf,
  suspenseForDesk,
  type BankRailSlice,
  type DeskItem,
} from '../slices/bank-rail/index.ts'
import { defineApprovalKind, type RegisteredKind } from '../slices/staff/index.ts'

export type SuspenseKindParts = {
  bankRail: Pick<BankRailSlice, 'resolveJob'>
  /** Under which it is sealed who sent the money. */
  sealKey: Buffer
  /** Whose reference it is; undefined where it is nobody's. */
  customerOfReference: (reference: string) => Promise<string | undefined>
}

type Action = Extract<ApprovalAction, { kind: 'resolve_suspense' }>

/**
 * Money of which nobody knew whose it is: to the customer whose reference was meant, back to its sender, or, where the
 * bank took it, borne by the operator. The money moves by a job after the approval, through the pipeline like all money.
 */
export function resolveSuspenseKind({
  bankRail,
  sealKey,
  customerOfReference,
}: SuspenseKindParts): RegisteredKind {
  return defineApprovalKind({
    name: 'resolve_suspense',
    schema: resolveSuspenseAction,
    async precheck(db, action) {
      const item = await itemOf(db, sealKey, action)
      const customerId = await customerFor(action, customerOfReference)
      return { targetId: item.id, customerId: customerId ?? null, facts: factsOf(action, item) }
    },
    async execute(tx, action, { approvalId, now }) {
      const item = await itemOf(tx, sealKey, action)
      await planResolution(tx, bankRail.resolveJob, {
        approvalId,
        itemId: item.id,
        kind: action.resolution,
        reference: action.reference ?? null,
        customerId: (await customerFor(action, customerOfReference)) ?? null,
        decidedAt: now,
      })
    },
  })
}

/** The item, if it may be resolved so now. */
async function itemOf(
  db: ReadDb,
  sealKey: Buffer,
  { suspense_item: text, resolution }: Action,
): Promise<DeskItem> {
  const id = fromTypeId('suspenseItem', text)
  const item = id === undefined ? undefined : await suspenseForDesk(db, sealKey, id)
  if (!item) throw new DomainError('not_found')
  if (!resolutionsOf(item, item.counterparty).includes(resolution))
    throw new DomainError('transition_not_allowed', { details: { status: item.status } })
  return item
}

async function customerFor(
  { resolution, reference }: Action,
  customerOfReference: SuspenseKindParts['customerOfReference'],
): Promise<string | undefined> {
  if ((resolution === 'assign') !== (reference !== undefined))
    throw new DomainError('validation_failed', { fields: [{ path: 'action.reference', code: 'required' }] })
  if (reference === undefined) return undefined
  if (!isCreditorReference(reference)) throw referenceUnknown()
  const customerId = await customerOfReference(reference)
  if (customerId === undefined) throw referenceUnknown()
  return customerId
}

function referenceUnknown(): DomainError {
  return new DomainError('validation_failed', { fields: [{ path: 'action.reference', code: 'malformed' }] })
}

function factsOf(action: Action, item: DeskItem): Record<string, string> {
  const { value, currency } = toWireMoney(money(item.amount, item.currency))
  const { name, account } = item.counterparty
  return {
    suspense_item: action.suspense_item,
    resolution: action.resolution,
    amount: `${value} ${currency}`,
    suspense_reason: item.reason,
    ...(name === null ? {} : { sender: name }),
    ...(account === null ? {} : { sender_account: account }),
    ...(item.reference === '' ? {} : { written: item.reference.slice(0, 140) }),
    ...(action.reference === undefined ? {} : { reference: action.reference }),
  }
}
