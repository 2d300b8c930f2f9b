import { createHmac, timingSafeEqual } from 'node:crypto'
import { toTypeId } from '../../../../contract/ids.ts'

/**
 * The secret of the link that undoes a change: an HMAC of its id under a key that is not in the database, so that it
 * is stored nowhere and can be made again by whoever writes the mail. Used once by the state of the change itself.
 */
export function revertToken(codeKey: Buffer, changeId: string): string {
  return createHmac('sha256', codeKey).update(`revert contact change ${changeId}`).digest('base64url')
}

export function isRevertToken(codeKey: Buffer, changeId: string, token: string): boolean {
  const right = Buffer.from(revertToken(codeKey, changeId))
  const given = Buffer.from(token)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** After the #, where neither proxies nor the logs of a server ever see it. */
export function revertLink(
  codeKey: Buffer,
  { publicUrl, changeId }: { publicUrl: string; changeId: string },
): string {
  return `${publicUrl}/revert-change#${toTypeId('contactChange', changeId)}.${revertToken(codeKey, changeId)}`
}
