import type { OwnBank } from '../accounts.ts'
import type { PaymentOrder } from '../order.ts'
import { element, plainText, writeDocument, type Element } from '../xml/write.ts'
import { namespaceOf } from './namespaces.ts'
import { amountText, instructionIdOf } from './pain001.ts'
import { bankByBic, isoTime } from './parties.ts'

export type RecallFile = {
  /** `OKPAY-00000013`. */
  messageId: string
  createdAt: Date
  order: PaymentOrder
  /** Of the file the payment left with. */
  original: { messageId: string; requestedOn: string }
  reason: string
}

/** A request to give a payment back (camt.056.001.08), for one payment. */
export function writeCamt056(bank: OwnBank, operatorName: string, file: RecallFile): Buffer {
  const { messageId, order, original } = file
  const { minor, currency } = order.amount
  const message: Element = {
    name: 'FIToFIPmtCxlReq',
    content: [
      element('Assgnmt', [
        element('Id', messageId),
        element('Assgnr', [element('Pty', [element('Nm', plainText(operatorName, 140))])]),
        element('Assgne', [bankByBic('Agt', bank.bic)]),
        element('CreDtTm', isoTime(file.createdAt)),
      ]),
      element('CtrlData', [element('NbOfTxs', '1')]),
      element('Undrlyg', [
        element('TxInf', [
          element('CxlId', `${messageId}-1`),
          element('OrgnlGrpInf', [
            element('OrgnlMsgId', original.messageId),
            element('OrgnlMsgNmId', 'pain.001.001.09'),
          ]),
          element('OrgnlInstrId', instructionIdOf(order)),
          element('OrgnlEndToEndId', order.endToEndId),
          element('OrgnlIntrBkSttlmAmt', amountText(minor, currency), { Ccy: currency }),
          element('OrgnlIntrBkSttlmDt', original.requestedOn),
          element('CxlRsnInf', [element('Rsn', [element('Cd', file.reason)])]),
        ]),
      ]),
    ],
  }
  return writeDocument(namespaceOf('camt.056.001.08'), message)
}
