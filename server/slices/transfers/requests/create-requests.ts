import { z } from 'zod'
import { createBill, createPaymentRequest } from '../../../../contract/api/payment-requests.ts'
import { money, toWireMoney, type Money } from '../../../../contract/money.ts'
import { splitByLargestRemainder } from '../../../../contract/split.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { executeOrAsk, findOrRepeat, idempotencyOf } from '../carry-out.ts'
import type { TransfersDeps } from '../index.ts'
import { askDecider, type AskCommand } from './decide-ask.ts'
import { payWithinDays, type Bill, type Party, type PaymentRequest } from './payment-request.ts'
import { presentBills, presentRequest, type Reading, type WireBill, type WireRequest } from './present.ts'
import * as queries from './queries.ts'
import { initialState } from './states.ts'

/** Asks one customer, or whoever gets the link. */
export function createPaymentRequestRoute(deps: TransfersDeps): Route {
  return route(createPaymentRequest, async ({ body, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    const { now } = context
    const requester = await partyOf(deps, customerId)
    const whom = await findOrRepeat(deps, context, {
      idempotency,
      outcome: storedOutcome,
      find: () => (body.payer === null ? null : recipientAsParty(deps, body.payer, customerId)),
    })
    if ('first' in whom) return await presentMade(deps, whom.first, { viewerId: customerId, now })
    const payer = whom.found
    const note = body.note ?? null
    const request = newRequest({ requester, payer, amount: body.amount, note, bill: null, now })
    const command: AskCommand = {
      requesterId: customerId,
      currency: body.amount.currency,
      bill: null,
      requests: [request],
      now,
    }
    const { outcome } = await executeOrAsk(deps, context, { decider: askDecider, command, idempotency })
    return await presentMade(deps, outcome, { viewerId: customerId, now })
  })
}

const storedOutcome = z.object({ made: z.uuid() })
type Made = z.output<typeof storedOutcome>

async function presentMade(deps: TransfersDeps, { made: id }: Made, reading: Reading): Promise<WireRequest> {
  const made = (await queries.readRequests(deps.db.pool, [id])).get(id)
  if (!made) throw new Error(`the outcome names request ${id}, which is not there`)
  return await presentRequest(deps, made, reading)
}

/** Splits a bill: the parts, mine among them, add up to it to the last minor unit. */
export function createBillRoute(deps: TransfersDeps): Route {
  return route(createBill, async ({ body, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    const { now } = context
    const { title, total, own_weight: ownWeight, shares } = body
    const requester = await partyOf(deps, customerId)
    const whom = await findOrRepeat(deps, context, {
      idempotency,
      outcome: storedOutcome,
      find: () => sharesAsParties(deps, shares, customerId),
    })
    if ('first' in whom) return await presentMadeBill(deps, whom.first, { viewerId: customerId, now })
    const payers = whom.found
    const twice = payers.findIndex(({ id }, index) => payers.findIndex(other => other.id === id) !== index)
    if (twice >= 0)
      throw new DomainError('validation_failed', {
        fields: [{ path: `shares.${twice}.payer`, code: 'not_allowed' }],
      })
    const weights = [BigInt(ownWeight), ...shares.map(({ weight }) => BigInt(weight))]
    const [ownShare = 0n, ...parts] = splitByLargestRemainder(total.minor, weights)
    if (parts.some(part => part === 0n))
      throw new DomainError('amount_below_minimum', {
        details: { minimum: toWireMoney(money(1n, total.currency)) },
      })
    const bill: Bill = { id: newId(), ownerId: customerId, title, total, ownShare, createdAt: now }
    const requests = payers.map((payer, index) =>
      newRequest({
        requester,
        payer,
        amount: money(parts[index] ?? 0n, total.currency),
        note: title,
        bill: { id: bill.id, part: index + 1 },
        now,
      }),
    )
    const command: AskCommand = { requesterId: customerId, currency: total.currency, bill, requests, now }
    const { outcome } = await executeOrAsk(deps, context, { decider: askDecider, command, idempotency })
    return await presentMadeBill(deps, outcome, { viewerId: customerId, now })
  })
}

async function presentMadeBill(deps: TransfersDeps, { made: id }: Made, reading: Reading): Promise<WireBill> {
  const made = await queries.findBill(deps.db.read, { id, ownerId: reading.viewerId })
  if (!made) throw new Error(`the outcome names bill ${id}, which is not there`)
  const [wire] = await presentBills(deps, [made], reading)
  if (!wire) throw new Error('one was to be presented')
  return wire
}

export async function partyOf({ wallet }: TransfersDeps, customerId: string): Promise<Party> {
  const { name, accountNumber } = await wallet.recipients.maskedOf(customerId)
  return { id: customerId, name, account: accountNumber }
}

async function recipientAsParty({ wallet }: TransfersDeps, text: string, askerId: string): Promise<Party> {
  const recipient = await wallet.recipients.find(text, askerId)
  return { id: recipient.customerId, name: recipient.maskedName, account: recipient.maskedAccountNumber }
}

/** One after the other: each look-up counts against trying out recipients. */
async function sharesAsParties(
  deps: TransfersDeps,
  shares: readonly { payer: string }[],
  askerId: string,
): Promise<Party[]> {
  const payers: Party[] = []
  for (const [index, { payer: text }] of shares.entries())
    payers.push(await shareAsParty(deps, { text, askerId, path: `shares.${index}.payer` }))
  return payers
}

type Share = { text: string; askerId: string; path: string }

/** Of several people, the one who cannot be found is named. */
async function shareAsParty(deps: TransfersDeps, { text, askerId, path }: Share): Promise<Party> {
  try {
    return await recipientAsParty(deps, text, askerId)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const { code, ...rest } = error.refusal
    if (code !== 'recipient_not_found' && code !== 'recipient_invalid') throw error
    throw new DomainError(code, { ...rest, fields: [{ path, code: 'not_allowed' }] })
  }
}

type Wish = {
  requester: Party
  payer: Party | null
  amount: Money
  note: string | null
  bill: PaymentRequest['bill']
  now: Date
}

function newRequest({ now, ...wish }: Wish): PaymentRequest {
  return {
    id: newId(),
    ...wish,
    status: initialState,
    version: 1,
    transferId: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + payWithinDays * 86_400_000),
    endedAt: null,
  }
}
