import type { z } from 'zod'
import type { transferAbroadSchema } from '../../../contract/api/remittances.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { Db } from '../../platform/db.ts'
import * as queries from './queries.ts'
import { presentPrice } from './quote.ts'
import { presentRecipient } from './recipient.ts'
import { actionsIn } from './states.ts'
import { returnedOf, type Transfer } from './transfer.ts'

export type WireTransfer = z.input<typeof transferAbroadSchema>

/** A transfer as its customer reads it, with its timeline as it is stored now. */
export async function presentTransfer({ db }: { db: Db }, transfer: Transfer): Promise<WireTransfer> {
  const steps = await queries.findSteps(db.pool, transfer.id)
  const { quote } = transfer
  const returned = returnedOf(transfer)
  return {
    id: toTypeId('transferAbroad', transfer.id),
    number: transfer.number,
    status: transfer.status,
    status_reason: transfer.statusReason,
    bank_reason: transfer.bankReason && { ...transfer.bankReason },
    recipient: presentRecipient(transfer.recipient),
    ...presentPrice(quote),
    returned: returned && toWireMoney(returned),
    purpose: transfer.purpose,
    message: transfer.message,
    leaves_at: quote.schedule.leavesAt.toISOString(),
    arrives_on: quote.schedule.arrivesOn,
    late: transfer.lateAt !== null && transfer.expectedBy !== null,
    expected_by: transfer.expectedBy?.toISOString() ?? null,
    created_at: transfer.createdAt.toISOString(),
    timeline: steps.map(presentStep),
    actions: actionsOf(transfer),
  }
}

function actionsOf({ status, leftAt }: Transfer): WireTransfer['actions'] {
  return actionsIn(status).filter(action => action !== 'cancel' || leftAt === null)
}

function presentStep(step: queries.StepRow): WireTransfer['timeline'][number] {
  const { evidence_kind: kind, evidence_reference: reference } = step
  return {
    state: step.state,
    at: step.at.toISOString(),
    text: step.text,
    evidence: kind === null || reference === null ? null : { kind, reference },
    reason: step.reason,
  }
}
