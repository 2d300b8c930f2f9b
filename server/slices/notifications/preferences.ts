import {
  listNotificationPreferences,
  notificationKinds,
  setNotificationPreference,
} from '../../../contract/api/notifications.ts'
import type { ReadDb } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { contactOf } from '../identity/index.ts'
import { channelsOf, isChoosable } from './kinds.ts'
import type { Parts } from './parts.ts'
import { findChoices, upsertChoice } from './queries-preferences.ts'
import { countSubscriptions } from './queries-push.ts'

export function listPreferencesRoute({ db }: Parts): Route {
  return route(
    listNotificationPreferences,
    async ({ context }) => await preferencesOf(db.read, context.principal.customerId),
  )
}

/** What is critical cannot be turned off, and what is not offered cannot be turned on. */
export function setPreferenceRoute({ db }: Parts): Route {
  return route(setNotificationPreference, async ({ body, context }) => {
    if (!isChoosable(body))
      throw new DomainError('validation_failed', { fields: [{ path: 'channel', code: 'not_allowed' }] })
    const { customerId } = context.principal
    await db.transaction(tx => upsertChoice(tx, { ...body, customerId, now: context.now }))
    context.audit({ subject: customerId, details: body })
    return await preferencesOf(db.read, customerId)
  })
}

async function preferencesOf(db: ReadDb, customerId: string) {
  const choices = await findChoices(db, customerId)
  const [contact] = await contactOf(db, [customerId])
  return {
    data: notificationKinds.map(kind => ({ kind, channels: channelsOf(kind, choices) })),
    phone_verified: contact !== undefined && contact.phone !== null,
    push_devices: await countSubscriptions(db, customerId),
  }
}
