import type { Entry, StatementRecord } from '../store/queries-books.ts'
import { element, message, type Xml } from '../xml/write.ts'
import { accountElement, amountElement, entryElement } from './entry.ts'

function balance(code: 'OPBD' | 'CLBD', minor: bigint, statement: StatementRecord): Xml {
  return element('Bal', [
    element('Tp', element('CdOrPrtry', element('Cd', code))),
    amountElement('Amt', minor < 0n ? -minor : minor, statement.currency),
    element('CdtDbtInd', minor < 0n ? 'DBIT' : 'CRDT'),
    element('Dt', element('Dt', statement.day)),
  ])
}

/**
 * Bank to customer statement, camt.053.001.08. Several pages have the same id and number, and each the balances of
 * the whole day.
 */
export function writeStatement(page: {
  messageId: string
  at: Date
  statement: StatementRecord
  number: number
  isLast: boolean
  from: Date
  until: Date
  entries: readonly Entry[]
}): string {
  const { statement } = page
  const created = element('CreDtTm', page.at.toISOString())
  return message(
    'camt.053.001.08',
    element('BkToCstmrStmt', [
      element('GrpHdr', [element('MsgId', page.messageId), created]),
      element('Stmt', [
        element('Id', `${statement.currency}-${statement.day}`),
        element('StmtPgntn', [element('PgNb', page.number), element('LastPgInd', String(page.isLast))]),
        element('ElctrncSeqNb', statement.number),
        created,
        element('FrToDt', [
          element('FrDtTm', page.from.toISOString()),
          element('ToDtTm', page.until.toISOString()),
        ]),
        accountElement(statement.currency),
        balance('OPBD', statement.opening, statement),
        balance('CLBD', statement.closing, statement),
        ...page.entries.map((entry, index) => entryElement(entry, index + 1)),
      ]),
    ]),
  )
}
