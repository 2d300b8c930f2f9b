import { childrenOf, FileProblem, requireText, textAt, type Element } from '../xml/read.ts'

export const CAMT_056 = 'camt.056.001.08'

/** A wish to have one payment back. */
export type RecallOrder = {
  id: string
  originalMessage: string
  instruction: string | null
  endToEnd: string
}

/** Throws `FileProblem` when the message is not as agreed. */
export function readRecalls(body: Element): RecallOrder[] {
  const recalls = childrenOf(body, 'Undrlyg')
    .flatMap(underlying => childrenOf(underlying, 'TxInf'))
    .map(transaction => ({
      id: requireText(transaction, 'CxlId', 35),
      originalMessage: requireText(transaction, 'OrgnlGrpInf/OrgnlMsgId', 35),
      instruction: textAt(transaction, 'OrgnlInstrId'),
      endToEnd: requireText(transaction, 'OrgnlEndToEndId', 35),
    }))
  if (recalls.length === 0) throw new FileProblem('FF01', 'There is nothing to cancel in the message.')
  return recalls
}
