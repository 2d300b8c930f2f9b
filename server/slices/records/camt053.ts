import { exponentOf, formatAmount } from '../../../contract/money.ts'
import { element, namespaceOf, plainText, writeDocument, type Element } from '../bank-rail/index.ts'
import { dayOf } from './statement-pdf.ts'
import type { StatementContent, StatementLine } from './statement-content.ts'

/**
 * A statement as ISO 20022 camt.053.001.08, which accounting programs read. Codes of transactions are ours
 * (`BkTxCd/Prtry`): the standard's code list knows no wallets. Validated in a test by the schema of the standard.
 */
export function statementCamt(content: StatementContent): Buffer {
  const message = element('BkToCstmrStmt', [
    element('GrpHdr', [element('MsgId', messageIdOf(content)), element('CreDtTm', content.made_at)]),
    element('Stmt', [
      element('Id', messageIdOf(content)),
      element('CreDtTm', content.made_at),
      element('FrToDt', [
        element('FrDtTm', content.from),
        // The last instant that belongs to it: the standard includes both ends.
        element('ToDtTm', new Date(Date.parse(content.to) - 1).toISOString()),
      ]),
      element('Acct', [
        element('Id', [element('Othr', [element('Id', content.account_number)])]),
        element('Ccy', content.currency),
        element('Nm', plainText(content.holder, 70)),
      ]),
      balance('OPBD', content, content.opening, content.from),
      balance('CLBD', content, content.closing, new Date(Date.parse(content.to) - 1).toISOString()),
      ...content.lines.map(line => entry(line, content)),
    ]),
  ])
  if (!message) throw new Error('a statement without content')
  return writeDocument(namespaceOf('camt.053.001.08'), message)
}

/** At most 35 characters: the month, the currency and the end of the account number. */
function messageIdOf({ period, currency, account_number: account }: StatementContent): string {
  return `OKPAY-${account}-${period}-${currency}`
}

function plain(minor: string, { currency }: StatementContent): string {
  return formatAmount(BigInt(minor), exponentOf(currency))
}

function amountOf(minor: string, content: StatementContent): Element | undefined {
  const value = BigInt(minor)
  const size = (value < 0n ? -value : value).toString()
  return element('Amt', plain(size, content), { Ccy: content.currency })
}

function signOf(minor: string): Element | undefined {
  return element('CdtDbtInd', BigInt(minor) < 0n ? 'DBIT' : 'CRDT')
}

function balance(
  code: 'OPBD' | 'CLBD',
  content: StatementContent,
  minor: string,
  at: string,
): Element | undefined {
  return element('Bal', [
    element('Tp', [element('CdOrPrtry', [element('Cd', code)])]),
    amountOf(minor, content),
    signOf(minor),
    element('Dt', [element('Dt', dayOf(at, content.time_zone))]),
  ])
}

function entry(line: StatementLine, content: StatementContent): Element | undefined {
  const text = [line.counterparty, line.note].filter(each => each !== null && each !== '').join(' · ')
  return element('Ntry', [
    element('NtryRef', line.number ?? line.journal.slice(0, 35)),
    amountOf(line.amount, content),
    signOf(line.amount),
    element('Sts', [element('Cd', 'BOOK')]),
    element('BookgDt', [element('DtTm', line.recorded_at)]),
    element('ValDt', [element('Dt', line.effective_on)]),
    element('AcctSvcrRef', line.journal.slice(0, 35)),
    element('BkTxCd', [element('Prtry', [element('Cd', line.kind.slice(0, 35))])]),
    element('NtryDtls', [
      element('TxDtls', [
        element('Refs', [element('AcctSvcrRef', line.journal.slice(0, 35))]),
        element('RmtInf', [element('Ustrd', plainText(text, 140))]),
      ]),
    ]),
  ])
}
