import type { Agent } from 'node:https'
import webPush from 'web-push'
import { createOutboundAgent, ForbiddenAddress, postOutside } from './outbound.ts'
import type { PushKeys } from './secrets.ts'

/** A browser that asked for messages, as `PushSubscription.toJSON()` describes it. */
export type PushTarget = { endpoint: string; keys: { p256dh: string; auth: string } }

export type PushMessage = {
  target: PushTarget
  /** What the service worker shows; only the browser can read it (RFC 8291). At most some 3,900 bytes of JSON. */
  payload: Record<string, unknown>
  /** A later message with the same topic replaces one that still waits (RFC 8030, section 5.4); base64url, 32 at most. */
  topic: string
  urgency: 'normal' | 'high'
  ttlSeconds: number
}

export type PushSender = {
  publicKey: string
  /**
   * Hands a message to the browser maker's push service. `gone`: this browser does not take messages any more, and
   * the subscription is to be forgotten. Rejects where trying again makes sense. It talks to the network: call it
   * in a job.
   */
  sendPush(message: PushMessage): Promise<'taken' | 'gone'>
}

const timeoutMs = 15_000

/** 404 and 410: RFC 8030, section 7.3. 401 and 403: it was made for another key of ours. 400: it never was one. */
const goneStatuses = new Set([400, 401, 403, 404, 410])

export function createPushSender(options: {
  keys: PushKeys
  /** How a push service reaches us when our messages trouble it: `mailto:…` (RFC 8292). */
  subject: string
  /** How calls go out; tests bring their own. */
  agent?: Agent
}): PushSender {
  const { keys, subject } = options
  const agent = options.agent ?? createOutboundAgent()
  return {
    publicKey: keys.publicKey,
    async sendPush({ target, payload, topic, urgency, ttlSeconds }) {
      const { endpoint, headers, body } = webPush.generateRequestDetails(target, JSON.stringify(payload), {
        vapidDetails: { subject, ...keys },
        contentEncoding: 'aes128gcm',
        TTL: ttlSeconds,
        topic,
        urgency,
      })
      const status = await post(endpoint, { headers, body, timeoutMs, agent })
      if (status === 'forbidden') return 'gone'
      if (status >= 200 && status < 300) return 'taken'
      if (goneStatuses.has(status)) return 'gone'
      throw new Error(`the push service answered ${status}`)
    },
  }
}

async function post(
  endpoint: string,
  options: Parameters<typeof postOutside>[1],
): Promise<number | 'forbidden'> {
  try {
    return await postOutside(endpoint, options)
  } catch (error) {
    if (error instanceof ForbiddenAddress) return 'forbidden'
    throw error
  }
}
