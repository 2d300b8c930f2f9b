import type { BankReason } from '../order.ts'
import { MessageError, all, may, need, needText, textAt, type Node } from '../xml/read.ts'
import { checkInstant, readReason } from './read-values.ts'

/** What the bank says about a file of ours and about payments in it. */
export type StatusReport = {
  messageId: string
  /** Of our file. */
  originalMessageId: string
  originalMessage: string
  /** About the file as a whole; null when it speaks of single payments only. */
  groupStatus: string | null
  groupReason: BankReason | null
  lines: StatusLine[]
}

export type StatusLine = {
  /** From 1 in the message. */
  line: number
  endToEndId: string
  status: string
  reason: BankReason | null
}

/** Reads a customer payment status report (pain.002.001.10). Throws `MessageError`. */
export function readPain002(root: Node): StatusReport {
  const header = need(root, 'GrpHdr')
  checkInstant(header, 'CreDtTm')
  const group = need(root, 'OrgnlGrpInfAndSts')
  const batches = all(root, 'OrgnlPmtInfAndSts')
  let line = 0
  const lines = batches.flatMap(batch =>
    all(batch, 'TxInfAndSts').map(transaction => {
      line += 1
      return readLine(transaction, line)
    }),
  )
  return {
    messageId: needText(header, 'MsgId', 35),
    originalMessageId: needText(group, 'OrgnlMsgId', 35),
    originalMessage: needText(group, 'OrgnlMsgNmId', 35),
    groupStatus: textAt(group, 'GrpSts') ?? statusOfWholeBatch(batches),
    groupReason: readReason([
      ...all(group, 'StsRsnInf'),
      ...batches.flatMap(batch => all(batch, 'StsRsnInf')),
    ]),
    lines,
  }
}

/** We put one batch into a file: what is said of the batch is said of the file. */
function statusOfWholeBatch(batches: readonly Node[]): string | null {
  if (batches.length > 1) throw new MessageError('several_batches')
  return textAt(batches[0], 'PmtInfSts')
}

function readLine(transaction: Node, line: number): StatusLine {
  if (!may(transaction, 'OrgnlEndToEndId'))
    throw new MessageError('element_missing', { element: 'OrgnlEndToEndId', inside: `TxInfAndSts ${line}` })
  return {
    line,
    endToEndId: needText(transaction, 'OrgnlEndToEndId', 35),
    status: needText(transaction, 'TxSts', 4),
    reason: readReason(all(transaction, 'StsRsnInf')),
  }
}
