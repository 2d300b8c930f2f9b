import { exponentOf, formatAmount, type Currency } from '../../../contract/money.ts'
import { IBANS, REASON_TEXTS } from '../accounts.ts'
import type { Entry, EntryDetail } from '../store/queries-books.ts'
import { element, type Xml } from '../xml/write.ts'

export function amountElement(name: string, minor: bigint, currency: Currency): Xml {
  return element(name, formatAmount(minor, exponentOf(currency)), { Ccy: currency })
}

export function accountElement(currency: Currency): Xml {
  return element('Acct', [element('Id', element('IBAN', IBANS[currency])), element('Ccy', currency)])
}

const IBAN_FORM = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/

function foreignAccount(account: string): Xml {
  return element(
    'Id',
    IBAN_FORM.test(account) ? element('IBAN', account) : element('Othr', element('Id', account)),
  )
}

/** Bank transaction codes of the external list: sent, came back, received. */
function transactionCode({ kind }: Entry): Xml {
  const [family, sub] =
    kind === 'credit' ? ['RCDT', 'ESCT'] : kind === 'return' ? ['ICDT', 'RRTN'] : ['ICDT', 'ESCT']
  return element(
    'BkTxCd',
    element('Domn', [
      element('Cd', 'PMNT'),
      element('Fmly', [element('Cd', family), element('SubFmlyCd', sub)]),
    ]),
  )
}

function partyElements(side: 'Dbtr' | 'Cdtr', party: EntryDetail['party']): (Xml | null)[] {
  if (party === null) return []
  return [
    element('RltdPties', [
      element(side, element('Pty', element('Nm', party.name))),
      party.account === null ? null : element(`${side}Acct`, foreignAccount(party.account)),
    ]),
    party.bic === null
      ? null
      : element('RltdAgts', element(`${side}Agt`, element('FinInstnId', element('BICFI', party.bic)))),
  ]
}

function returnElement(reason: string | null): Xml | null {
  if (reason === null) return null
  const words = REASON_TEXTS[reason]
  return element('RtrInf', [
    element('Rsn', element('Cd', reason)),
    words === undefined ? null : element('AddtlInf', words),
  ])
}

/** One booked entry, the same in the notice and in the statement; its `AcctSvcrRef` is unique for ever. */
export function entryElement(entry: Entry, number: number): Xml {
  const { detail } = entry
  return element('Ntry', [
    element('NtryRef', number),
    amountElement('Amt', entry.amount, entry.currency),
    element('CdtDbtInd', entry.direction),
    element('Sts', element('Cd', 'BOOK')),
    element('BookgDt', element('Dt', entry.bookedOn)),
    element('ValDt', element('Dt', entry.valueOn)),
    element('AcctSvcrRef', entry.ref),
    transactionCode(entry),
    element(
      'NtryDtls',
      element('TxDtls', [
        element('Refs', [
          detail.instruction === null ? null : element('InstrId', detail.instruction),
          element('EndToEndId', detail.endToEnd),
        ]),
        amountElement('Amt', entry.amount, entry.currency),
        element('CdtDbtInd', entry.direction),
        ...partyElements(entry.kind === 'credit' ? 'Dbtr' : 'Cdtr', detail.party),
        detail.remittance === null ? null : element('RmtInf', element('Ustrd', detail.remittance)),
        entry.kind === 'return' ? returnElement(detail.reason) : null,
      ]),
    ),
  ])
}
