import { createInvitation } from '../../../../contract/api/invitations.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { planJob } from '../../../platform/jobs.ts'
import { proofRequestOf } from '../../wallet/index.ts'
import { authorizationOf, executeOrAsk, idempotencyOf } from '../carry-out.ts'
import type { TransfersDeps } from '../index.ts'
import { readAddress } from './address.ts'
import { inviteDecider, orderOf, type InviteCommand } from './decide-invite.ts'
import type { InvitationJobs } from './jobs.ts'
import { findOwn, keysOf } from './own.ts'
import { presentInvitation } from './present.ts'

/**
 * Sends money to an address. Whether its owner is a customer is not looked up, so neither the answer nor its time can
 * tell: they accept it all the same.
 */
export function createInvitationRoute(deps: TransfersDeps, jobs: InvitationJobs): Route {
  return route(createInvitation, async ({ body, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    if (body.expected_fee && body.expected_fee.currency !== body.amount.currency)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'expected_fee.currency', code: 'not_allowed' }],
      })
    const address = readAddress(body.recipient)
    if ((await keysOf(deps, customerId)).includes(address.key))
      throw new DomainError('recipient_invalid', { details: { self: true } })
    const id = newId()
    const command: InviteCommand = {
      id,
      journalId: newId(),
      number: await deps.numbers.transactionNumber(),
      payerId: customerId,
      payerName: (await deps.wallet.recipients.maskedOf(customerId)).name,
      address,
      amount: body.amount,
      note: body.note ?? null,
      locale: context.locale,
      expectedFee: body.expected_fee ?? null,
      authorization: authorizationOf(context),
      job: planJob(jobs.invite, { invitation: id }),
      now: context.now,
      today: deps.pricing.today(context.now),
    }
    const { outcome } = await executeOrAsk(deps, context, {
      decider: inviteDecider,
      command,
      idempotency,
      ask: error =>
        proofRequestOf(error, orderOf(command), {
          recipient: address.text,
          recipient_account: null,
          facts: [],
        }),
    })
    return presentInvitation(await findOwn(deps, outcome.invitation, customerId), customerId, context.now)
  })
}
