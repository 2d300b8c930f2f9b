import type { z } from 'zod'
import type {
  alertLinkSchema,
  protectedSchema,
  restrictionSchema,
  signInSchema,
} from '../../../../contract/api/security.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { wayOutOf } from '../customer-status.ts'
import { unknownDevice } from '../devices/device.ts'
import type { RestrictionRow } from '../tables.ts'
import type { Protected } from './protect.ts'
import type { AddedFactor } from './queries-added.ts'
import type { AlertLinkRow, SignInEventRow } from './tables.ts'

export function wireRestriction(restriction: RestrictionRow, now: Date): z.input<typeof restrictionSchema> {
  const { id, scope, reason, source, liftable_from: from } = restriction
  return {
    id: toTypeId('restriction', id),
    scope,
    reason,
    placed_at: restriction.placed_at.toISOString(),
    until: restriction.expires_at?.toISOString() ?? null,
    review_at: restriction.review_at?.toISOString() ?? null,
    case: restriction.case_ref,
    way_out: wayOutOf({ source, expiresAt: restriction.expires_at }),
    liftable_from: from?.toISOString() ?? null,
    liftable: source === 'customer' && (from === null || from.getTime() <= now.getTime()),
  }
}

export function wireProtected(
  { freeze, endedSessions, factors }: Protected,
  now: Date,
): z.input<typeof protectedSchema> {
  return {
    freeze: wireRestriction(freeze, now),
    ended_sessions: endedSessions,
    ended_factors: factors.ended.map(wireAdded),
    kept_factors: factors.kept.map(wireAdded),
  }
}

function wireAdded({ kind, name, addedAt, device }: AddedFactor) {
  return { kind, name, added_at: addedAt.toISOString(), device: device === unknownDevice ? null : device }
}

export function wireSignIn(event: SignInEventRow, sessionId: string): z.input<typeof signInSchema> {
  return {
    id: toTypeId('signIn', event.id),
    outcome: event.outcome,
    method: event.method,
    at: event.at.toISOString(),
    ip: event.ip,
    place: event.place,
    user_agent: event.user_agent,
    current: event.session_id === sessionId,
  }
}

export function wireAlertLink(link: AlertLinkRow, now: Date): z.input<typeof alertLinkSchema> {
  return {
    kind: link.kind,
    about: link.event,
    told_at: link.created_at.toISOString(),
    expires_at: link.expires_at.toISOString(),
    usable: link.used_at === null && now.getTime() < link.expires_at.getTime(),
  }
}
