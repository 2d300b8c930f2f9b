import type { QueryKey } from '@tanstack/react-query'
import { endDrafts, forgetDraftOfOthers } from '../../lib/draft-storage.ts'
import { forgetLastKnown } from '../../lib/last-known.ts'
import { stopLive } from '../../lib/live.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import { forgetPush, forgetPushOfOthers } from '../../lib/push.ts'
import { noteSignedIn } from '../../lib/session-hint.ts'
import { currentToasts, dropToast } from '../../ui/toasts.ts'
import type { SignedIn } from './second-step.ts'
import { forgetPending } from './pending-registration.ts'
import { forgetRegistrationDraft } from './registration-draft.ts'

/** Called with the answer that set the session cookie; whatever was known of another customer is forgotten first. */
export function enter({ customer }: SignedIn): void {
  forgetCustomer()
  forgetRegistrationDraft()
  forgetPending()
  forgetDraftOfOthers(customer.id)
  forgetPushOfOthers(customer.id).catch(warnOfPush)
  queryClient.setQueryData(meQuery.queryKey, customer)
  noteSignedIn(true)
  // That the session was over, and that one has to sign in, is not news any more.
  for (const { id, lasting, action } of currentToasts()) if (lasting && !action) dropToast(id)
}

/** Called once the server has ended the session of this browser: nothing about the customer stays here. */
export function leave(): void {
  forgetPush().catch(warnOfPush)
  stopLive()
  endDrafts()
  forgetCustomer()
  noteSignedIn(false)
}

function warnOfPush(error: unknown): void {
  console.warn('push messages could not be turned off', error)
}

function forgetCustomer(): void {
  forgetLastKnown()
  queryClient.removeQueries({ predicate: ({ queryKey }) => isAboutCustomer(queryKey) })
}

function isAboutCustomer([subject]: QueryKey): boolean {
  return subject !== metaQueryName
}

const metaQueryName = 'meta'
