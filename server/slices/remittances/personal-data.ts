import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { allTransfers, openTransfers } from './queries-personal.ts'
import { allRecipients } from './queries-recipients.ts'
import { openRecipient } from './recipient.ts'

/** Transfers abroad whose end is not known yet are in the way of a closing: their money may still come back. */
export async function pendingTransfersAbroad(db: ReadDb, customerId: string): Promise<OpenItem[]> {
  const transfers = await openTransfers(db, customerId)
  return transfers.map(({ total, number }) => ({
    kind: 'transfer',
    amount: toWireMoney(total),
    number,
    reason: null,
  }))
}

/** Recipients in full, since their customer wrote them, and every transfer, for the copy of a customer's data. */
export function remittanceData(sealKey: Buffer) {
  return {
    name: 'transfers_abroad',
    async read(db: ReadDb, customerId: string): Promise<unknown> {
      const [recipients, transfers] = await Promise.all([
        allRecipients(db, customerId),
        allTransfers(db, customerId),
      ])
      return {
        recipients: recipients.map(recipient => {
          const { sealed, fingerprint: _fingerprint, customerId: _owner, ...shown } = recipient
          return { ...shown, ...openRecipient(sealKey, { id: recipient.id, sealed }) }
        }),
        transfers,
      }
    },
  }
}
