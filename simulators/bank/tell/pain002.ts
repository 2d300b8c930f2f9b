import { REASON_TEXTS } from '../accounts.ts'
import { element, message, type Xml } from '../xml/write.ts'

/** What becomes of one payment: `ACSP` taken, `PDNG` waits, `ACSC` debited, `RJCT` refused with a reason. */
export type PaymentLine = {
  batch: string
  instruction: string | null
  endToEnd: string
  status: 'ACSP' | 'PDNG' | 'ACSC' | 'RJCT'
  reason: string | null
  text: string | null
  ref: string | null
}

export type PaymentReport = {
  messageId: string
  at: Date
  originalMessage: string
  originalKind: string
  /** About the message as a whole; absent in a report of single payments. */
  group: { status: 'ACTC' | 'PART' | 'RJCT'; reason: string | null; text: string | null } | null
  lines: readonly PaymentLine[]
}

export function reasonElement(name: string, reason: string | null, text: string | null): Xml | null {
  if (reason === null) return null
  const words = text ?? REASON_TEXTS[reason]
  return element(name, [
    element('Rsn', element('Cd', reason)),
    words === undefined ? null : element('AddtlInf', words.slice(0, 105)),
  ])
}

function lineElement(line: PaymentLine, number: number): Xml {
  return element('TxInfAndSts', [
    element('StsId', `S${number}`),
    line.instruction === null ? null : element('OrgnlInstrId', line.instruction),
    element('OrgnlEndToEndId', line.endToEnd),
    element('TxSts', line.status),
    reasonElement('StsRsnInf', line.reason, line.text),
    line.ref === null ? null : element('AcctSvcrRef', line.ref),
  ])
}

/** Customer payment status report, pain.002.001.10. */
export function writePaymentReport(report: PaymentReport): string {
  const batches = Map.groupBy(report.lines, line => line.batch)
  let number = 0
  return message(
    'pain.002.001.10',
    element('CstmrPmtStsRpt', [
      element('GrpHdr', [element('MsgId', report.messageId), element('CreDtTm', report.at.toISOString())]),
      element('OrgnlGrpInfAndSts', [
        element('OrgnlMsgId', report.originalMessage),
        element('OrgnlMsgNmId', report.originalKind),
        report.group && element('GrpSts', report.group.status),
        report.group && reasonElement('StsRsnInf', report.group.reason, report.group.text),
      ]),
      ...Array.from(batches, ([batch, lines]) =>
        element('OrgnlPmtInfAndSts', [
          element('OrgnlPmtInfId', batch),
          ...lines.map(line => lineElement(line, (number += 1))),
        ]),
      ),
    ]),
  )
}
