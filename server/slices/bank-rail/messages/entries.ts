import { isCurrency, type Currency, type Money } from '../../../../contract/money.ts'
import { outsideLine } from '../../../platform/outside-text.ts'
import type { BankReason } from '../order.ts'
import { MessageError, all, follow, may, need, needText, textAt, type Node, type Take } from '../xml/read.ts'
import { readAccountNumber, readDay, readPositiveMoney, readReason, readSide } from './read-values.ts'

/** What the bank booked on our account. */
export type Entry = {
  /** From 1 in the message. */
  line: number
  /** The bank's reference, unique for ever. */
  reference: string
  amount: Money
  /** Seen from us: 'credit' came in. */
  side: 'credit' | 'debit'
  bookedOn: string
  valueOn: string
  /** At least one; their amounts add up to the entry's. */
  parts: EntryPart[]
}

export type EntryPart = {
  amount: Money
  endToEndId: string | null
  counterparty: { name: string | null; account: string | null }
  /** Everything the payer wrote, as one line of at most 1,000 characters. */
  reference: string
  /** Why a payment comes back; null for money that is no return. */
  returnReason: BankReason | null
}

/** Nobody gave one, in the words of the standard. */
const notProvided = 'NOTPROVIDED'
/** Parts are numbered in 16 bits; a bank that books a batch of more tells it apart. */
const maxParts = 30_000
/** `Max140Text` of a name, `Max34Text` of an account, and some seven lines of 140 for what the payer wrote. */
const [nameLength, accountLength, writtenLength] = [140, 34, 1_000]

/** The booked entries of each account in a message, by the element that reports on the account. */
export type EntriesRead = { take: Take; of: (report: Node) => Entry[] }

/** The document, the message, the report on an account: so deep an entry stands. */
const reportDepth = 3

/**
 * Reads the entries of a message while it is read, since a file may hold twenty thousand of them, each of dozens of
 * elements. Those that are announced only (PDNG, INFO) are left out: they are told again when they are booked.
 */
export function readingEntries(): EntriesRead {
  const found = new Map<Node, Entry[]>()
  let line = 0
  return {
    of: report => found.get(report) ?? [],
    take(node, report, depth) {
      if (node.name !== 'Ntry' || depth !== reportDepth) return false
      line += 1
      if (statusOf(node) !== 'BOOK') return true
      const entries = found.get(report) ?? []
      found.set(report, entries)
      entries.push(readEntry(node, currencyOf(report), line))
      return true
    },
  }
}

/** Of the account, which the standard names before its entries. */
export function currencyOf(report: Node): Currency {
  const currency = textAt(need(report, 'Acct'), 'Ccy') ?? ''
  if (!isCurrency(currency)) throw new MessageError('currency_unknown', { element: 'Acct', currency })
  return currency
}

function statusOf(node: Node): string {
  const status = textAt(node, 'Sts/Cd')
  if (status === null) throw new MessageError('element_missing', { element: 'Sts', inside: 'Ntry' })
  return status
}

function readEntry(node: Node, currency: string, line: number): Entry {
  const amount = readPositiveMoney(need(node, 'Amt'), currency)
  const side = readSide(node)
  const bookedOn = readDay(need(node, 'BookgDt'))
  const value = may(node, 'ValDt')
  const reversed = textAt(node, 'RvslInd') === 'true'
  const details = all(node, 'NtryDtls').flatMap(group => all(group, 'TxDtls'))
  if (details.length > maxParts)
    throw new MessageError('parts_too_many', { line: `${line}`, most: `${maxParts}` })
  const parts =
    details.length === 0
      ? [partWithoutDetails(amount)]
      : details.map(detail => readPart(detail, { amount, side, only: details.length === 1, reversed }))
  const sum = parts.reduce((total, part) => total + part.amount.minor, 0n)
  if (sum !== amount.minor) throw new MessageError('parts_differ', { line: `${line}` })
  return {
    line,
    reference: needText(node, 'AcctSvcrRef', 35),
    amount,
    side,
    bookedOn,
    valueOn: value ? readDay(value) : bookedOn,
    parts,
  }
}

function partWithoutDetails(amount: Money): EntryPart {
  return {
    amount,
    endToEndId: null,
    counterparty: { name: null, account: null },
    reference: '',
    returnReason: null,
  }
}

function readPart(
  detail: Node,
  entry: { amount: Money; side: 'credit' | 'debit'; only: boolean; reversed: boolean },
): EntryPart {
  const own = may(detail, 'Amt')
  if (!own && !entry.only) throw new MessageError('element_missing', { element: 'Amt', inside: 'TxDtls' })
  const parties = may(detail, 'RltdPties')
  const other = entry.side === 'credit' ? 'Dbtr' : 'Cdtr'
  const returned = all(detail, 'RtrInf')
  const endToEndId = textAt(detail, 'Refs/EndToEndId')
  if (endToEndId !== null && endToEndId.length > 35)
    throw new MessageError('element_too_long', { element: 'EndToEndId', inside: 'Refs' })
  return {
    amount: own ? readPositiveMoney(own, entry.amount.currency) : entry.amount,
    endToEndId: endToEndId === notProvided ? null : endToEndId,
    counterparty: {
      name: nameOf(textAt(parties, `${other}/Pty/Nm`) ?? textAt(parties, `${other}/Nm`)),
      account: accountOf(readAccountNumber(may(parties, `${other}Acct`))),
    },
    reference: remittanceOf(detail),
    returnReason:
      returned.length > 0 || entry.reversed ? (readReason(returned) ?? { code: 'NARR', text: null }) : null,
  }
}

/** Written by a stranger and read by staff and customers, so it is one clean line. */
function nameOf(text: string | null): string | null {
  return text === null ? null : outsideLine(text, nameLength) || null
}

/** A number that is none is no number: money must not go back to the half of one. */
function accountOf(text: string | null): string | null {
  return text !== null && text.length <= accountLength && /^[\x21-\x7e ]+$/.test(text) ? text : null
}

function remittanceOf(detail: Node): string {
  const remittance = may(detail, 'RmtInf')
  const structured = all(remittance, 'Strd').flatMap(node => [
    textAt(follow(node, 'CdtrRefInf'), 'Ref'),
    ...all(node, 'AddtlRmtInf').map(info => info.text),
  ])
  const texts = [...all(remittance, 'Ustrd').map(node => node.text), ...structured]
  return outsideLine(texts.filter(text => text !== null && text !== '').join(' '), writtenLength)
}
