import * as contract from '../../../../contract/api/recovery-staff.ts'
import type { z } from 'zod'
import { toTypeId } from '../../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { contactOf, type Contact } from '../find-customers.ts'
import { tellEvent } from './events.ts'
import type { RecoveryParts } from './parts.ts'
import { customerOf } from './proved-account.ts'
import * as queries from './queries-request.ts'
import { decideWithinMs, statesBefore } from './request-states.ts'
import { wireRequest } from './requests.ts'
import type { RecoveryRequestRow } from './tables.ts'

const maxListed = 100

/** Different ways in which it was established who is asking. */
const minEvidence = 2

type Read = {
  account: Pick<Contact, 'name' | 'email'>
  /** Of members of staff. */
  names: ReadonlyMap<string, string>
  now: Date
}

function wireForStaff(
  row: RecoveryRequestRow,
  { account, names, now }: Read,
): z.input<typeof contract.staffRequestSchema> {
  const due = row.decide_by ?? row.check_by
  return {
    ...wireRequest(row, account),
    customer: toTypeId('customer', row.customer_id),
    customer_name: account.name,
    statement: row.statement,
    evidence: row.evidence,
    findings: row.findings,
    checked_by: row.checked_by === null ? null : personOf(row.checked_by, names),
    overdue: row.ended_at === null && due <= now,
    ready: row.state === 'checked' && row.earliest_at <= now,
  }
}

function personOf(id: string, names: ReadonlyMap<string, string>): { id: string; name: string } {
  const name = names.get(id)
  assertInvariant(name !== undefined, 'members of staff are never deleted')
  return { id: toTypeId('staff', id), name }
}

/** What waits for support, the most urgent first. */
export function listRecoveryRequestsRoute(parts: RecoveryParts): Route {
  return route(contract.listRecoveryRequests, async ({ context }) => {
    const rows = await queries.listOpenRequests(parts.db.read, maxListed)
    if (rows.length > 0) context.audit({ details: { found: rows.map(row => row.customer_id) } })
    const [found, names] = await Promise.all([
      contactOf(parts.db.read, [...new Set(rows.map(row => row.customer_id))]),
      parts.staffNames([...new Set(rows.flatMap(row => row.checked_by ?? []))]),
    ])
    const accounts = new Map(found.map(account => [account.id, account]))
    return {
      data: rows.map(row => {
        const account = accounts.get(row.customer_id)
        assertInvariant(account !== undefined, 'customers are never deleted')
        return wireForStaff(row, { account, names, now: context.now })
      }),
    }
  })
}

/**
 * The identity check, by the person who made it. Passed, a second person is asked by an approval of the kind
 * `recover_account`; not passed, the request is over and its owner is told.
 */
export function recordIdentityCheckRoute(parts: RecoveryParts): Route {
  return route(contract.recordIdentityCheck, async ({ params, body, context }) => {
    const { now, staff } = context
    const id = params.recovery_request
    const evidence = Array.from(new Set(body.evidence))
    if (body.passed && evidence.length < minEvidence)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'evidence', code: 'too_small', params: { min: minEvidence } }],
      })
    const known = await queries.findRequest(parts.db.read, id)
    if (!known) throw new DomainError('not_found')
    const customerId = known.customer_id
    const row = await parts.db.transaction(async tx => {
      const checked = body.passed
        ? await queries.markChecked(tx, {
            id,
            by: staff.staffId,
            evidence,
            findings: body.findings,
            at: now,
            decideBy: new Date(now.getTime() + decideWithinMs),
          })
        : await queries.endRequest(tx, {
            id,
            from: statesBefore('refuse'),
            to: 'refused',
            reason: 'identity_not_established',
            at: now,
          })
      if (!checked) throw new DomainError('transition_not_allowed', { details: { status: known.state } })
      if (!body.passed) await tellEvent(tx, 'recovery.request_refused', { customerId, now, subject: id })
      await context.auditWith(tx, {
        subject: customerId,
        reason: body.findings,
        before: { status: known.state },
        after: { status: checked.state, evidence },
      })
      return checked
    })
    const [account, names] = await Promise.all([
      customerOf(parts.db.read, customerId),
      parts.staffNames(row.checked_by === null ? [] : [row.checked_by]),
    ])
    return wireForStaff(row, { account, names, now })
  })
}
