import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { fromTypeId } from '../../../../contract/ids.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { Callback } from './rail.ts'

/** A message older or younger than this is refused (Standard Webhooks: protects against replay). */
const toleranceMs = 5 * 60_000

const messageSchema = z.object({
  type: z.string().max(100),
  data: z.object({ id: z.string().max(100), merchant_reference: z.string().max(100) }),
})

/**
 * Checks a notification as Standard Webhooks has it (https://www.standardwebhooks.com): an HMAC-SHA-256 over id, time
 * and body under a shared key, any one of several signatures. The age is that of a message on the real network, so it
 * is the real clock's. Its id is kept by the caller, so that within the tolerance a replay does nothing twice.
 */
export function readNotification(
  secret: string,
  body: Buffer,
  headers: IncomingHttpHeaders,
  now = systemClock.now(),
): Callback {
  const id = one(headers['webhook-id'])
  const timestamp = one(headers['webhook-timestamp'])
  const signatures = one(headers['webhook-signature'])
  if (!/^[\w-]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || signatures === '')
    return { kind: 'refused', cause: 'no signature' }
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > toleranceMs)
    return { kind: 'refused', cause: 'too old' }
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  const genuine = signatures.split(' ').some(signature => isSame(signature, expected))
  if (!genuine) return { kind: 'refused', cause: 'signature' }
  return messageOf(id, body)
}

function messageOf(id: string, body: Buffer): Callback {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'refused', cause: 'not JSON' }
    throw error
  }
  const message = messageSchema.safeParse(json)
  if (!message.success) return { kind: 'refused', cause: 'not a notification' }
  const { type, data } = message.data
  const orderId = fromTypeId('deposit', data.merchant_reference)
  if (orderId === undefined) return { kind: 'ignored', id, type }
  return { kind: 'event', id, type, orderId, reference: data.id }
}

function one(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : ''
}

function isSame(signature: string, expected: Buffer): boolean {
  const [version, value = ''] = signature.split(',')
  const given = Buffer.from(value, 'base64')
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
}
