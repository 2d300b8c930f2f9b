import type { BankReason } from '../order.ts'
import { MessageError, all, follow, need, needText, textAt, type Node } from '../xml/read.ts'
import { checkInstant, readReason } from './read-values.ts'

/** The bank's answers to requests to give payments back. */
export type Resolution = { messageId: string; lines: ResolutionLine[] }

export type ResolutionLine = {
  /** From 1 in the message. */
  line: number
  endToEndId: string
  answer: 'agreed' | 'refused' | 'pending'
  reason: BankReason | null
}

/** ExternalInvestigationExecutionConfirmation1Code and CancellationIndividualStatus1Code. */
const answers: Readonly<Record<string, ResolutionLine['answer']>> = {
  ACCR: 'agreed',
  CNCL: 'agreed',
  RJCR: 'refused',
  PDCR: 'pending',
}

/** Reads a resolution of investigation (camt.029.001.09). Throws `MessageError`. */
export function readCamt029(root: Node): Resolution {
  const assignment = need(root, 'Assgnmt')
  checkInstant(assignment, 'CreDtTm')
  const overall = textAt(root, 'Sts/Conf')
  const details = all(root, 'CxlDtls').flatMap(group => all(group, 'TxInfAndSts'))
  if (details.length === 0) throw new MessageError('no_payment')
  return {
    messageId: needText(assignment, 'Id', 35),
    lines: details.map((detail, index) => ({
      line: index + 1,
      endToEndId: needText(detail, 'OrgnlEndToEndId', 35),
      answer: answerOf(follow(detail, 'TxCxlSts')?.text ?? overall ?? ''),
      reason: readReason(all(detail, 'CxlStsRsnInf')),
    })),
  }
}

function answerOf(code: string): ResolutionLine['answer'] {
  const answer = answers[code]
  if (!answer) throw new MessageError('value_unknown', { element: 'TxCxlSts', value: code })
  return answer
}
