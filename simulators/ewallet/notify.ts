import { createHmac } from 'node:crypto'
import { inTransaction, type Tx } from '../shared/queries-store.ts'
import * as queries from './queries.ts'
import type { Payment } from './records.ts'
import type { WalletHouse } from './wallet-house.ts'

/** Tells the merchant that a payment changed. It says which one and no more: whoever wants to know asks. */
export function notify(tx: Tx, house: WalletHouse, payment: Payment, times: number): void {
  const id = `msg_${payment.id.slice(4)}_${payment.status}_${payment.refundReferences.length}`
  const body = JSON.stringify({
    type: `payment.${payment.status}`,
    data: { id: payment.id, merchant_reference: payment.merchantReference },
  })
  const copies = house.faults.current().notifications.duplicate ? times + 1 : times
  for (let copy = 0; copy < copies; copy++)
    queries.insertNotification(tx, { id, body, nextMs: house.clock.now() })
}

/** `webhook-signature` of Standard Webhooks: `v1,` and the HMAC of id, time and body. */
export function signature(secret: string, message: { id: string; seconds: number; body: string }): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const content = `${message.id}.${message.seconds}.${message.body}`
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}

/** Delivers what is due, each at least once: the record comes after the answer. */
export async function deliverDue(house: WalletHouse): Promise<void> {
  const { notifyUrl, notifySecret, retryDelaysMs } = house.settings
  if (notifyUrl === null || house.faults.current().notifications.paused) return
  for (const note of queries.dueNotifications(house.db, house.clock.now())) {
    if (house.stopping.aborted) return
    // The age of a message on the network is measured by real clocks.
    const seconds = Math.floor(Date.now() / 1000)
    const delivered = await post(house, notifyUrl, note.body, {
      'webhook-id': note.id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signature(notifySecret, { id: note.id, seconds, body: note.body }),
    })
    if (house.stopping.aborted && !delivered) return
    const delayMs = retryDelaysMs[note.attempts]
    const nextMs = delivered || delayMs === undefined ? null : house.clock.now() + delayMs
    inTransaction(house.db, tx => queries.recordAttempt(tx, note.seq, nextMs))
  }
}

async function post(
  house: WalletHouse,
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([house.stopping, AbortSignal.timeout(10_000)]),
    })
    await answer.body?.cancel()
    return answer.status >= 200 && answer.status < 300
  } catch (error) {
    // A merchant that is away is told again later; anything else is a defect of this program.
    if (error instanceof TypeError || (error instanceof Error && error.name.endsWith('Error'))) return false
    throw error
  }
}
