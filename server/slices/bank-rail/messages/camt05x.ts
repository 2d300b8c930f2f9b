import type { Currency } from '../../../../contract/money.ts'
import { MessageError, all, follow, may, need, needText, textAt, type Node } from '../xml/read.ts'
import { currencyOf, type EntriesRead, type Entry } from './entries.ts'
import { checkInstant, readAccountNumber, readDay, readMoney, readSide } from './read-values.ts'

/** Entries of one of our accounts. */
export type AccountReport = { account: string; currency: Currency; entries: Entry[] }

export type Notification = { messageId: string; accounts: AccountReport[] }

/** One page of a statement of one account on one day. */
export type StatementPage = AccountReport & {
  /** The bank's name of the statement. */
  statementId: string
  /** Counts an account's statements without gap. */
  sequence: number
  page: number
  lastPage: boolean
  day: string
  /** Minor units; negative when we owe the bank. */
  opening: bigint
  closing: bigint
}

export type Statement = { messageId: string; pages: StatementPage[] }

/** Reads a debit credit notification (camt.054.001.08). Throws `MessageError`. */
export function readCamt054(root: Node, entries: EntriesRead): Notification {
  const messageId = readHeader(root)
  return { messageId, accounts: all(root, 'Ntfctn').map(node => readReport(node, entries)) }
}

/** Reads account statements (camt.053.001.08). Throws `MessageError`. */
export function readCamt053(root: Node, entries: EntriesRead): Statement {
  const messageId = readHeader(root)
  return { messageId, pages: all(root, 'Stmt').map(node => readPage(node, entries)) }
}

function readHeader(root: Node): string {
  const header = need(root, 'GrpHdr')
  checkInstant(header, 'CreDtTm')
  return needText(header, 'MsgId', 35)
}

function readReport(node: Node, entries: EntriesRead): AccountReport {
  const account = readAccountNumber(need(node, 'Acct'))
  if (account === null) throw new MessageError('element_missing', { element: 'Acct/Id', inside: node.name })
  return { account, currency: currencyOf(node), entries: entries.of(node) }
}

function readPage(node: Node, entries: EntriesRead): StatementPage {
  const report = readReport(node, entries)
  const pagination = may(node, 'StmtPgntn')
  const opening = balanceOf(node, 'OPBD', report.currency)
  const closing = balanceOf(node, 'CLBD', report.currency)
  return {
    ...report,
    statementId: needText(node, 'Id', 35),
    sequence: readCount(needText(node, 'ElctrncSeqNb', 9)),
    page: pagination ? readCount(needText(pagination, 'PgNb', 5)) : 1,
    lastPage: pagination ? readYesNo(needText(pagination, 'LastPgInd', 5)) : true,
    day: closing.day,
    opening: opening.minor,
    closing: closing.minor,
  }
}

function balanceOf(node: Node, code: string, currency: string): { minor: bigint; day: string } {
  const found = all(node, 'Bal').filter(balance => textAt(balance, 'Tp/CdOrPrtry/Cd') === code)
  const [balance, ...more] = found
  if (!balance || more.length > 0) throw new MessageError('balance_not_once', { balance: code })
  const { minor } = readMoney(need(balance, 'Amt'), currency)
  const date = follow(balance, 'Dt')
  if (!date) throw new MessageError('element_missing', { element: 'Dt', inside: `Bal ${code}` })
  return { minor: readSide(balance) === 'credit' ? minor : -minor, day: readDay(date) }
}

function readCount(text: string): number {
  if (!/^[1-9][0-9]*$/.test(text)) throw new MessageError('number_malformed', { value: text })
  return Number.parseInt(text, 10)
}

function readYesNo(text: string): boolean {
  if (text !== 'true' && text !== 'false')
    throw new MessageError('value_unknown', { element: 'LastPgInd', value: text })
  return text === 'true'
}
