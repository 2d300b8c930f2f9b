import { z } from 'zod'
import { createTransferAbroad } from '../../../contract/api/remittances.ts'
import {
  corridorTo,
  messageOnOrder,
  messageProblem,
  type Corridor,
} from '../../../contract/corridors/index.ts'
import type { Body } from '../../../contract/operation.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant, DomainError, type InvalidField } from '../../platform/errors.ts'
import { declined, route, type ContextOf, type Decline, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { payeeOf, type Creditor } from '../bank-rail/index.ts'
import { findOutcome, type Idempotency } from '../ledger/index.ts'
import { createDecider, type CreateCommand } from './decide-create.ts'
import type { RemittancesDeps } from './deps.ts'
import { presentTransfer, type WireTransfer } from './present.ts'
import * as queries from './queries.ts'
import { readQuotes } from './queries-quotes.ts'
import { readRecipients } from './queries-recipients.ts'
import { abroadDeclines } from './reasons.ts'
import { openRecipient, type Recipient } from './recipient.ts'
import { stepUpRequestOf } from './step-up.ts'

type Context = ContextOf<typeof createTransferAbroad>

/** Sends money abroad at a quoted price. A decline is stored, answered as a problem, and replayed like a success. */
export function createTransferRoute(deps: RemittancesDeps): Route {
  return route(createTransferAbroad, async ({ body, context }) => {
    const { customerId } = context.principal
    if (context.idempotencyKey === null) throw new DomainError('idempotency_key_missing')
    const idempotency = { scope: customerId, key: context.idempotencyKey, requestHash: context.requestHash }
    // First of all: a repeat gets its first outcome also when the quote is gone or the recipient removed since.
    const known = await findOutcome(deps.db.pool, idempotency)
    if (known) {
      if (!known.requestHash.equals(idempotency.requestHash)) throw new DomainError('idempotency_key_reused')
      context.markReplayed()
      return await answerOf(deps, { outcome: known.outcome, customerId })
    }
    const ready = await commandOf(deps, body, context)
    const { outcome, replayed } = await executeOrAsk(deps, context, { ...ready, idempotency })
    if (replayed) context.markReplayed()
    return await answerOf(deps, { outcome, customerId })
  })
}

type Ready = { command: CreateCommand; recipient: Recipient }

async function commandOf(
  deps: RemittancesDeps,
  body: Body<typeof createTransferAbroad>,
  context: Context,
): Promise<Ready> {
  const { customerId, sessionId } = context.principal
  const quote = (await readQuotes(deps.db.pool, [body.quote])).get(body.quote)
  if (quote?.customerId !== customerId) throw new DomainError('not_found')
  const recipient = (await readRecipients(deps.db.pool, [quote.recipientId])).get(quote.recipientId)
  assertInvariant(recipient !== undefined, `quote ${quote.id} is for a recipient who does not exist`)
  const corridor = corridorTo(recipient.country)
  if (!corridor) throw new DomainError('recipient_invalid')
  const message = checkedWords(corridor, body)
  const number = await deps.numbers.transactionNumber()
  // Clocks of two machines differ and jump: no transfer is older than the price it is made at.
  const now = context.now < quote.createdAt ? quote.createdAt : context.now
  const orderId = newId()
  const command: CreateCommand = {
    id: newId(),
    number,
    journalId: newId(),
    holdId: newId(),
    holdJournalId: newId(),
    orderId,
    quote,
    payee: payeeOf(deps.sealKey, orderId, creditorOf(deps, recipient)),
    purpose: body.purpose,
    message,
    remittance: message === null ? number : `${message} / ${number}`,
    authorization: { sessionId, challengeId: context.stepUpChallenge, requestHash: context.requestHash },
    now,
    today: deps.pricing.today(now),
  }
  return { command, recipient }
}

/** The purpose where the corridor asks for one and not elsewhere, and the message as the payment carries it. */
function checkedWords(
  corridor: Corridor,
  { purpose, message }: Body<typeof createTransferAbroad>,
): string | null {
  const fields: InvalidField[] = []
  if (corridor.purposes.length > 0 && purpose === null) fields.push({ path: 'purpose', code: 'required' })
  if (purpose !== null && !corridor.purposes.includes(purpose))
    fields.push({ path: 'purpose', code: 'not_allowed' })
  const problem = message === null ? undefined : messageProblem(corridor, message)
  if (problem) fields.push({ path: 'message', code: problem })
  if (fields.length > 0) throw new DomainError('validation_failed', { fields })
  const carried = message === null ? '' : messageOnOrder(corridor, message)
  return carried === undefined || carried === '' ? null : carried
}

function creditorOf({ sealKey }: RemittancesDeps, recipient: Recipient): Creditor {
  const { account, address } = openRecipient(sealKey, recipient)
  return {
    name: recipient.nameOnOrder,
    account,
    address: address && {
      lines: [address.street],
      postalCode: address.postalCode,
      town: address.city,
      country: recipient.country,
    },
  }
}

/** Carries the order out, or asks the customer for the proof without which it must not be. */
async function executeOrAsk(
  deps: RemittancesDeps,
  context: Context,
  { command, recipient, idempotency }: Ready & { idempotency: Idempotency },
) {
  try {
    return await deps.pipeline.execute(createDecider, command, { idempotency, now: command.now })
  } catch (error) {
    const request =
      error instanceof DomainError ? stepUpRequestOf(error, { order: command, recipient }) : undefined
    if (!request) throw error
    return await deps.stepUp.demand(context, request)
  }
}

const storedOutcome = z.object({ transfer_abroad: z.uuid() })

async function answerOf(
  deps: RemittancesDeps,
  { outcome, customerId }: { outcome: unknown; customerId: string },
): Promise<WireTransfer | Decline> {
  const { transfer_abroad: id } = storedOutcome.parse(outcome)
  const transfer = await queries.findTransfer(deps.db.pool, { id, customerId })
  if (!transfer) throw new Error(`the outcome names ${toTypeId('transferAbroad', id)}, which is not there`)
  const answer = await presentTransfer(deps, transfer)
  // A transfer that a bank refused later was made; only one that we declined never had an order.
  if (transfer.orderId !== null) return answer
  return declined({
    code: z.enum(abroadDeclines).parse(transfer.statusReason),
    details: transfer.declineDetails ?? {},
    resource: answer,
  })
}
