import type { Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/id.ts'
import { newToken } from '../../../platform/token.ts'
import * as queries from './queries.ts'
import { alertLinkKinds, type AlertLinkKind } from './tables.ts'

/** As long as somebody may take to read a mail after a journey; afterwards the app and support remain. */
export const alertLinkLifetimeMs = 30 * 24 * 60 * 60_000

/**
 * Two links for an alert: "this was not me" and "freeze my account". Each works once. Opening one changes nothing, so
 * that a mail scanner that follows links does no harm: the page behind it asks for one press. The token is in the
 * fragment, which no server log and no referrer ever sees; the database keeps its hash.
 */
export async function createAlertLinks(
  tx: Tx,
  alert: {
    customerId: string
    /** The type of the event the alert is about, e.g. `session.new_device`; the page says it in words. */
    event: string
    /** Where the web app is, without a slash at the end. */
    publicUrl: string
    now: Date
  },
): Promise<{ notMe: string; freeze: string }> {
  const made = alertLinkKinds.map(kind => ({ kind, id: newId(), ...newToken() }))
  await queries.insertAlertLinks(
    tx,
    made.map(({ id, kind, tokenHash }) => ({
      id,
      customer_id: alert.customerId,
      kind,
      token_hash: tokenHash,
      event: alert.event,
      created_at: alert.now,
      expires_at: new Date(alert.now.getTime() + alertLinkLifetimeMs),
      used_at: null,
    })),
  )
  const linkOf = (kind: AlertLinkKind) =>
    `${alert.publicUrl}/alert#${made.find(link => link.kind === kind)?.token ?? ''}`
  return { notMe: linkOf('not_me'), freeze: linkOf('freeze') }
}
