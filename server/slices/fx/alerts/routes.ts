import type { z } from 'zod'
import {
  createRateAlert,
  deleteRateAlert,
  listRateAlerts,
  mostRateAlerts,
  type rateAlertSchema,
} from '../../../../contract/api/rate-alerts.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import type { FxDeps } from '../deps.ts'
import { readMarkups } from '../../pricing/index.ts'
import { readRates } from '../read-rates.ts'
import { compareWith, watchedRatio } from './judge.ts'
import * as queries from './queries.ts'
import type { AlertRow } from './queries.ts'

/** Whoever has not exchanged by then has forgotten what they waited for: half a year. */
const waitsMs = 180 * 24 * 60 * 60_000

export function alertRoutes(deps: FxDeps): Route[] {
  return [createAlertRoute(deps), listAlertsRoute(deps), deleteAlertRoute(deps)]
}

/** Which way the rate has to go is told by where it is now; one that is there already has nothing to wait for. */
function createAlertRoute({ db }: FxDeps): Route {
  return route(createRateAlert, async ({ body, context }) => {
    const { from, to, target, basis } = body
    const { now } = context
    if (from === to) throw new DomainError('currency_unsupported', { details: { currency: to } })
    const [rates, markups] = await Promise.all([readRates(db.pool, now), readMarkups(db.pool, now)])
    const ratio = watchedRatio({ rates, markups }, { from, to, basis })
    if (!ratio)
      throw new DomainError('rate_unavailable', { details: { currency: from }, retryAfterSeconds: 600 })
    const side = compareWith(ratio, target)
    if (side === 0)
      throw new DomainError('transition_not_allowed', { details: { reason: 'reached_already' } })
    const alert = {
      id: newId(),
      customer_id: context.principal.customerId,
      from_currency: from,
      to_currency: to,
      target,
      basis,
      direction: side < 0 ? ('rise' as const) : ('fall' as const),
      created_at: now,
      expires_at: new Date(now.getTime() + waitsMs),
    }
    const added = await db.transaction(tx => queries.insertAlert(tx, alert, mostRateAlerts))
    if (!added)
      throw new DomainError('transition_not_allowed', {
        details: { reason: 'too_many_alerts', most: mostRateAlerts },
      })
    return present({ ...alert, status: 'active', reached_at: null, reached_rate: null }, now)
  })
}

function listAlertsRoute({ db }: FxDeps): Route {
  return route(listRateAlerts, async ({ context }) => {
    const alerts = await queries.listAlerts(db.read, context.principal.customerId)
    return { data: alerts.map(alert => present(alert, context.now)) }
  })
}

function deleteAlertRoute({ db }: FxDeps): Route {
  return route(deleteRateAlert, async ({ params, context }) => {
    const { customerId } = context.principal
    const deleted = await db.transaction(tx => queries.deleteAlert(tx, { id: params.alert, customerId }))
    if (!deleted) throw new DomainError('not_found')
    return undefined
  })
}

/** One that has expired says so at once, whether or not anybody has looked at it since. */
function present(alert: AlertRow, now: Date): z.input<typeof rateAlertSchema> {
  const isOver = alert.status === 'active' && alert.expires_at <= now
  return {
    id: toTypeId('rateAlert', alert.id),
    from: alert.from_currency,
    to: alert.to_currency,
    target: alert.target,
    basis: alert.basis,
    direction: alert.direction,
    status: isOver ? 'expired' : alert.status,
    created_at: alert.created_at.toISOString(),
    expires_at: alert.expires_at.toISOString(),
    reached_at: alert.reached_at?.toISOString() ?? null,
    reached_rate: alert.reached_rate,
  }
}
