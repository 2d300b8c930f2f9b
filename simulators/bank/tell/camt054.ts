import type { Currency } from '../../../contract/money.ts'
import type { Entry } from '../store/queries-books.ts'
import { element, message } from '../xml/write.ts'
import { accountElement, entryElement } from './entry.ts'

/** Bank to customer debit credit notification, camt.054.001.08: the entries of one account as they are booked. */
export function writeNotice(notice: {
  messageId: string
  at: Date
  currency: Currency
  entries: readonly Entry[]
}): string {
  const created = element('CreDtTm', notice.at.toISOString())
  return message(
    'camt.054.001.08',
    element('BkToCstmrDbtCdtNtfctn', [
      element('GrpHdr', [element('MsgId', notice.messageId), created]),
      element('Ntfctn', [
        element('Id', `N-${notice.messageId}`),
        created,
        accountElement(notice.currency),
        ...notice.entries.map((entry, index) => entryElement(entry, index + 1)),
      ]),
    ]),
  )
}
