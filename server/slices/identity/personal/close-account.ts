import * as contract from '../../../../contract/api/account-closing.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { addJob } from '../../../platform/jobs.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import { openItems, wireClosing } from './closing.ts'
import { endNameChange } from './name-change.ts'
import type { PersonalParts } from './parts.ts'
import { findOpenNameChange } from './queries.ts'
import { insertClosing } from './queries-closing.ts'
import type { AccountClosingRow } from './tables.ts'
import { coolingOffMs } from './times.ts'

/**
 * Begins the closing of an account in which nothing is open. From this moment no money goes in or out; the customer
 * can still sign in and change their mind until the last day. Throws `account_not_empty` with everything that is open.
 */
export function closeAccountRoute(parts: PersonalParts): Route {
  return route(contract.closeAccount, async ({ context }) => {
    const { customerId } = context.principal
    const { now } = context
    // Nobody proves who they are only to be told that it cannot be done.
    await refuseOpen(parts, customerId)
    const proof = await requireStepUp(parts, context, {
      operation: 'close_account',
      binding: {},
      display: {},
    })
    const closing: AccountClosingRow = {
      id: newId(),
      customer_id: customerId,
      state: 'cooling_off',
      asked_at: now,
      closes_at: new Date(now.getTime() + coolingOffMs),
      ended_at: null,
      open_items: null,
    }
    await parts.db.transaction(async tx => {
      await endReview(tx, parts, { customerId, now })
      // Takes the locks under which money moves; what is read after it stays true until this commits.
      await parts.standing.changeStatus(tx, { customerId, change: 'start_closing', now })
      const open = await openItems(tx, parts, customerId)
      if (open.length > 0) throw new DomainError('account_not_empty', { details: { open_items: open } })
      await consumeStepUp(tx, proof, closing.id)
      if (!(await insertClosing(tx, closing))) throw new DomainError('transition_not_allowed')
      await addJob(tx, parts.closeAccount, { closing: closing.id }, { runAt: closing.closes_at })
    })
    context.audit({ subject: customerId })
    return wireClosing(closing)
  })
}

async function refuseOpen(parts: PersonalParts, customerId: string): Promise<void> {
  const open = await openItems(parts.db.read, parts, customerId)
  if (open.length > 0) throw new DomainError('account_not_empty', { details: { open_items: open } })
}

/**
 * Who leaves needs no new name. Left open, the review would end in a closed account, or in one that was kept after all
 * and pays although its name is not verified.
 */
async function endReview(
  tx: Tx,
  parts: PersonalParts,
  { customerId, now }: { customerId: string; now: Date },
): Promise<void> {
  const wish = await findOpenNameChange(tx, customerId)
  if (wish) await endNameChange(tx, parts, { id: wish.id, customerId, state: 'withdrawn', reason: null, now })
}
