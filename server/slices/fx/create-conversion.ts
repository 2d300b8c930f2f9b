import { z } from 'zod'
import { createConversion } from '../../../contract/api/fx.ts'
import { DomainError } from '../../platform/errors.ts'
import { declined, route, type Decline, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { findOutcome } from '../ledger/index.ts'
import { conversionDecider, conversionDeclines, type ConversionCommand } from './decide-conversion.ts'
import type { FxDeps } from './deps.ts'
import { presentConversion, type WireConversion } from './present.ts'
import * as queries from './queries.ts'

const storedOutcome = z.object({ conversion: z.uuid() })

/** Exchanges at a quoted price. A decline is stored, answered as a problem, and replayed like a success. */
export function createConversionRoute(deps: FxDeps): Route {
  return route(createConversion, async ({ body, context }) => {
    const { customerId } = context.principal
    if (context.idempotencyKey === null) throw new DomainError('idempotency_key_missing')
    const idempotency = { scope: customerId, key: context.idempotencyKey, requestHash: context.requestHash }
    const quote = (await queries.readQuotes(deps.db.pool, [body.quote])).get(body.quote)
    if (quote?.customer_id !== customerId) {
      // Quotes nobody took are deleted in time; one that was taken stays, so a repeat finds it.
      const known = await findOutcome(deps.db.pool, idempotency)
      throw new DomainError(known ? 'idempotency_key_reused' : 'not_found')
    }
    // Clocks of two machines differ and jump: no exchange is older than the price it is made at.
    const now = context.now < quote.created_at ? quote.created_at : context.now
    const command: ConversionCommand = {
      id: newId(),
      journalId: newId(),
      incomingId: newId(),
      number: await deps.numbers.transactionNumber(),
      customerId,
      quoteId: quote.id,
      from: quote.from_currency,
      to: quote.to_currency,
      now,
      today: deps.pricing.today(now),
    }
    const { outcome, replayed } = await deps.pipeline.execute(conversionDecider, command, {
      idempotency,
      now,
    })
    if (replayed) context.markReplayed()
    return answerOf(deps, storedOutcome.parse(outcome).conversion, customerId)
  })
}

async function answerOf({ db }: FxDeps, id: string, customerId: string): Promise<WireConversion | Decline> {
  const found = await queries.findConversion(db.pool, { id, customerId })
  if (!found) throw new Error(`the outcome names conversion ${id}, which is not there`)
  const answer = presentConversion(found.conversion, found.quote)
  const { status_reason: reason, decline_details: details } = found.conversion
  if (reason === null) return answer
  return declined({
    code: z.enum(conversionDeclines).parse(reason),
    details: details ?? {},
    resource: answer,
  })
}
