import { batchLoader } from '../../platform/batch-loader.ts'
import type { Db, ReadDb } from '../../platform/db.ts'
import type { HalfSession, Principal } from '../../platform/http/route.ts'
import type { Logger } from '../../platform/log.ts'
import { openOwnConnection } from '../../platform/own-connection.ts'
import { restrictionsOf, signInObstacle } from './customer-status.ts'
import * as queries from './queries-sessions.ts'
import { tokenHashOf } from '../../platform/token.ts'
import type { SessionStage } from './tables.ts'

/** Customers: an hour without a request, a day in all (security.md, sign-in and recovery). */
export const sessionIdleMs = 60 * 60_000
export const sessionLifetimeMs = 24 * 60 * 60_000

/** From the right password to the second proof: time to fetch a phone, not to leave for lunch. */
export const halfSessionLifetimeMs = 10 * 60_000

/** How old the note of the last use may grow before it is written again. */
const touchAfterMs = 60_000

export type Authenticator = {
  /** Who holds this token at `now`, or null. One query serves all requests that arrive while another is running. */
  authenticate: (token: string, now: Date) => Promise<Principal | null>
  /** Who holds this token of a half session at `now`, or null; a whole session is none. */
  authenticateHalf: (token: string, now: Date) => Promise<HalfSession | null>
  /** Which of these sessions would still be let in; asked by the realtime hub about its open sockets. */
  aliveSessions: (sessionIds: readonly string[], now: Date) => Promise<Set<string>>
  close: () => Promise<void>
}

export function createAuthenticator(options: { db: Db; log: Logger }): Authenticator {
  const { db, log } = options
  const reading = openOwnConnection(db, { name: 'okpay sessions' })
  const writing = openOwnConnection(db, { name: 'okpay sessions seen' })

  const sessions = batchLoader<queries.FoundSession>({
    async query(keys) {
      const hashes = keys.map(key => Buffer.from(key, 'hex'))
      const found = await reading.use(client => queries.findSessions(client, hashes))
      return new Map(found.map(session => [session.token_hash, session]))
    },
  })

  // Requests never wait for this: whoever notices that the note is old leaves word and goes on.
  const seenAt = new Map<string, Date>()
  const touches = batchLoader<never>({
    async query(sessionIds) {
      const seen = sessionIds.flatMap(sessionId => {
        const at = seenAt.get(sessionId)
        return at ? [{ sessionId, at }] : []
      })
      await writing.use(client => queries.touchSessions(client, seen))
      return new Map<string, never>()
    },
  })

  function touch(sessionId: string, now: Date): void {
    if (seenAt.has(sessionId)) return
    seenAt.set(sessionId, now)
    touches
      .load(sessionId)
      .catch((error: unknown) => log.warn({ error }, 'the last use of a session could not be noted'))
      .finally(() => seenAt.delete(sessionId))
  }

  async function find(
    token: string,
    stage: SessionStage,
    now: Date,
  ): Promise<queries.FoundSession | undefined> {
    const hash = tokenHashOf(token)
    if (!hash) return undefined
    const session = await sessions.load(hash.toString('hex'))
    return session && session.stage === stage && isAlive(session, now) ? session : undefined
  }

  return {
    async authenticate(token, now) {
      const session = await find(token, 'full', now)
      if (!session) return null
      if (now.getTime() - session.last_seen_at.getTime() >= touchAfterMs) touch(session.id, now)
      return {
        customerId: session.customer_id,
        sessionId: session.id,
        locale: session.locale,
        deviceId: session.device_id,
      }
    },
    async authenticateHalf(token, now) {
      const session = await find(token, 'half', now)
      return session
        ? { customerId: session.customer_id, sessionId: session.id, locale: session.locale }
        : null
    },
    aliveSessions: (sessionIds, now) => aliveSessions(db.read, sessionIds, now),
    async close() {
      await Promise.all([sessions.idle(), touches.idle()])
      await Promise.all([reading.close(), writing.close()])
    },
  }
}

async function aliveSessions(db: ReadDb, sessionIds: readonly string[], now: Date): Promise<Set<string>> {
  const found = await queries.findSessionsById(db, sessionIds)
  return new Set(
    found.filter(session => session.stage === 'full' && isAlive(session, now)).map(session => session.id),
  )
}

function isAlive(session: queries.FoundSession, now: Date): boolean {
  return (
    now.getTime() < session.expires_at.getTime() &&
    now.getTime() < session.last_seen_at.getTime() + sessionIdleMs &&
    signInObstacle({ status: session.status, restrictions: restrictionsOf(session.restrictions) }, now) ===
      undefined
  )
}
