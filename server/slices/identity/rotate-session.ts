import type { Principal, RequestContext } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { replaceToken } from './queries-half.ts'
import { newToken } from '../../platform/token.ts'

/**
 * Gives the browser's session a new token after a step-up, so that whoever copied the old one has not gained what was
 * proved now (OWASP ASVS 5.0, 7.2.4). The session stays the same one: its connections and challenges go on. A program
 * keeps its token: nobody can have planted it, and nothing but its own answer would tell it another.
 */
export async function rotateSession(
  { db }: Pick<Parts, 'db'>,
  context: Pick<RequestContext, 'now' | 'credentialFrom' | 'setSessionCookie'> & { principal: Principal },
): Promise<void> {
  if (context.credentialFrom !== 'cookie') return
  const { sessionId: id, customerId } = context.principal
  const { token, tokenHash } = newToken()
  const expiresAt = await db.transaction(tx =>
    replaceToken(tx, { id, customerId, tokenHash, now: context.now }),
  )
  if (expiresAt) context.setSessionCookie({ kind: 'set', token, expiresAt })
}
