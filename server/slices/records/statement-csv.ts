import { exponentOf, formatAmount } from '../../../contract/money.ts'
import { byteOrderMark, csvRow } from './csv.ts'
import type { StatementContent } from './statement-content.ts'

/**
 * A statement for programs: stable English keys, and the balances as lines of their own, so that whoever sums the
 * amounts from `opening` on gets `closing`.
 */
export function statementCsv(content: StatementContent): Buffer {
  const exponent = exponentOf(content.currency)
  const amount = (minor: string) => ({ number: formatAmount(BigInt(minor), exponent) })
  const { currency } = content
  const edge = (kind: string, at: string, value: string): string =>
    csvRow([kind, at, null, null, amount(value), currency, amount(value), null, null, null])
  const rows = content.lines.map(line =>
    csvRow([
      line.kind,
      line.recorded_at,
      line.effective_on,
      line.number === null ? null : { number: line.number },
      amount(line.amount),
      currency,
      amount(line.balance),
      line.counterparty,
      line.note,
      line.journal,
    ]),
  )
  const header = csvRow([
    'kind',
    'recorded_at',
    'effective_on',
    'number',
    'amount',
    'currency',
    'balance',
    'counterparty',
    'note',
    'journal',
  ])
  const text = [
    byteOrderMark,
    header,
    edge('opening_balance', content.from, content.opening),
    ...rows,
    edge('closing_balance', content.to, content.closing),
  ].join('')
  return Buffer.from(text, 'utf8')
}
