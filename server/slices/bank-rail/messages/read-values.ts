import { z } from 'zod'
import { exponentOf, isCurrency, money, parseAmount, type Money } from '../../../../contract/money.ts'
import { outsideLine } from '../../../platform/outside-text.ts'
import type { BankReason } from '../order.ts'
import { MessageError, all, may, need, needText, textAt, type Node } from '../xml/read.ts'

const isoDate = z.iso.date()
const isoInstant = z.iso.datetime({ offset: true, local: true })

/** `<Amt Ccy="EUR">10.50</Amt>`. Zeros beyond the currency's decimals are allowed, other digits there are not. */
export function readMoney(node: Node, currency?: string): Money {
  const code = node.attributes['Ccy'] ?? ''
  if (!isCurrency(code)) throw new MessageError('currency_unknown', { element: node.name, currency: code })
  if (currency !== undefined && code !== currency)
    throw new MessageError('currency_differs', { element: node.name, currency: code, account: currency })
  const exponent = exponentOf(code)
  const parsed = parseAmount(withoutSpareZeros(node.text, exponent), exponent)
  if (typeof parsed !== 'bigint')
    throw new MessageError('amount_malformed', { value: node.text, currency: code })
  return money(parsed, code)
}

function withoutSpareZeros(text: string, exponent: number): string {
  const [whole = '', fraction] = text.split('.')
  if (fraction === undefined || fraction.length <= exponent) return text
  const spare = fraction.slice(exponent)
  if (!/^0+$/.test(spare)) return text
  return exponent === 0 ? whole : `${whole}.${fraction.slice(0, exponent)}`
}

/** An amount an entry may have: more than nothing. */
export function readPositiveMoney(node: Node, currency?: string): Money {
  const amount = readMoney(node, currency)
  if (amount.minor <= 0n) throw new MessageError('amount_nothing', { element: node.name })
  return amount
}

/** A day from `Dt`, or the day of `DtTm` as written. */
export function readDay(node: Node): string {
  const text = textAt(node, 'Dt') ?? textAt(node, 'DtTm')?.slice(0, 10) ?? ''
  if (!isoDate.safeParse(text).success)
    throw new MessageError('day_malformed', { element: node.name, value: text })
  return text
}

/** Checks that a time is one; the text itself is kept only as evidence in the file. */
export function checkInstant(node: Node, name: string): void {
  const text = needText(node, name, 40)
  if (!isoInstant.safeParse(text).success)
    throw new MessageError('time_malformed', { element: name, value: text })
}

export function readSide(node: Node): 'credit' | 'debit' {
  const { text } = need(node, 'CdtDbtInd')
  if (text === 'CRDT') return 'credit'
  if (text === 'DBIT') return 'debit'
  throw new MessageError('value_unknown', { element: 'CdtDbtInd', value: text })
}

const codePattern = /^[A-Z0-9]{1,35}$/

/**
 * The first reason given, as a code with the texts beside it. A bank that gives a proprietary text instead of a code
 * means NARR: the reason is in the text.
 */
export function readReason(nodes: readonly Node[]): BankReason | null {
  const node = nodes[0]
  if (!node) return null
  const code = textAt(node, 'Rsn/Cd')
  const proprietary = textAt(node, 'Rsn/Prtry')
  const texts = [proprietary, ...all(node, 'AddtlInf').map(info => info.text)].filter(
    (text): text is string => text !== null && text !== '',
  )
  if (code !== null && !codePattern.test(code))
    throw new MessageError('value_unknown', { element: 'Cd', value: code })
  if (code === null && texts.length === 0) return null
  return { code: code ?? 'NARR', text: outsideLine(texts.join(' '), 500) || null }
}

/** IBAN or another number of an account, or null where there is none. */
export function readAccountNumber(node: Node | undefined): string | null {
  const id = may(node, 'Id')
  return textAt(id, 'IBAN') ?? textAt(id, 'Othr/Id')
}
