import type { z } from 'zod'
import type { withdrawalSchema } from '../../../contract/api/withdrawals.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { FeeLine } from '../pricing/index.ts'
import type { WithdrawalsDeps } from './deps.ts'
import * as queries from './queries.ts'
import { actionsIn } from './states.ts'
import type { WithdrawalStepRow } from './tables.ts'
import { totalOf, type Withdrawal } from './withdrawal.ts'

export type WireWithdrawal = z.input<typeof withdrawalSchema>

/** A withdrawal as its customer reads it, with its timeline as it is stored now. */
export async function presentWithdrawal(
  { db }: Pick<WithdrawalsDeps, 'db'>,
  withdrawal: Withdrawal,
): Promise<WireWithdrawal> {
  const steps = await queries.findSteps(db.pool, withdrawal.id)
  const { destination } = withdrawal
  return {
    id: toTypeId('withdrawal', withdrawal.id),
    number: withdrawal.number,
    status: withdrawal.status,
    status_reason: withdrawal.statusReason,
    amount: toWireMoney(withdrawal.amount),
    fees: presentFees(withdrawal.fees),
    total: toWireMoney(totalOf(withdrawal)),
    destination: {
      payment_method: toTypeId('paymentMethod', destination.methodId),
      label: destination.label,
      holder_name: destination.holderName,
      country: destination.country,
    },
    promised_by: withdrawal.promisedBy?.toISOString() ?? null,
    expected_by: withdrawal.expectedBy?.toISOString() ?? null,
    late_since: withdrawal.lateAt?.toISOString() ?? null,
    cancel_requested_at: withdrawal.cancelRequestedAt?.toISOString() ?? null,
    created_at: withdrawal.createdAt.toISOString(),
    timeline: steps.map(presentStep),
    actions: actionsOf(withdrawal),
  }
}

export function presentFees(lines: readonly FeeLine[]): WireWithdrawal['fees'] {
  return lines.map(({ kind, amount, rule }) => ({ kind, amount: toWireMoney(amount), rule }))
}

/** Who has asked for the money back need not ask again. */
function actionsOf({ status, cancelRequestedAt }: Withdrawal): WireWithdrawal['actions'] {
  return actionsIn(status).filter(action => action !== 'cancel' || cancelRequestedAt === null)
}

function presentStep(step: WithdrawalStepRow): WireWithdrawal['timeline'][number] {
  const { evidence_kind: kind, evidence_reference: reference } = step
  return {
    state: step.state,
    at: step.at.toISOString(),
    text: step.text,
    evidence: kind === null || reference === null ? null : { kind, reference },
    reason: step.reason,
  }
}
