import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { defineJob, type Job, type PlannedJob } from '../../platform/jobs.ts'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import { keptSecretSchema } from './kept-names.ts'
import { readDeposits } from './queries.ts'
import { labelOf as cardLabel } from './rails/card-report.ts'
import type { KeptMeans } from './rails/rail.ts'
import { railOf } from './rails/rails.ts'

const keepName = 'funding.keep_means'
const keepPayload = z.strictObject({ deposit: z.uuid() })

/** Planned by the decision that credits a deposit whose means the counterparty keeps. */
export function planKeeping(depositId: string): PlannedJob {
  return {
    name: keepName,
    payload: keepPayload.parse({ deposit: depositId }),
    maxAttempts: 8,
    runAt: undefined,
    key: undefined,
  }
}

/** Adds what a deposit was paid with to its customer's payment methods, as the counterparty has it now. */
export function createKeepJob(deps: FundingDeps): Job<z.infer<typeof keepPayload>> {
  return defineJob({
    name: keepName,
    payload: keepPayload,
    maxAttempts: 8,
    async run({ deposit: id }) {
      const deposit = (await readDeposits(deps.db.pool, [id])).get(id)
      if (!deposit) return
      const rail = railOf(deps.rails, deposit.method)
      const { reference, createdAt: orderedAt } = deposit
      const answer = await rail.advance({ orderId: id, reference, orderedAt })
      if (answer.kind !== 'report') throw new Error(`${rail.provider} does not say what was paid with`)
      const kept = answer.report.means?.kept
      if (kept) await keep(deps, deposit, rail.provider, kept)
    },
  })
}

async function keep(deps: FundingDeps, deposit: Deposit, provider: string, kept: KeptMeans): Promise<void> {
  const now = deps.clock.now()
  const { token, details, identity, expiresOn } = kept
  try {
    await deps.db.transaction(tx =>
      deps.paymentMethods.addMethod(tx, {
        customerId: deposit.customerId,
        kind: details.kind,
        label: labelOf(details),
        details,
        secret: keptSecretSchema.parse({ provider, token }),
        identity: `${provider} ${identity}`,
        expiresOn,
        verifiedAt: now,
        now,
      }),
    )
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // Kept already, or no room for it: the payment went through all the same.
    deps.log.info(
      { deposit: toTypeId('deposit', deposit.id), refusal: error.refusal.code },
      'the means of a payment were not kept',
    )
  }
}

function labelOf(details: KeptMeans['details']): string {
  return details.kind === 'card' ? cardLabel(details.brand, details.last4) : details.account
}

const forgetPayload = z.strictObject({ customer: z.uuid(), payment_method: z.uuid() })

/** A removed card or wallet must not be usable at the counterparty either. */
export function createForgetJob(deps: FundingDeps): Job<z.infer<typeof forgetPayload>> {
  return defineJob({
    name: 'funding.forget_means',
    payload: forgetPayload,
    maxAttempts: 25,
    async run({ customer, payment_method: id }) {
      const method = await deps.paymentMethods.methodOf(deps.db.read, customer, id)
      if (!method || method.kind === 'bank_account' || method.removedAt === null) return
      const { provider, token } = keptSecretSchema.parse(deps.paymentMethods.secretOf(method))
      const keeper = deps.rails.find(rail => rail.provider === provider)?.keeper
      if (keeper) await keeper.forget(token)
      else deps.log.error({ provider }, 'a removed means cannot be forgotten: its counterparty is not here')
    },
  })
}
