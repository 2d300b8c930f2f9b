import type { z } from 'zod'
import type { depositSchema } from '../../../contract/api/funding.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { FeeLine } from '../pricing/index.ts'
import { creditOf, type Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import * as queries from './queries.ts'
import { actionsIn, isPayable } from './states.ts'
import type { DepositStepRow } from './tables.ts'

export type WireDeposit = z.input<typeof depositSchema>

/** A deposit as its customer reads it, with its timeline as it is stored now. */
export async function presentDeposit(
  deps: Pick<FundingDeps, 'db' | 'depositAccount'>,
  deposit: Deposit,
  now: Date,
): Promise<WireDeposit> {
  const { db } = deps
  const steps = await queries.findSteps(db.pool, deposit.id)
  const pageUrl = openPage(deposit, now)
  return {
    id: toTypeId('deposit', deposit.id),
    number: deposit.number,
    status: deposit.status,
    status_reason: deposit.statusReason,
    method: deposit.method,
    paid_with: deposit.paidWith,
    amount: toWireMoney(deposit.amount),
    fees: presentFees(deposit.fees),
    credit: toWireMoney(creditOf(deposit)),
    action: pageUrl === null ? transferOf(deps, deposit) : { kind: 'redirect', url: pageUrl },
    last_decline: deposit.decline && { code: deposit.decline.code, at: deposit.decline.at.toISOString() },
    expected_by: deposit.expectedBy?.toISOString() ?? null,
    created_at: deposit.createdAt.toISOString(),
    timeline: steps.map(presentStep),
    actions: actionsOf(deposit, pageUrl),
  }
}

/** Where to send an announced transfer, and what to write on it. */
function transferOf(
  { depositAccount }: Pick<FundingDeps, 'depositAccount'>,
  { method, status, reference, amount, cancelRequestedAt }: Deposit,
): WireDeposit['action'] {
  if (method !== 'bank_transfer' || reference === null) return null
  if (!isPayable(status) || cancelRequestedAt !== null) return null
  const account = depositAccount(amount.currency)
  if (!account) return null
  const { holder, account: number, bic } = account
  return { kind: 'bank_transfer', account: { holder, account: number, bic }, reference }
}

export function presentFees(lines: readonly FeeLine[]): WireDeposit['fees'] {
  return lines.map(({ kind, amount, rule }) => ({ kind, amount: toWireMoney(amount), rule }))
}

/** The page where the customer can pay now; none once they gave up, even while the counterparty still closes it. */
function openPage({ status, pageUrl, pageExpiresAt, cancelRequestedAt }: Deposit, now: Date): string | null {
  return isPayable(status) && cancelRequestedAt === null && pageExpiresAt > now ? pageUrl : null
}

function actionsOf({ status, cancelRequestedAt }: Deposit, pageUrl: string | null): WireDeposit['actions'] {
  return actionsIn(status).filter(action => {
    if (action === 'continue') return pageUrl !== null
    return action !== 'cancel' || cancelRequestedAt === null
  })
}

function presentStep(step: DepositStepRow): WireDeposit['timeline'][number] {
  const { evidence_kind: kind, evidence_reference: reference } = step
  return {
    state: step.state,
    at: step.at.toISOString(),
    text: step.text,
    evidence: kind === null || reference === null ? null : { kind, reference },
    reason: step.reason,
  }
}
