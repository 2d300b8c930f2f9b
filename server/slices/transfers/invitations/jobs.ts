import { z } from 'zod'
import { toWireMoney } from '../../../../contract/money.ts'
import { DomainError } from '../../../platform/errors.ts'
import { requestHash } from '../../../platform/http/request-hash.ts'
import { newId } from '../../../platform/id.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import { workInRounds } from '../../../platform/rounds.ts'
import type { TransfersDeps } from '../index.ts'
import { endInvitationDecider } from './decide-end.ts'
import { acceptWithinDays, type Invitation } from './invitation.ts'
import * as queries from './queries.ts'
import { isWaiting } from './states.ts'

export type InvitationJobs = {
  /** Writes to the address. */
  invite: Job<{ invitation: string }>
  /** Gives back what nobody accepted in time. */
  expire: Job<Record<string, never>>
}

/** So many at once form one or two batches of the pipeline, between which customers' commands get their turn. */
const roundSize = 200

export function createInvitationJobs(deps: TransfersDeps): InvitationJobs {
  return {
    invite: defineJob({
      name: 'transfers.send_invitation',
      payload: z.strictObject({ invitation: z.uuid() }),
      async run({ invitation: id }) {
        const invitation = (await queries.readInvitations(deps.db.pool, [id])).get(id)
        if (invitation && isWaiting(invitation.status)) await write(deps, invitation)
      },
    }),
    expire: defineJob({
      name: 'transfers.expire_invitations',
      payload: z.object({}),
      // The next minute brings the next one.
      maxAttempts: 1,
      run: () =>
        workInRounds({
          size: roundSize,
          find: limit => queries.findDue(deps.db.read, deps.clock.now(), limit),
          work: invitation => expire(deps, invitation),
        }),
    }),
  }
}

/**
 * Tells the owner of an address, customer or not, in the same words: who reads the mail learns nothing the sender did
 * not know. The payer's note is left out: under our name it would be a fraudster's best letterhead.
 */
async function write({ mailer, sms, publicUrl }: TransfersDeps, invitation: Invitation): Promise<void> {
  const { address, amount, payerName, locale, id, expiresAt } = invitation
  const facts = { amount: toWireMoney(amount), payer: payerName, days: acceptWithinDays }
  if (address.kind === 'phone') {
    await sms.sendSms({ to: address.text, locale, template: 'invitation', params: facts })
    return
  }
  await mailer.sendMail({
    to: address.text,
    locale,
    template: 'transfer_invitation',
    params: { ...facts, until: expiresAt.toISOString(), link: `${publicUrl}/app/invitations` },
    id,
  })
}

/** Harmless to repeat: each has one key, and only one of accepting, taking back and this can come first. */
async function expire({ pipeline, clock }: TransfersDeps, seen: Invitation): Promise<boolean> {
  const now = clock.now()
  const idempotency = {
    scope: seen.id,
    key: 'transfer expire',
    requestHash: requestHash('transfers.expire_invitation', { invitation: seen.id }, null),
  }
  try {
    const command = { seen, journalId: newId(), now, move: 'expire' } as const
    await pipeline.execute(endInvitationDecider, command, { idempotency, now })
    return true
  } catch (error) {
    // Accepted or taken back since it was found: then there is nothing left to do.
    if (!(error instanceof DomainError) || error.refusal.code !== 'transition_not_allowed') throw error
    return false
  }
}
