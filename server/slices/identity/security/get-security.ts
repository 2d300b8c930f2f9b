import * as contract from '../../../../contract/api/security.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { findFactorFacts } from '../factors/queries.ts'
import type { Parts } from '../parts.ts'
import { findFreeze } from '../queries-restrictions.ts'
import { isPasswordOld, judgeSecurity } from './judge.ts'
import * as queries from './queries.ts'
import { wireRestriction, wireSignIn } from './wire.ts'

/** How well the account is protected, and what to do next. */
export function getSecurityRoute({ db }: Parts): Route {
  return route(contract.getSecurity, async ({ context }) => {
    const { customerId, sessionId } = context.principal
    const { now } = context
    const [factors, protection, freeze, previous] = await Promise.all([
      findFactorFacts(db.read, customerId),
      queries.findProtection(db.read, customerId),
      findFreeze(db.read, customerId),
      queries.findPreviousSignIn(db.read, { customerId, sessionId }),
    ])
    const { phrase, password_changed_at: passwordChangedAt, lessons: lessonsDone } = protection
    return {
      ...judgeSecurity({ ...factors, phrase, passwordChangedAt, lessonsDone }, now),
      password: { changed_at: passwordChangedAt.toISOString(), old: isPasswordOld(passwordChangedAt, now) },
      phrase,
      freeze: freeze ? wireRestriction(freeze, now) : null,
      previous_sign_in: previous ? wireSignIn(previous, sessionId) : null,
    }
  })
}
