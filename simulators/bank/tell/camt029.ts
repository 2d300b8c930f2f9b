import { BIC, HOLDER } from '../accounts.ts'
import { element, message } from '../xml/write.ts'
import { PAIN_001 } from '../take/pain001.ts'
import { reasonElement } from './pain002.ts'

export type RecallAnswer = {
  messageId: string
  at: Date
  recall: { id: string; originalMessage: string; instruction: string | null; endToEnd: string }
  answer: 'agreed' | 'refused' | 'pending'
  reason: string | null
}

const CONFIRMATIONS = { agreed: 'CNCL', refused: 'RJCR', pending: 'PDCR' } as const
const STATUSES = { agreed: 'ACCR', refused: 'RJCR', pending: 'PDCR' } as const

/** Resolution of investigation, camt.029.001.09: the answer to a wish to have a payment back. */
export function writeRecallAnswer({ messageId, at, recall, answer, reason }: RecallAnswer): string {
  return message(
    'camt.029.001.09',
    element('RsltnOfInvstgtn', [
      element('Assgnmt', [
        element('Id', messageId),
        element('Assgnr', element('Agt', element('FinInstnId', element('BICFI', BIC)))),
        element('Assgne', element('Pty', element('Nm', HOLDER))),
        element('CreDtTm', at.toISOString()),
      ]),
      element('Sts', element('Conf', CONFIRMATIONS[answer])),
      element(
        'CxlDtls',
        element('TxInfAndSts', [
          element('CxlStsId', recall.id),
          element('OrgnlGrpInf', [
            element('OrgnlMsgId', recall.originalMessage),
            element('OrgnlMsgNmId', PAIN_001),
          ]),
          recall.instruction === null ? null : element('OrgnlInstrId', recall.instruction),
          element('OrgnlEndToEndId', recall.endToEnd),
          element('TxCxlSts', STATUSES[answer]),
          reasonElement('CxlStsRsnInf', reason, null),
        ]),
      ),
    ]),
  )
}
