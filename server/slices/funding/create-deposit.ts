import { createDeposit } from '../../../contract/api/funding.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { planJob } from '../../platform/jobs.ts'
import { openDecider, type OpenCommand } from './decide-open.ts'
import { chosenMeans } from './chosen-means.ts'
import type { FundingDeps } from './deps.ts'
import { followSoon } from './follow-soon.ts'
import { firstFollowAt, followKey, type FundingJobs } from './jobs.ts'
import { presentDeposit } from './present.ts'
import * as queries from './queries.ts'
import { railFor } from './rails/rails.ts'

/**
 * Opens a top-up and, after the commit, the counterparty's payment page. If that takes too long or fails, the answer
 * comes without a page and the job goes on. A repeated key gives the same deposit as it stands now.
 */
export function createDepositRoute(deps: FundingDeps, jobs: FundingJobs): Route {
  return route(createDeposit, async ({ body, context }) => {
    const { customerId } = context.principal
    const { amount, expected_fee: expectedFee, save_payment_method: saveMethod } = body
    if (context.idempotencyKey === null) throw new DomainError('idempotency_key_missing')
    if (expectedFee && expectedFee.currency !== amount.currency)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'expected_fee.currency', code: 'not_allowed' }],
      })
    const { method, paymentMethodId } = await chosenMeans(deps, customerId, body, context.now)
    const rail = railFor(deps.rails, method)
    const unfit = rail ? rail.obstacle(amount) : { code: 'currency_unsupported' as const }
    if (!rail || unfit) throw new DomainError(unfit?.code ?? 'currency_unsupported', unfit)

    const id = newId()
    const command: OpenCommand = {
      id,
      number: await deps.numbers.transactionNumber(),
      customerId,
      method,
      provider: rail.provider,
      amount,
      reference: rail.kind === 'bank' ? await deps.numbers.depositReference() : null,
      paymentMethodId,
      saveMethod: saveMethod && paymentMethodId === null && rail.keeper !== undefined,
      locale: context.locale,
      expectedFee: expectedFee ?? null,
      evidence: { kind: 'command', reference: context.idempotencyKey },
      job: planJob(jobs.follow, { deposit: id }, { runAt: firstFollowAt(context.now), key: followKey(id) }),
      today: deps.pricing.today(context.now),
      now: context.now,
    }
    const idempotency = { scope: customerId, key: context.idempotencyKey, requestHash: context.requestHash }
    const { outcome, replayed } = await deps.pipeline.execute(openDecider, command, {
      idempotency,
      now: context.now,
    })
    if (replayed) context.markReplayed()
    await followSoon(deps, outcome.deposit)
    const deposit = await queries.findDeposit(deps.db.pool, { id: outcome.deposit, customerId })
    if (!deposit)
      throw new Error(`the outcome names ${toTypeId('deposit', outcome.deposit)}, which is not there`)
    return presentDeposit(deps, deposit, deps.clock.now())
  })
}
